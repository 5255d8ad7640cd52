/** How far a running experiment is: plain data, made from what the process that runs trials says. */

import { variantNameBeside } from '../../core/experiment/chosen-variants.ts';
import { type Rate, type RatedTrial, rateOf } from '../../core/experiment/rates.ts';
import { intervalText, numberText, rateText } from '../../core/exporters/figures.ts';
import type { FromTrialProcess, TrialSummary } from '../../protocol/trial-process.ts';

export interface TrialUnderWay {
  readonly id: string;
  /** File name of the transcript. */
  readonly transcript: string;
  readonly step: number;
  readonly tokens: number;
  /** What is being done, in one line; empty at first. */
  readonly action: string;
}

export interface RunProgress {
  /** Trials that were asked for. */
  readonly asked: number;
  /** In the order in which they began. */
  readonly underWay: readonly TrialUnderWay[];
  readonly ended: readonly TrialSummary[];
}

/** Progress before the first word of the process. */
export function beginning(asked: number): RunProgress {
  return { asked, underWay: [], ended: [] };
}

/** The progress after a message; the same object when the message does not change it. */
export function withMessage(progress: RunProgress, message: FromTrialProcess): RunProgress {
  const others = (id: string): TrialUnderWay[] => progress.underWay.filter((trial) => trial.id !== id);
  switch (message.type) {
    case 'trial-started': {
      const { id, transcript } = message;
      return { ...progress, underWay: [...others(id), { id, transcript, step: 0, tokens: 0, action: '' }] };
    }
    case 'trial-progress': {
      const { id, step, tokens, action } = message;
      const underWay = progress.underWay.map((trial) =>
        trial.id === id ? { ...trial, step, tokens, action: action || trial.action } : trial,
      );
      return { ...progress, underWay };
    }
    case 'trial-ended': {
      const { summary } = message;
      return { ...progress, underWay: others(summary.id), ended: [...progress.ended, summary] };
    }
    case 'ready':
    case 'log':
    case 'done':
    case 'failed':
      return progress;
    default:
      message satisfies never;
      return progress;
  }
}

/** Tokens of all trials so far. */
export function tokensOf({ underWay, ended }: RunProgress): number {
  return [...underWay, ...ended].reduce((sum, { tokens }) => sum + tokens, 0);
}

/** The rate of trials of one run, which all belong together. */
export function rateOfTrials(trials: Iterable<Pick<RatedTrial, 'verdict'>>): Rate {
  return rateOf({ scenario: '', variant: '', endpoint: '' }, trials);
}

/** Trials under way that are named; the others are counted. */
const NAMED_TRIALS = 2;

/** Where an experiment stands, in one line: `3 of 10 trials done · trial 004 at step 12 · 45,210 tokens · 2 of 3 succeeded`. */
export function progressText(progress: RunProgress): string {
  const { asked, underWay, ended } = progress;
  const named = underWay.slice(0, NAMED_TRIALS).map(({ id, step }) => `trial ${id} at step ${step}`);
  const others = underWay.length - named.length;
  const rate = rateOfTrials(ended);
  const tokens = tokensOf(progress);
  return [
    `${ended.length} of ${asked} ${asked === 1 ? 'trial' : 'trials'} done`,
    ...named,
    ...(others > 0 ? [`${others} more under way`] : []),
    ...(tokens > 0 ? [`${numberText(tokens)} tokens`] : []),
    ...(rate.n > 0 ? [`${rate.successes} of ${rate.n} succeeded so far`] : []),
  ].join(' · ');
}

/** Variants that a line names; of more it says how many there are. */
const NAMED_VARIANTS = 4;

/** What came of a run, in one line: its rate, or how many trials of each variant succeeded. */
export function resultOfRun(ended: readonly TrialSummary[]): string {
  const [first, ...others] = [...Map.groupBy(ended, ({ variant }) => variant)];
  if (first === undefined || others.length === 0) return resultText(rateOfTrials(ended));
  const told = [first, ...others].slice(0, NAMED_VARIANTS).map(([variant, trials]) => {
    const { successes, n } = rateOfTrials(trials);
    return `${variantNameBeside(first[0], variant)}: ${successes} of ${n} succeeded`;
  });
  const more = others.length + 1 - told.length;
  return [...told, ...(more > 0 ? [`${more} more variants`] : [])].join('; ');
}

/** What came of trials, in one line: `4 of 10 succeeded: 40 % (17 % to 69 %), 2 trials ended as errors`. */
export function resultText(rate: Rate): string {
  const { n, successes, errors } = rate;
  const decided =
    n === 0
      ? 'No trial was decided'
      : `${successes} of ${n} succeeded: ${rateText(rate.rate)} (95 % interval ${intervalText(rate)})`;
  const undecided = errors === 0 ? '' : `, ${errors} ${errors === 1 ? 'trial' : 'trials'} decided nothing`;
  return `${decided}${undecided}`;
}
