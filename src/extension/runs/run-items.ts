/** What the view of runs shows: scenarios, their runs, and the trials of each. */
import { basename } from 'node:path';
import { MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState, Uri } from 'vscode';
import type { Outcome } from '../../core/experiment/rates.ts';
import { forkName } from '../../core/transcript/fork-name.ts';
import type { FoundRun, FoundTrial } from '../../node/runs.ts';
import type { ExperimentRecord } from '../../protocol/trial-process.ts';
import { progressText, type TrialUnderWay } from './progress.ts';
import {
  counted,
  dateText,
  expenseOf,
  figuresOf,
  outcomeOf,
  rateFigures,
  rateOfRun,
  trialSummary,
} from './run-figures.ts';
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

/** The runs of a scenario in the view, the newest first. */
export interface RunGroupNode {
  readonly kind: 'runs-of-scenario';
  readonly scenario: string;
  readonly runs: readonly RunNode[];
  /** It holds the newest run of all. */
  readonly newest: boolean;
}

export type RunsNode = RunGroupNode | RunNode | TrialNode;

/** How each outcome is drawn. */
const OUTCOME_ICONS: Readonly<Record<Outcome, readonly [icon: string, color: string | undefined]>> = {
  success: ['pass-filled', 'testing.iconPassed'],
  failure: ['circle-slash', 'descriptionForeground'],
  error: ['warning', 'list.warningForeground'],
  cancelled: ['debug-stop', 'descriptionForeground'],
  interrupted: ['debug-disconnect', 'list.warningForeground'],
};

/** The children of a run. */
export function trialNodes({ run, running }: RunNode): TrialNode[] {
  const live = new Map(running?.progress.underWay.map((trial) => [trial.id, trial]));
  return run.trials.map((trial) => ({ kind: 'trial', trial, underWay: live.get(trial.id) }));
}

/** Runs of one scenario each, in the order in which they are given. */
export function groupNodes(runs: readonly RunNode[]): RunGroupNode[] {
  const groups = Map.groupBy(runs, ({ run }) => run.record?.scenario.name ?? 'Runs that cannot be read');
  return [...groups].map(([scenario, ofScenario], index) => ({
    kind: 'runs-of-scenario',
    scenario,
    runs: ofScenario,
    newest: index === 0,
  }));
}

export function groupItem({ scenario, runs, newest }: RunGroupNode): TreeItem {
  const isOpen = newest || runs.some(({ running }) => running !== undefined);
  const item = new TreeItem(scenario, isOpen ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed);
  item.id = `scenario ${scenario}`;
  item.contextValue = runs.some(({ running }) => running !== undefined) ? 'group-running' : 'group';
  item.iconPath = new ThemeIcon('checklist');
  item.description = counted(runs.length, 'run');
  const [last] = runs;
  item.tooltip = tooltip([
    last === undefined ? scenario : titleOf(last.run),
    item.description,
    ...(last === undefined ? [] : [`The newest: ${figuresOf(last.run, last.running).join(' · ')}`]),
  ]);
  item.accessibilityInformation = { label: `${scenario}, ${item.description}` };
  return item;
}

export function runItem({ run, running }: RunNode): TreeItem {
  const { record, problem, folder } = run;
  const item = new TreeItem(record?.endpoint.name ?? basename(folder), TreeItemCollapsibleState.Collapsed);
  item.id = folder;
  item.resourceUri = Uri.file(folder);
  const figures = rateFigures(run, running);
  const when = record === undefined ? [] : [dateText(record.createdAt)];
  const fork = record?.fork === undefined ? [] : [forkText(record.fork)];
  const told =
    record === undefined
      ? []
      : [`Seed ${record.seed}, ${counted(record.trials * Math.max(1, record.variants.length), 'trial')} asked for`];
  if (running === undefined) {
    item.contextValue = 'run';
    item.iconPath = new ThemeIcon(problem === undefined ? 'beaker' : 'warning');
    item.description = [...fork, ...figures, ...expenseOf(run), ...when].join(' · ');
    const rate = rateOfRun(run, running);
    const successes = `${rate.successes} of ${counted(rate.n, 'decided trial')} succeeded`;
    const expense = expenseOf(run).join(', ');
    const all = [...fork, ...figures, ...when, ...told, expense, ...(problem === undefined ? [] : [problem])];
    item.tooltip = tooltip([titleOf(run), successes, ...all]);
  } else {
    const { asked, ended } = running.progress;
    item.contextValue = 'run-running';
    item.iconPath = new ThemeIcon('sync~spin');
    item.description = [...fork, `${ended.length} of ${asked} done`, ...figures].join(' · ');
    item.collapsibleState = TreeItemCollapsibleState.Expanded;
    item.tooltip = tooltip([titleOf(run), progressText(running.progress), ...told]);
  }
  const scenario = record?.scenario.name ?? basename(folder);
  item.accessibilityInformation = { label: `Run of ${scenario} with ${String(item.label)}, ${item.description}` };
  return item;
}

function forkText({ of, step, change }: NonNullable<ExperimentRecord['fork']>): string {
  return forkName({ trial: of.trial, step, changed: change.kind });
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
