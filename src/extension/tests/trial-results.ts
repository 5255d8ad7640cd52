/** Tells a run of the Test Explorer what becomes of the trials of an experiment, as they go. */
import { join } from 'node:path';
import { TestMessage, type TestRun } from 'vscode';
import { variantName } from '../../core/experiment/chosen-variants.ts';
import type { ProcessRun } from '../../node/trial-process/run-in-trial-process.ts';
import type { FromTrialProcess, TrialSummary } from '../../protocol/trial-process.ts';
import { rateOfTrials, resultText } from '../runs/progress.ts';
import { counted } from '../runs/run-figures.ts';
import type { ReadyScenario } from '../scenarios/ready-scenario.ts';
import type { Leaf } from './scenario-tests.ts';
import { failedChecks, undecidedMessage } from './test-messages.ts';

/** A leaf with what is known of it so far. */
interface Told {
  readonly leaf: Leaf;
  readonly ended: TrialSummary[];
  began: number | undefined;
  finished: number | undefined;
  concluded: boolean;
}

export class TrialResults {
  readonly #run: TestRun;
  readonly #ready: ReadyScenario;
  readonly #trials: number;
  /** By the id of the variant. */
  readonly #told: ReadonlyMap<string, Told>;
  /** Variant of each trial that began. */
  readonly #variants = new Map<string, string>();
  #folder = '';
  #concluding: Promise<void> = Promise.resolve();

  /** @param trials of each leaf */
  constructor(run: TestRun, ready: ReadyScenario, leaves: readonly Leaf[], trials: number) {
    this.#run = run;
    this.#ready = ready;
    this.#trials = trials;
    this.#told = new Map(
      leaves.map((leaf) => [
        leaf.variant,
        { leaf, ended: [], began: undefined, finished: undefined, concluded: false },
      ]),
    );
  }

  /** @param folder absolute path of the run */
  begin(name: string, folder: string): void {
    this.#folder = folder;
    this.#print(`${this.#ready.scenario.name}, kept in ${name}`);
  }

  take(message: FromTrialProcess): void {
    switch (message.type) {
      case 'trial-started': {
        const { id, variant } = message;
        this.#variants.set(id, variant);
        const told = this.#told.get(variant);
        if (told !== undefined && told.began === undefined) {
          told.began = performance.now();
          this.#run.started(told.leaf.item);
        }
        this.#print(`Trial ${id}${this.#beside(variant)} begins`, told);
        return;
      }
      case 'trial-progress': {
        const { id, step, action } = message;
        if (action !== '')
          this.#print(`Trial ${id} step ${step}: ${action}`, this.#told.get(this.#variants.get(id) ?? ''));
        return;
      }
      case 'trial-ended':
        this.#take(message.summary);
        return;
      case 'log':
        if (message.level === 'warn' || message.level === 'error') this.#print(message.text);
        return;
      case 'ready':
      case 'done':
      case 'failed':
        return;
      default:
        message satisfies never;
    }
  }

  #take(summary: TrialSummary): void {
    const told = this.#told.get(summary.variant);
    const { id, verdict, steps, reason, transcript } = summary;
    this.#print(
      `Trial ${id}${this.#beside(summary.variant)}: ${verdict} after ${counted(steps, 'step')}. ${reason}`,
      told,
    );
    this.#print(`  Replay: ${join(this.#folder, transcript)}`, told);
    if (told === undefined) return;
    told.ended.push(summary);
    told.finished = performance.now();
    if (told.ended.length === this.#trials) this.#concluding = this.#concluding.then(() => this.#conclude(told));
  }

  /** Says what is left to say once the experiment is over. */
  async end({ outcome, message }: Pick<ProcessRun, 'outcome' | 'message'>): Promise<void> {
    await this.#concluding;
    for (const told of this.#told.values()) {
      if (told.concluded) continue;
      told.concluded = true;
      const { item } = told.leaf;
      if (outcome === 'cancelled') this.#run.skipped(item);
      else this.#run.errored(item, new TestMessage(message || 'The trials did not end.'), durationOf(told));
    }
    if (message !== '') this.#print(message);
  }

  /** The verdict on a leaf: it passes when every trial that decided anything succeeded. */
  async #conclude(told: Told): Promise<void> {
    told.concluded = true;
    const { leaf, ended } = told;
    if (ended.some(({ verdict }) => verdict === 'cancelled')) {
      this.#run.skipped(leaf.item);
      return;
    }
    const rate = rateOfTrials(ended);
    this.#print(`${this.#ready.scenario.name}${this.#beside(leaf.variant)}: ${resultText(rate)}`, told);
    const ms = durationOf(told);
    if (rate.n === 0) this.#run.errored(leaf.item, await undecidedMessage(this.#ready, this.#folder, ended), ms);
    else if (rate.successes === rate.n) this.#run.passed(leaf.item, ms);
    else this.#run.failed(leaf.item, await failedChecks(this.#ready, this.#folder, ended), ms);
  }

  #beside(variant: string): string {
    return this.#told.size < 2 ? '' : ` (${variantName(this.#ready.declared, variant)})`;
  }

  /** A line of the output. What a model wrote is not to move the cursor. */
  #print(line: string, told?: Told): void {
    const plain = line.replaceAll(/\s*\n\s*/g, ' ').replaceAll(/\p{Cc}/gu, '');
    this.#run.appendOutput(`${plain}\r\n`, undefined, told?.leaf.item);
  }
}

/** Milliseconds from the first trial's start to the last one's end. */
function durationOf({ began, finished }: Told): number | undefined {
  return began === undefined || finished === undefined ? undefined : finished - began;
}
