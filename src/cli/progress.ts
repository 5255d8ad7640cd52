/** How a run goes on, while it does: one line that changes on a terminal, a line a trial where nobody looks. */

import { numberText } from '../core/exporters/figures.ts';
import type { FromTrialProcess } from '../protocol/trial-process.ts';
import { type Output, shownLine } from './terminal.ts';

export class Progress {
  readonly #output: Output;
  readonly #trials: number;
  readonly #running = new Map<string, { step: number; tokens: number; action: string }>();
  #ended = 0;
  #succeeded = 0;
  #tokens = 0;
  #line = '';

  constructor(output: Output, trials: number) {
    this.#output = output;
    this.#trials = trials;
  }

  /** Takes what the process that runs trials says. */
  take(event: FromTrialProcess): void {
    switch (event.type) {
      case 'trial-started':
        this.#running.set(event.id, { step: 0, tokens: 0, action: '' });
        break;
      case 'trial-progress':
        // Between an answer of the model and its action there is nothing new to show.
        this.#running.set(event.id, {
          step: event.step,
          tokens: event.tokens,
          action: event.action || (this.#running.get(event.id)?.action ?? ''),
        });
        break;
      case 'trial-ended': {
        const { id, verdict, steps, tokens, reason } = event.summary;
        this.#running.delete(id);
        this.#ended += 1;
        this.#tokens += tokens;
        if (verdict === 'success') this.#succeeded += 1;
        const told = verdict === 'success' || verdict === 'failure' ? `${steps} step${steps === 1 ? '' : 's'}` : reason;
        this.#print(`trial ${id}: ${verdict}, ${shownLine(told)}`);
        break;
      }
      case 'log':
        if (event.level === 'warn' || event.level === 'error') this.#print(shownLine(event.text));
        break;
      case 'ready':
      case 'done':
      case 'failed':
        break;
      default:
        event satisfies never;
    }
    this.#draw();
  }

  /** The last step that a trial was seen at. */
  stepOf(trial: string): number {
    return this.#running.get(trial)?.step ?? 0;
  }

  /** Takes the changing line away. */
  end(): void {
    this.#clear();
    this.#line = '';
  }

  #print(text: string): void {
    this.#clear();
    this.#output.write(`${text}\n`);
    if (this.#output.live) this.#output.write(this.#line);
  }

  #draw(): void {
    const { live, columns = 80 } = this.#output;
    if (!live) return;
    const current = [...this.#running].at(-1);
    const tokens = [...this.#running.values()].reduce((sum, trial) => sum + trial.tokens, this.#tokens);
    const parts = [
      `${this.#ended} of ${this.#trials} trials`,
      `${this.#succeeded} succeeded`,
      `${numberText(tokens)} tokens`,
      ...(current === undefined ? [] : [`trial ${current[0]}, step ${current[1].step} ${current[1].action}`.trimEnd()]),
    ];
    const line = shownLine(parts.join(' · ')).slice(0, Math.max(1, columns - 1));
    if (line === this.#line) return;
    this.#clear();
    this.#line = line;
    this.#output.write(line);
  }

  #clear(): void {
    if (this.#output.live && this.#line !== '') this.#output.write('\r\u001B[2K');
  }
}
