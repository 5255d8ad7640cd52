/** CSV (RFC 4180): one table of trials and one of steps. */
import { csvFormatRows } from 'd3-dsv';
import type { ReportedTrial } from '../experiment/report.ts';
import type { Exporter } from './exporter.ts';
import { STEP_COLUMNS, type StepRow, stepRows } from './step-rows.ts';

type Cell = string | number | null;

/**
 * What a spreadsheet would take for a formula. OWASP, "CSV Injection": a cell that starts with one of these characters (the wide
 * forms too) is run by spreadsheet programs.
 */
const FORMULA = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;

/** The text of a cell. A text that a spreadsheet would run as a formula gets an apostrophe before it; numbers are left alone. */
export function csvCell(value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  return FORMULA.test(value) ? `'${value}` : value;
}

function table(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return `${csvFormatRows([header, ...rows].map((row) => row.map(csvCell)))}\n`;
}

const TRIAL_COLUMNS: { readonly [column: string]: (trial: ReportedTrial) => Cell } = {
  experiment: (trial) => trial.experiment,
  trial: (trial) => trial.trial,
  scenario: (trial) => trial.scenario,
  variant: (trial) => trial.variant,
  endpoint: (trial) => trial.endpoint,
  provider: (trial) => trial.provider,
  model: (trial) => trial.model,
  scaffold: (trial) => trial.scaffold,
  seed: (trial) => trial.seed,
  fork_of: (trial) => (trial.fork === undefined ? null : `${trial.fork.experiment}/${trial.fork.trial}`),
  fork_step: (trial) => trial.fork?.step ?? null,
  fork_changed: (trial) => trial.fork?.changed ?? null,
  fork_seed: (trial) => trial.fork?.seed ?? null,
  verdict: (trial) => trial.verdict,
  reason: (trial) => trial.reason,
  steps: (trial) => trial.steps,
  input_tokens: (trial) => trial.inputTokens,
  output_tokens: (trial) => trial.outputTokens,
  machine_seconds: (trial) => trial.machineMs / 1000,
  retries: (trial) => trial.retries,
  agents: (trial) => trial.agents.length,
  generations: (trial) => Math.max(0, ...trial.agents.map(({ generation }) => generation)),
  unsupported_commands: (trial) => trial.unsupported.length,
  started_at: (trial) => trial.startedAt,
  ended_at: (trial) => trial.endedAt,
  transcript: (trial) => trial.transcript,
};

/** The table of trials; each milestone has a column with the step that reached it, each flag one with how often it was raised, each judge one with its grade. */
function trialsTable(trials: readonly ReportedTrial[]): string {
  const names = (marks: (trial: ReportedTrial) => ReportedTrial['milestones']): string[] => [
    ...new Set(trials.flatMap((trial) => marks(trial).map(({ name }) => name))),
  ];
  const milestones = names((trial) => trial.milestones);
  const flags = names((trial) => trial.flags);
  const judges = [...new Set(trials.flatMap((trial) => trial.grades.map(({ judge }) => judge)))];
  const columns = Object.entries(TRIAL_COLUMNS);
  return table(
    [
      ...columns.map(([name]) => name),
      ...milestones.map((name) => `milestone:${name}`),
      ...flags.map((name) => `flag:${name}`),
      ...judges.map((name) => `judge:${name}`),
    ],
    trials.map((trial) => [
      ...columns.map(([, cell]) => cell(trial)),
      ...milestones.map((name) => trial.milestones.find((mark) => mark.name === name)?.step ?? null),
      ...flags.map((name) => trial.flags.filter((mark) => mark.name === name).length),
      ...judges.map((name) => trial.grades.find(({ judge }) => judge === name)?.grade ?? null),
    ]),
  );
}

function stepsTable(rows: readonly StepRow[]): string {
  return table(
    STEP_COLUMNS,
    rows.map((row) => STEP_COLUMNS.map((column) => row[column])),
  );
}

export const csvExporter: Exporter<'csv'> = {
  id: 'csv',
  title: 'CSV',
  extension: 'csv',
  about: 'A table of trials and a table of steps, safe to open in a spreadsheet.',
  async *files(source) {
    yield { name: 'trials.csv', text: trialsTable(source.experiments.flatMap(({ trials }) => trials)) };
    const rows: StepRow[] = [];
    for (const experiment of source.experiments) {
      for (const trial of experiment.trials) rows.push(...stepRows(trial, await source.events(experiment, trial)));
    }
    yield { name: 'steps.csv', text: stepsTable(rows) };
  },
};
