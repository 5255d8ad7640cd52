/** The other end of the protocol, for tests: answers from a fixture trial and remembers what it was told. */
import type { FromReplay, ReplayMove, TimelineBucket, ToReplay, TrialState } from '../../src/protocol/replay.ts';
import type { FixtureTrial } from './trial.ts';

export class FixtureHost {
  /** All that the replay said, in order. */
  readonly heard: FromReplay[] = [];
  /** While true, steps that are asked for are kept back until `release`. */
  holding = false;
  readonly #held: number[] = [];
  #trial: FixtureTrial;
  readonly #at: number;
  readonly #say: (message: ToReplay) => Promise<void>;

  constructor(trial: FixtureTrial, at: number, say: (message: ToReplay) => Promise<void>) {
    this.#trial = trial;
    this.#at = at;
    this.#say = say;
  }

  async hear(message: FromReplay): Promise<void> {
    this.heard.push(message);
    const { header, state, steps, marks } = this.#trial;
    switch (message.type) {
      case 'ready':
        return this.#say({ type: 'opened', header, state, steps, marks, at: this.#at });
      case 'want-lines': {
        const wanted = Array.from(
          { length: Math.max(0, message.to - message.from) },
          (_, index) => message.from + index,
        );
        return this.#say({ type: 'lines', from: message.from, lines: wanted.map((step) => this.#trial.line(step)) });
      }
      case 'want-step':
        if (this.holding) this.#held.push(message.step);
        else await this.#say({ type: 'step', ...this.#trial.step(message.step) });
        return;
      case 'want-lines-of':
        return this.#say({ type: 'lines-of', lines: message.steps.map((step) => this.#trial.line(step)) });
      case 'want-timeline': {
        const { from, to, most } = message;
        return this.#say({ type: 'timeline', from, to, buckets: bucketsOf(this.#trial, from, to, most) });
      }
      case 'find': {
        const { id, query, from } = message;
        const wanted = query.text.toLowerCase();
        const found = Array.from({ length: steps + 1 - from }, (_, index) => from + index).filter((step) => {
          const line = this.#trial.line(step);
          if (query.kinds.includes('failed') && (line.exitCode ?? 0) === 0) return false;
          if (query.marks.length > 0 && !line.marks.some(({ name }) => query.marks.includes(name))) return false;
          return line.summary.toLowerCase().includes(wanted);
        });
        return this.#say({ type: 'found', id, steps: found, searched: steps, done: true });
      }
      case 'want-change':
        return this.#say({ type: 'change', step: message.after + 3 <= steps ? message.after + 3 : undefined });
      case 'stop-finding':
      case 'open-file':
      case 'open-sample':
      case 'close-sample':
      case 'write-note':
      case 'copy-step':
      case 'fork':
      case 'at':
      case 'copy':
      case 'open-source':
        return;
      default:
        message satisfies never;
    }
  }

  /** Answers what was kept back. */
  async release(): Promise<void> {
    this.holding = false;
    for (const step of this.#held.splice(0)) await this.#say({ type: 'step', ...this.#trial.step(step) });
  }

  /** The trial went on to what it is now. */
  async grow(trial: FixtureTrial, state: TrialState = trial.state): Promise<void> {
    this.#trial = { ...trial, state };
    await this.#say({ type: 'grew', state, steps: trial.steps, marks: trial.marks });
  }

  move(move: ReplayMove): Promise<void> {
    return this.#say({ type: 'move', move });
  }

  say(message: ToReplay): Promise<void> {
    return this.#say(message);
  }

  /** Messages of one type that were heard. */
  all<T extends FromReplay['type']>(type: T): readonly (FromReplay & { type: T })[] {
    return this.heard.filter((message): message is FromReplay & { type: T } => message.type === type);
  }
}

/** A timeline of a fixture: what its lines tell. */
function bucketsOf(trial: FixtureTrial, from: number, to: number, most: number): TimelineBucket[] {
  const width = Math.max(1, Math.ceil((to - from) / most));
  const buckets: TimelineBucket[] = [];
  for (let start = from; start < to; start += width) {
    const end = Math.min(start + width, to);
    const lines = Array.from({ length: end - start }, (_, index) => trial.line(start + index));
    const acted = lines.filter((line) => line.tool !== '');
    buckets.push({
      from: start,
      to: end,
      clock: 0,
      acts: acted.length,
      failed: acted.filter((line) => line.exitCode !== 0).length,
      files: lines.filter((line) => line.effect.includes('file')).length,
      processes: lines.filter((line) => line.effect.includes('process')).length,
      network: 0,
      happened: 0,
      agents: acted.length === 0 ? {} : { agent: acted.length },
    });
  }
  return buckets;
}
