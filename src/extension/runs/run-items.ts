/** What the view of runs shows of a run and of a trial. */
import { basename } from 'node:path';
import { MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState, Uri } from 'vscode';
import type { Outcome, Rate } from '../../core/experiment/rates.ts';
import { intervalText, numberText, rateText } from '../../core/exporters/figures.ts';
import type { FoundRun, FoundTrial } from '../../node/runs.ts';
import { progressText, rateOfTrials, type TrialUnderWay } from './progress.ts';
import type { RunningExperiment } from './running.ts';

/** A run in the view. */
export interface RunNode {
  readonly kind: 'run';
  readonly run: FoundRun;
  readonly running: RunningExperiment | undefined;
}

/** A trial in the view. */
export interface TrialNode {
  readonly kind: 'trial';
  readonly trial: FoundTrial;
  /** Set while it is being played by this window. */
  readonly underWay: TrialUnderWay | undefined;
}

export type RunsNode = RunNode | TrialNode;

/** How each outcome is drawn. */
const OUTCOME_ICONS: Readonly<Record<Outcome, readonly [icon: string, color: string | undefined]>> = {
  success: ['pass-filled', 'testing.iconPassed'],
  failure: ['circle-slash', 'descriptionForeground'],
  error: ['warning', 'list.warningForeground'],
  cancelled: ['debug-stop', 'descriptionForeground'],
  interrupted: ['debug-disconnect', 'list.warningForeground'],
};

function outcomeOf({ outcome }: FoundTrial): Outcome {
  return outcome.state === 'ended' ? outcome.verdict : 'interrupted';
}

/** The rate of the trials of a run that ended. */
function rateOfRun({ trials }: FoundRun, running: RunningExperiment | undefined): Rate {
  const live = new Set(running?.progress.underWay.map(({ id }) => id));
  const ended = trials.filter(({ id }) => !live.has(id));
  return rateOfTrials(ended.map((trial) => ({ verdict: outcomeOf(trial) })));
}

const DATE = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

function dateText(stamp: string): string {
  const time = Date.parse(stamp);
  return Number.isNaN(time) ? stamp : DATE.format(time);
}

/** Figures of a run on disk, each a few words: rate, endpoint, date. */
export function figuresOf(run: FoundRun, running?: RunningExperiment): string[] {
  const rate = rateOfRun(run, running);
  const { record } = run;
  const variants = record?.variants.length ?? 0;
  const pooled = variants > 1 ? `${rateText(rate.rate)} over ${variants} variants` : undefined;
  return [
    rate.n === 0 ? 'no trial decided' : (pooled ?? `${rateText(rate.rate)} (${intervalText(rate)})`),
    ...(rate.errors === 0 ? [] : [`${rate.errors} undecided`]),
    ...(record === undefined ? [] : [record.endpoint.name, dateText(record.createdAt)]),
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

function counted(count: number, noun: string): string {
  return `${numberText(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** The children of a run. */
export function trialNodes({ run, running }: RunNode): TrialNode[] {
  const live = new Map(running?.progress.underWay.map((trial) => [trial.id, trial]));
  return run.trials.map((trial) => ({ kind: 'trial', trial, underWay: live.get(trial.id) }));
}

export function runItem({ run, running }: RunNode): TreeItem {
  const { record, problem, folder } = run;
  const item = new TreeItem(record?.scenario.name ?? basename(folder), TreeItemCollapsibleState.Collapsed);
  item.id = folder;
  item.resourceUri = Uri.file(folder);
  const figures = figuresOf(run, running);
  const told =
    record === undefined
      ? []
      : [`Seed ${record.seed}, ${counted(record.trials * Math.max(1, record.variants.length), 'trial')} asked for`];
  if (running === undefined) {
    item.contextValue = 'run';
    item.iconPath = new ThemeIcon(problem === undefined ? 'beaker' : 'warning');
    item.description = figures.join(' · ');
    const rate = rateOfRun(run, running);
    const successes = `${rate.successes} of ${counted(rate.n, 'decided trial')} succeeded`;
    item.tooltip = tooltip([titleOf(run), successes, ...figures, ...told, ...(problem === undefined ? [] : [problem])]);
  } else {
    const { asked, ended } = running.progress;
    item.contextValue = 'run-running';
    item.iconPath = new ThemeIcon('sync~spin');
    item.description = [`${ended.length} of ${asked} done`, ...figures.slice(0, -1)].join(' · ');
    item.collapsibleState = TreeItemCollapsibleState.Expanded;
    item.tooltip = tooltip([titleOf(run), progressText(running.progress), ...told]);
  }
  item.accessibilityInformation = { label: `Run of ${String(item.label)}, ${item.description}` };
  return item;
}

function titleOf({ record, folder }: FoundRun): string {
  return record?.scenario.title ?? basename(folder);
}

export function trialItem({ trial, underWay }: TrialNode): TreeItem {
  const item = new TreeItem(`Trial ${trial.id}`, TreeItemCollapsibleState.None);
  item.id = trial.transcript;
  item.resourceUri = Uri.file(trial.transcript);
  item.contextValue = 'trial';
  item.command = { command: 'redline.openTranscript', title: 'Open Transcript', arguments: [item.resourceUri] };
  if (underWay === undefined) {
    const [icon, color] = OUTCOME_ICONS[outcomeOf(trial)];
    item.iconPath = new ThemeIcon(icon, color === undefined ? undefined : new ThemeColor(color));
    item.description = trialSummary(trial);
    item.tooltip = tooltip([`Trial ${trial.id}: ${outcomeOf(trial)}`, ...detailsOf(trial)]);
  } else {
    item.iconPath = new ThemeIcon('sync~spin');
    item.description = [`step ${underWay.step}`, underWay.action].filter(Boolean).join(' · ');
    item.tooltip = tooltip([`Trial ${trial.id} is under way`, item.description, counted(underWay.tokens, 'token')]);
  }
  item.accessibilityInformation = { label: `Trial ${trial.id}, ${item.description}` };
  return item;
}

function detailsOf({ outcome, steps, seed }: FoundTrial): string[] {
  if (outcome.state === 'interrupted') return ['Its transcript has no end. What was written can be replayed.'];
  const { reason, tokens, milestones, flags } = outcome;
  const raised = Object.entries(flags).map(([name, times]) => `${name} × ${times}`);
  return [
    reason,
    `${counted(steps, 'step')}, ${counted(tokens, 'token')}, seed ${seed ?? 'unknown'}`,
    ...(milestones.length === 0 ? [] : [`Milestones: ${milestones.join(', ')}`]),
    ...(raised.length === 0 ? [] : [`Flags: ${raised.join(', ')}`]),
  ];
}

/** Lines as plain text: what a transcript holds is not to be read as Markdown. */
function tooltip(lines: readonly string[]): MarkdownString {
  const [first = '', ...rest] = lines;
  const text = new MarkdownString('**').appendText(first).appendMarkdown('**');
  for (const line of rest) text.appendMarkdown('\n\n').appendText(line);
  return text;
}
