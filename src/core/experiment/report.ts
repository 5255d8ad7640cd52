/** The model of a report over one or more experiments: what any rendering of it (terminal, page, JSON) shows. */
import { ONLY_VARIANT } from '../scenario/variants.ts';
import { forkName } from '../transcript/fork-name.ts';
import { variantNameBeside } from './chosen-variants.ts';
import { isDecided, type Outcome, type Rate, rateOf } from './rates.ts';
import { type Spread, spreadOf } from './statistics.ts';
import type { TrialRecord } from './trial-record.ts';

/** An experiment as it lies on disk. */
export interface ReportedExperiment {
  readonly experiment: string;
  /** Real time, ISO 8601. */
  readonly createdAt: string;
  readonly redline: string;
  readonly scenario: { readonly name: string; readonly title: string; readonly digest: string };
  readonly endpoint: { readonly name: string; readonly provider: string; readonly model: string };
  /** Undefined when nothing says. */
  readonly seed: number | undefined;
  /** Trials that were asked for; undefined when nothing says. */
  readonly asked: number | undefined;
  /** Id of the variant that the scenario has when none is named. */
  readonly usualVariant: string;
  /** Names of the milestones and flags that the scenario declares, in its order. */
  readonly milestones: readonly string[];
  readonly flags: readonly string[];
  readonly trials: readonly ReportedTrial[];
  /** Files of the experiment that could not be read. */
  readonly unreadable: readonly { readonly file: string; readonly reason: string }[];
}

export interface ReportedTrial extends TrialRecord {
  /** File of the transcript, relative to the folder of the experiment. */
  readonly transcript: string;
  /** What cannot be read in the transcript, in sentences. What it told is missing from the record. */
  readonly damage: readonly string[];
}

export interface ReportedMilestone {
  readonly name: string;
  /** Decided trials that reached it. */
  readonly trials: number;
}

export interface ReportedFlag {
  readonly name: string;
  /** Trials that raised it, of all trials. */
  readonly trials: number;
  /** How often it was raised in all of them. */
  readonly times: number;
}

export interface ReportedJudge {
  readonly name: string;
  /** Trials that it gave a grade to, of all trials that it was to judge. */
  readonly graded: number;
  readonly asked: number;
  /** Mean of its grades; null when it gave none. */
  readonly mean: number | null;
  /** The scale. */
  readonly lowest: number;
  readonly highest: number;
}

/** Trials of the same scenario, variant, endpoint and model. */
export interface ReportedGroup extends Rate {
  /** What the variant is called beside the others: what differs from the usual one. */
  readonly variantName: string;
  readonly title: string;
  readonly digest: string;
  readonly provider: string;
  readonly model: string;
  readonly scaffold: string;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  readonly milestones: readonly ReportedMilestone[];
  readonly flags: readonly ReportedFlag[];
  /** What the judges of the scenario made of its trials. They decide nothing. */
  readonly judges: readonly ReportedJudge[];
  /** Over the decided trials. */
  readonly steps: Spread | undefined;
  readonly tokens: Spread | undefined;
  /** Milliseconds on the machine's clock. */
  readonly machineMs: Spread | undefined;
  readonly trials: readonly ReportedTrial[];
}

export interface Report {
  readonly experiments: readonly Omit<ReportedExperiment, 'trials'>[];
  readonly groups: readonly ReportedGroup[];
  /** What a reader has to know before believing the numbers, in sentences. */
  readonly notes: readonly string[];
}

/**
 * The report over some experiments. Trials are put together by scenario, variant and endpoint; runs of different texts of a
 * scenario, or of different models behind one name of an endpoint, and forks of different trials, steps or changes are kept apart.
 */
export function reportOf(experiments: readonly ReportedExperiment[]): Report {
  const members = experiments.flatMap((experiment) => experiment.trials.map((trial) => ({ experiment, trial })));
  const grouped = Map.groupBy(members, ({ trial }) =>
    JSON.stringify([
      trial.scenario,
      trial.digest,
      trial.variant,
      trial.endpoint,
      trial.provider,
      trial.model,
      trial.fork?.digest ?? '',
    ]),
  );
  const groups = [...grouped.values()].flatMap((group) => {
    const first = group[0];
    return first === undefined ? [] : [groupOf(first.trial, group)];
  });
  return {
    experiments: experiments.map(({ trials: _, ...experiment }) => experiment),
    groups,
    notes: [...notesOnExperiments(experiments), ...notesOnGroups(groups)],
  };
}

/** What differs from the usual variant, and from a trial that is no fork. */
function nameOfVariant(usual: string, { variant, fork }: ReportedTrial): string {
  const name = variantNameBeside(usual, variant);
  if (fork === undefined) return name;
  return variant === ONLY_VARIANT ? forkName(fork) : `${name}, ${forkName(fork)}`;
}

interface Member {
  readonly experiment: ReportedExperiment;
  readonly trial: ReportedTrial;
}

