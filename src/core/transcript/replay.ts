/** The replay of one trial, made from its events, also while they are still being written. */
import type { World } from '../machine/world.ts';
import { decodeContent, type EncodedContent } from './content.ts';
import type { TranscriptEvent, TranscriptEventOf } from './events.ts';
import { machineEventText } from './machine-event-text.ts';
import { machineView, type Originals, originalsOf, viewOfNothing } from './machine-view.ts';
import type { MachineView, StepDetail, StepLine, StepMark, TrialHeader, TrialMark, TrialState } from './replay-view.ts';
import { EffectCounter, type StepEffect } from './step-effect.ts';
import { type StepRecord, stepDetail, stepLine } from './step-record.ts';
import { WorldHistory } from './world-history.ts';

interface GrowingStep extends StepRecord {
  readonly events: TranscriptEvent[];
  readonly marks: (StepMark & { readonly detail: string })[];
  effect: StepEffect | undefined;
}

/** The scenario language allows no more; a damaged number of a step must not make the replay grow without end. */
const MOST_STEPS = 100_000;

/** Answers what a replay asks. Steps go from 0, the machine before the first turn, to `steps`. */
export class ReplayModel {
  readonly #steps: GrowingStep[] = [emptyStep(0)];
  readonly #marks: TrialMark[] = [];
  readonly #history = new WorldHistory();
  readonly #effects = new EffectCounter();
  readonly #contents = new Map<string, EncodedContent>();
  /** Events of the machine by `seq`, as evidence of flags. */
  readonly #machineEvents = new Map<number, TranscriptEventOf<'machine.event'>>();
  #started: TranscriptEventOf<'trial.started'> | undefined;
  #agent: TranscriptEventOf<'agent.started'> | undefined;
  #ended: TranscriptEventOf<'trial.ended'> | undefined;
  #interrupted: string | undefined;
  #succeeds = false;
  #originals: Originals | undefined;

  /** Takes the next events of the transcript. */
  push(events: Iterable<TranscriptEvent>): void {
    for (const event of events) {
      this.#interrupted = undefined;
      this.#take(event);
    }
  }

  /** Says that nobody writes the transcript any more. If it has no end by now it was interrupted; `detail` says how, for people. */
  abandon(detail: string): void {
    this.#interrupted = detail;
  }

  /** Undefined as long as the transcript does not tell what trial it is of. */
  get header(): TrialHeader | undefined {
    if (this.#started === undefined) return undefined;
    const { trial, scenario, endpoint, variant, seed } = this.#started;
    return {
      trial,
      scenario: scenario.name,
      title: scenario.title,
      endpoint: endpoint.name,
      model: endpoint.model,
      scaffold: this.#agent?.scaffold ?? '',
      variant,
      seed,
      goal: this.#agent?.goal ?? '',
      system: this.#agent?.system ?? '',
    };
  }

  get state(): TrialState {
    if (this.#ended !== undefined) {
      const { verdict, reason, report = '' } = this.#ended;
      return { state: 'ended', verdict, reason, report };
    }
    return this.#interrupted === undefined ? { state: 'running' } : { state: 'interrupted', detail: this.#interrupted };
  }

  /** Number of the last step. */
  get steps(): number {
    return this.#steps.length - 1;
  }

  /** Every mark of the trial so far, in its order. */
  get marks(): readonly TrialMark[] {
    return this.#marks;
  }

  /** The lines of the steps from one up to, not including, another; what lies outside of the trial is left out. */
  lines(from: number, to: number): StepLine[] {
    return this.#steps.slice(Math.max(0, from), Math.max(0, to)).map(stepLine);
  }

  /** What a step tells; the nearest one when there is no such step. */
  step(step: number): StepDetail {
    return stepDetail(this.#steps[this.#within(step)] ?? emptyStep(0));
  }

  /** The machine at the end of a step; the nearest one when there is no such step. */
  machineAt(step: number): MachineView {
    const at = this.#within(step);
    const start = this.#history.at(0);
    const now = this.#history.at(at);
    if (start === undefined || now === undefined) return viewOfNothing(at);
    this.#originals ??= originalsOf(start);
    const before = at === 0 ? start : (this.#history.at(at - 1) ?? start);
    return machineView(at, { start, before, now }, this.#originals);
  }

  /** The whole world at the end of a step; undefined when the transcript tells of no machine. */
  worldAt(step: number): World | undefined {
    return this.#history.at(this.#within(step));
  }

  /** A content by its digest; undefined for sparse files and for contents that the transcript does not hold. */
  content(digest: string): Uint8Array | undefined {
    const content = this.#contents.get(digest);
    return content === undefined ? undefined : decodeContent(content);
  }

  #within(step: number): number {
    return Math.min(Math.max(0, Math.trunc(step)), this.steps);
  }

  #take(event: TranscriptEvent): void {
    const record = this.#recordOf(event.step);
    this.#history.push(event);
    switch (event.type) {
      case 'content':
        this.#contents.set(event.digest, { encoding: event.encoding, data: event.data });
        return;
      case 'machine.started':
        this.#effects.apply(event.patch);
        this.#effects.beginStep();
        return;
      case 'world.patch':
        this.#effects.apply(event.patch);
        record.effect = this.#effects.effect();
        return;
      case 'trial.started':
        this.#started = event;
        return;
      case 'agent.started':
        this.#agent ??= event;
        return;
      case 'machine.event':
        this.#machineEvents.set(event.seq, event);
        return;
      case 'trial.ended':
        this.#ended = event;
        return;
      case 'milestone.reached':
        this.#mark(record, { kind: 'milestone', name: event.name, detail: event.condition });
        return;
      case 'flag.raised': {
        const evidence = this.#machineEvents.get(event.evidence);
        const detail = evidence === undefined ? event.condition : machineEventText(evidence.event);
        this.#mark(record, { kind: 'flag', name: event.name, detail });
        return;
      }
      case 'check.evaluated':
        if (event.value !== this.#succeeds) {
          const name = event.value ? event.name : `${event.name} lost`;
          this.#mark(record, { kind: 'success', name, detail: event.condition });
        }
        this.#succeeds = event.value;
        return;
      case 'limit.hit':
        this.#mark(record, { kind: 'limit', name: event.limit, detail: `${event.value} of ${event.maximum}` });
        return;
      case 'error':
        record.events.push(event);
        this.#mark(record, { kind: 'error', name: event.kind, detail: event.message });
        return;
      case 'model.request':
      case 'model.response':
      case 'agent.thought':
      case 'tool.call':
      case 'tool.result':
        record.events.push(event);
        return;
      default:
        event satisfies never;
    }
  }

  #mark(record: GrowingStep, mark: GrowingStep['marks'][number]): void {
    record.marks.push(mark);
    this.#marks.push({ step: record.step, kind: mark.kind, name: mark.name });
  }

  /** The step that an event belongs to. A step that was left out is one of which nothing is known. */
  #recordOf(step: number): GrowingStep {
    const at = Math.min(step, MOST_STEPS);
    for (let next = this.#steps.length; next <= at; next++) {
      this.#steps.push(emptyStep(next));
      this.#effects.beginStep();
    }
    return this.#steps[at] ?? emptyStep(at);
  }
}

function emptyStep(step: number): GrowingStep {
  return { step, events: [], marks: [], effect: undefined };
}
