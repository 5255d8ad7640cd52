/** Puts the events of a transcript together to steps, in their order and one at a time. */
import type { MachineEvent } from '../../machine/world.ts';
import type { TranscriptEvent, TranscriptEventOf } from '../events.ts';
import { machineEventText } from '../machine-event-text.ts';
import type { DetailedMark, ReplicaLine, TimelineLanes } from '../replay-view.ts';
import { EffectCounter, type StepEffect } from '../step-effect.ts';
import type { StepRecord } from '../step-record.ts';

export interface BuiltStep extends StepRecord {
  readonly lanes: TimelineLanes;
  /** Milliseconds since 1970 on the machine's clock at its end; 0 when nothing told it yet. */
  readonly clock: number;
  /** The replicas at its end, where they are not those of the step before. */
  readonly replicas: readonly ReplicaLine[] | undefined;
}

interface GrowingStep {
  readonly step: number;
  readonly events: TranscriptEvent[];
  readonly marks: DetailedMark[];
  replicas: readonly ReplicaLine[] | undefined;
  effect: StepEffect | undefined;
  readonly lanes: { -readonly [L in keyof TimelineLanes]: TimelineLanes[L] };
  clock: number;
}

/** Steps that a transcript may leave out: a damaged number of a step must not make the replay grow without end. */
const MOST_MISSING = 1_000;

/** Events of the machine that happen to the agent. */
const HAPPENED: ReadonlySet<string> = new Set([
  'alarm',
  'agent.message',
  'signal.caught',
  'machine.rebooted',
  'machine.stopped',
  'service.changed',
]);

export class StepBuilder {
  readonly #effects = new EffectCounter();
  /** Events of the machine in this step and the one before, by `seq`, as evidence of flags. */
  #evidence = new Map<number, TranscriptEventOf<'machine.event'>>();
  #olderEvidence = new Map<number, TranscriptEventOf<'machine.event'>>();
  #current: GrowingStep = emptyStep(0);
  #succeeds = false;

  /** The step that is under way. */
  get current(): BuiltStep {
    return this.#current;
  }

  /** Takes the next event; gives the steps that it shows to be over, mostly none. */
  push(event: TranscriptEvent): BuiltStep[] {
    const finished = this.#advance(event.step);
    this.#take(event);
    return finished;
  }

  #advance(step: number): BuiltStep[] {
    const finished: BuiltStep[] = [];
    if (step > this.#current.step + MOST_MISSING) return finished;
    while (this.#current.step < step) {
      finished.push(this.#current);
      this.#current = emptyStep(this.#current.step + 1, this.#current.clock);
      this.#effects.beginStep();
      this.#olderEvidence = this.#evidence;
      this.#evidence = new Map();
    }
    return finished;
  }

  #take(event: TranscriptEvent): void {
    const step = this.#current;
    switch (event.type) {
      case 'machine.started':
        this.#effects.apply(event.patch);
        this.#effects.beginStep();
        step.clock = event.patch.clock ?? step.clock;
        return;
      case 'world.patch':
        this.#effects.apply(event.patch);
        step.effect = this.#effects.effect();
        step.clock = event.patch.clock ?? step.clock;
        return;
      case 'machine.event':
        this.#evidence.set(event.seq, event);
        countLane(step.lanes, event.event);
        return;
      case 'milestone.reached':
        step.marks.push({ kind: 'milestone', name: event.name, detail: event.condition, because: event.because });
        return;
      case 'flag.raised': {
        const evidence = this.#evidence.get(event.evidence) ?? this.#olderEvidence.get(event.evidence);
        const detail = evidence === undefined ? event.condition : machineEventText(evidence.event);
        step.marks.push({ kind: 'flag', name: event.name, detail, because: event.because });
        return;
      }
      case 'check.evaluated':
        if (event.value !== this.#succeeds) {
          const name = event.value ? event.name : `${event.name} lost`;
          step.marks.push({ kind: 'success', name, detail: event.condition, because: event.because });
        }
        this.#succeeds = event.value;
        return;
      case 'replicas.changed':
        step.replicas = event.replicas;
        return;
      case 'timeline.event':
        step.lanes.happened += 1;
        step.events.push(event);
        return;
      case 'limit.hit':
        step.marks.push({ kind: 'limit', name: event.limit, detail: `${event.value} of ${event.maximum}` });
        return;
      case 'error':
        step.marks.push({ kind: 'error', name: event.kind, detail: event.message });
        step.events.push(event);
        return;
      case 'tool.result':
        step.lanes.acts += 1;
        if (event.status !== 'done' || (event.exitCode ?? 0) !== 0) step.lanes.failed += 1;
        step.events.push(event);
        return;
      case 'content':
      case 'content.spliced':
      case 'trial.started':
      case 'trial.ended':
        return;
      default:
        step.events.push(event);
    }
  }
}

function countLane(lanes: GrowingStep['lanes'], { kind }: MachineEvent): void {
  if (kind.startsWith('file.')) {
    if (kind !== 'file.read') lanes.files += 1;
  } else if (kind.startsWith('process.')) lanes.processes += 1;
  else if (kind === 'http.request' || kind === 'connection') lanes.network += 1;
  else if (HAPPENED.has(kind)) lanes.happened += 1;
}

function emptyStep(step: number, clock = 0): GrowingStep {
  const lanes = { acts: 0, failed: 0, files: 0, processes: 0, network: 0, happened: 0 };
  return { step, events: [], marks: [], effect: undefined, lanes, clock, replicas: undefined };
}