function groupOf(first: ReportedTrial, members: readonly Member[]): ReportedGroup {
  const trials = members.map(({ trial }) => trial);
  const decided = trials.filter(({ verdict }) => isDecided(verdict));
  const outcomes: Record<Outcome, number> = { success: 0, failure: 0, error: 0, cancelled: 0, interrupted: 0 };
  for (const { verdict } of trials) outcomes[verdict] += 1;
  const milestones = namesOf(
    members.flatMap(({ experiment }) => experiment.milestones),
    trials.flatMap((trial) => trial.milestones),
  );
  const flags = namesOf(
    members.flatMap(({ experiment }) => experiment.flags),
    trials.flatMap((trial) => trial.flags),
  );
  return {
    ...rateOf(first, trials),
    variantName: nameOfVariant(members[0]?.experiment.usualVariant ?? '', first),
    title: first.title,
    digest: first.digest,
    provider: first.provider,
    model: first.model,
    scaffold: first.scaffold,
    outcomes,
    milestones: milestones.map((name) => ({
      name,
      trials: decided.filter((trial) => trial.milestones.some((mark) => mark.name === name)).length,
    })),
    flags: flags.map((name) => {
      const raised = trials.map((trial) => trial.flags.filter((mark) => mark.name === name).length);
      return {
        name,
        trials: raised.filter((times) => times > 0).length,
        times: raised.reduce((sum, times) => sum + times, 0),
      };
    }),
    judges: judgesOf(trials),
    steps: spreadOf(decided.map((trial) => trial.steps)),
    tokens: spreadOf(decided.map((trial) => trial.inputTokens + trial.outputTokens)),
    machineMs: spreadOf(decided.map((trial) => trial.machineMs)),
    trials,
  };
}

function judgesOf(trials: readonly ReportedTrial[]): ReportedJudge[] {
  const byJudge = Map.groupBy(
    trials.flatMap((trial) => trial.grades),
    ({ judge }) => judge,
  );
  return [...byJudge].map(([name, given]) => {
    const grades = given.flatMap(({ grade }) => (grade === null ? [] : [grade]));
    return {
      name,
      graded: grades.length,
      asked: given.length,
      mean: grades.length === 0 ? null : grades.reduce((sum, grade) => sum + grade, 0) / grades.length,
      lowest: Math.min(...given.map(({ lowest }) => lowest)),
      highest: Math.max(...given.map(({ highest }) => highest)),
    };
  });
}

/** Names as the scenario declares them, then names that only the transcripts know. */
function namesOf(declared: readonly string[], met: readonly { readonly name: string }[]): readonly string[] {
  return [...new Set([...declared, ...met.map(({ name }) => name)])];
}

function notesOnExperiments(experiments: readonly ReportedExperiment[]): string[] {
  return experiments.flatMap((experiment) => {
    const notes: string[] = [];
    const missing = (experiment.asked ?? 0) - experiment.trials.length;
    if (missing > 0) {
      notes.push(
        `${experiment.experiment}: ${missing} of the ${experiment.asked} trials that were asked for did not begin or left nothing to read.`,
      );
    }
    for (const { file, reason } of experiment.unreadable) {
      notes.push(`${experiment.experiment}: ${file} could not be read. ${reason}`);
    }
    for (const { transcript, damage } of experiment.trials) {
      const [first, ...others] = damage;
      if (first === undefined) continue;
      const more = others.length === 0 ? '' : ` So are ${others.length} more of its lines.`;
      notes.push(`${experiment.experiment}: ${transcript} is damaged. ${first}${more}`);
    }
    return notes;
  });
}

function notesOnGroups(groups: readonly ReportedGroup[]): string[] {
  const notes: string[] = [];
  for (const group of groups) {
    const trials = group.n + group.errors;
    const fork = group.trials[0]?.fork;
    if (fork !== undefined) {
      notes.push(
        `${nameOf(group)}: these trials go on from step ${fork.step} of the trial ${fork.trial} of ${fork.experiment}, so their rate is of what follows that step, not of the scenario.`,
      );
    }
    if (group.errors > 0) {
      notes.push(
        `${nameOf(group)}: ${group.errors} of ${trials} trials decided nothing (${parts(group.outcomes)}); they are neither passes nor fails.`,
      );
    }
    const unsupported = group.trials.filter((trial) => trial.unsupported.length > 0);
    if (unsupported.length > 0) {
      notes.push(
        `${nameOf(group)}: in ${unsupported.length} of ${trials} trials the agent used something that the mocked machine does not play (${firstFew(unsupported.flatMap((trial) => trial.unsupported))}).`,
      );
    }
    if (group.provider === 'scripted') {
      const repeated = group.trials.length - new Set(group.trials.map(({ seed, fork }) => fork?.seed ?? seed)).size;
      if (repeated > 0) {
        notes.push(
          `${nameOf(group)}: ${repeated} trials repeat the seed of another. A scripted agent plays a seed the same way each time, so they are no further evidence.`,
        );
      }
    }
  }
  for (const [key, alike] of Map.groupBy(groups, (group) =>
    JSON.stringify([group.scenario, group.variantName, group.endpoint]),
  )) {
    if (alike.length > 1) {
      const [scenario = '', , endpoint = ''] = JSON.parse(key) as string[];
      notes.push(
        `${scenario} with ${endpoint} stands in ${alike.length} rows, because the text of the scenario or the model behind the endpoint was not the same.`,
      );
    }
  }
  return notes;
}

function nameOf({ scenario, endpoint, variantName }: ReportedGroup): string {
  return `${scenario} with ${endpoint}${variantName === ONLY_VARIANT ? '' : `, ${variantName}`}`;
}

function parts(outcomes: ReportedGroup['outcomes']): string {
  return (['error', 'cancelled', 'interrupted'] as const)
    .filter((outcome) => outcomes[outcome] > 0)
    .map((outcome) => `${outcomes[outcome]} ${outcome === 'error' ? 'errored' : outcome}`)
    .join(', ');
}

const SHOWN_COMMANDS = 5;

function firstFew(commands: readonly string[]): string {
  const different = [...new Set(commands)];
  const shown = different.slice(0, SHOWN_COMMANDS).join(', ');
  return different.length > SHOWN_COMMANDS ? `${shown} and ${different.length - SHOWN_COMMANDS} more` : shown;
}
