/** Runs and trials on disk in figures, for views and lists. */
import type { Outcome, Rate } from '../../core/experiment/rates.ts';
import { durationText, intervalText, numberText, rateText } from '../../core/exporters/figures.ts';
import type { FoundRun, FoundTrial } from '../../node/runs.ts';
import { rateOfTrials } from './progress.ts';
import type { RunningExperiment } from './running.ts';

/** How a trial on disk came out. */
export function outcomeOf({ outcome }: FoundTrial): Outcome {
  return outcome.state === 'ended' ? outcome.verdict : 'interrupted';
}

/** The rate of the trials of a run that ended. */
export function rateOfRun({ trials }: FoundRun, running: RunningExperiment | undefined): Rate {
  const live = new Set(running?.progress.underWay.map(({ id }) => id));
  const ended = trials.filter(({ id }) => !live.has(id));
  return rateOfTrials(ended.map((trial) => ({ verdict: outcomeOf(trial) })));
}

const DATE = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** A time stamp as people here write it. */
export function dateText(stamp: string): string {
  const time = Date.parse(stamp);
  return Number.isNaN(time) ? stamp : DATE.format(time);
}

/** Figures of a run on disk, each a few words: rate, endpoint, date. */
export function figuresOf(run: FoundRun, running?: RunningExperiment): string[] {
  const { record } = run;
  return [
    ...rateFigures(run, running),
    ...(record === undefined ? [] : [record.endpoint.name, dateText(record.createdAt)]),
  ];
}

/** The rate of a run with its interval, and how many trials decided nothing, each a few words. */
export function rateFigures(run: FoundRun, running?: RunningExperiment): string[] {
  const rate = rateOfRun(run, running);
  const variants = run.record?.variants.length ?? 0;
  const pooled = variants > 1 ? `${rateText(rate.rate)} over ${variants} variants` : undefined;
  return [
    rate.n === 0 ? 'no trial decided' : (pooled ?? `${rateText(rate.rate)} (${intervalText(rate)})`),
    ...(rate.errors === 0 ? [] : [`${rate.errors} undecided`]),
  ];
}

/** What a run took, each a few words: trials, tokens, and the real time from the first trial's start to the last one's end. */
export function expenseOf({ trials }: FoundRun): string[] {
  const ended = trials.flatMap(({ outcome }) => (outcome.state === 'ended' ? [outcome] : []));
  const tokens = ended.reduce((sum, outcome) => sum + outcome.tokens, 0);
  const starts = trials.map(({ startedAt }) => Date.parse(startedAt ?? '')).filter((time) => !Number.isNaN(time));
  const ends = ended.map(({ endedAt }) => Date.parse(endedAt)).filter((time) => !Number.isNaN(time));
  const ms = Math.max(...ends) - Math.min(...starts);
  return [
    counted(trials.length, 'trial'),
    ...(tokens === 0 ? [] : [counted(tokens, 'token')]),
    ...(Number.isFinite(ms) && ms >= 0 ? [durationText(ms)] : []),
  ];
}

/** A trial on disk in a few words: `success · 23 steps · 5 milestones · 1 flag`. */
export function trialSummary(trial: FoundTrial): string {
  const { outcome: state, steps } = trial;
  const milestones = state.state === 'ended' ? state.milestones.length : 0;
  const flags = state.state === 'ended' ? Object.keys(state.flags).length : 0;
  return [
    outcomeOf(trial),
    counted(steps, 'step'),
    ...(milestones === 0 ? [] : [counted(milestones, 'milestone')]),
    ...(flags === 0 ? [] : [counted(flags, 'flag')]),
  ].join(' · ');
}

/** `3 trials`, `1 trial`. */
export function counted(count: number, noun: string): string {
  return `${numberText(count)} ${noun}${count === 1 ? '' : 's'}`;
}
