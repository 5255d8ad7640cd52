/** What a replay always has at hand of a trial: who, what, how it stands, and every mark. */
import type { TranscriptEvent, TranscriptEventOf } from '../events.ts';
import { forkName } from '../fork-name.ts';
import type { RecordedFork } from '../fork-record.ts';
import type { TrialHeader, TrialMark, TrialState } from '../replay-view.ts';

export class TrialOutline {
  readonly #marks: TrialMark[] = [];
  #started: TranscriptEventOf<'trial.started'> | undefined;
  #agent: TranscriptEventOf<'agent.started'> | undefined;
  #ended: TranscriptEventOf<'trial.ended'> | undefined;
  #interrupted: string | undefined;

  /** Takes the next event; most tell nothing of the trial as a whole. */
  push(event: TranscriptEvent): void {
    this.#interrupted = undefined;
    if (event.type === 'trial.started') this.#started ??= event;
    else if (event.type === 'agent.started') this.#agent ??= event;
    else if (event.type === 'trial.ended') this.#ended = event;
  }

  mark(mark: TrialMark): void {
    this.#marks.push(mark);
  }

  /** Says that nobody writes the transcript any more. If it has no end by now it was interrupted; `detail` says how, for people. */
  abandon(detail: string): void {
    this.#interrupted = detail;
  }

  /** Events that make the same outline, but for the marks. */
  get events(): readonly TranscriptEvent[] {
    return [this.#started, this.#agent, this.#ended].filter((event) => event !== undefined);
  }

  /** Every mark of the trial so far, in its order. */
  get marks(): readonly TrialMark[] {
    return this.#marks;
  }

  /** Undefined as long as the transcript does not tell what trial it is of. */
  get header(): TrialHeader | undefined {
    if (this.#started === undefined) return undefined;
    const { trial, scenario, endpoint, variant, seed, fork } = this.#started;
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
      ...(fork === undefined ? {} : { fork: pointOf(fork) }),
    };
  }

  get state(): TrialState {
    if (this.#ended !== undefined) {
      const { verdict, reason, report = '' } = this.#ended;
      return { state: 'ended', verdict, reason, report };
    }
    return this.#interrupted === undefined ? { state: 'running' } : { state: 'interrupted', detail: this.#interrupted };
  }
}

function pointOf({ of, step, change }: RecordedFork): NonNullable<TrialHeader['fork']> {
  return { step, name: forkName({ trial: of.trial, step, changed: change.kind }) };
}
