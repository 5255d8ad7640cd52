/** `redline report`: rates, milestones, flags and verdicts of experiments, in the terminal and as a page. */
import { writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Command } from 'commander';
import { type Report, type ReportedGroup, reportOf } from '../../core/experiment/report.ts';
import { durationText, numberText } from '../../core/exporters/figures.ts';
import { renderReport } from '../../core/exporters/html-report.ts';
import { ONLY_VARIANT } from '../../core/scenario/variants.ts';
import { EXIT, type ExitCode, fileErrorText, usageError } from '../exit.ts';
import { findExperiments } from '../find-experiments.ts';
import { makeFolder } from '../out-folder.ts';
import { ratesText } from '../rates-text.ts';
import { type Output, shown, shownLine, type Terminal } from '../terminal.ts';
import { textTable } from '../text-table.ts';

/** The command. `end` takes its exit code. */
export function reportCommand(terminal: Terminal, end: (exit: ExitCode) => void): Command {
  return new Command('report')
    .description('Report on experiments: rates with intervals, milestones, flags, verdicts.')
    .argument('<path...>', 'folders of experiments, or folders that hold some')
    .option('--out <file>', 'write the report as one HTML page that opens from disk')
    .option('--json', 'print the report as JSON')
    .action(async (paths: string[], { out, json = false }: { out?: string; json?: boolean }) => {
      const found = await findExperiments(paths);
      const report = reportOf(found.map(({ reported }) => reported));
      if (out !== undefined) writePage(out, await renderReport(report, () => undefined));
      if (json) terminal.out.write(`${JSON.stringify(report, null, 2)}\n`);
      else {
        printReport(report, terminal.out);
        if (out !== undefined) terminal.out.write(`\nThe report is in ${resolve(out)}\n`);
      }
      end(EXIT.ok);
    });
}

function writePage(file: string, page: string): void {
  makeFolder(dirname(resolve(file)));
  try {
    writeFileSync(file, page);
  } catch (error) {
    throw usageError(`Cannot write ${file}: ${fileErrorText(error)}.`, 'Choose another file with --out.');
  }
}

function printReport({ groups, notes }: Report, out: Output): void {
  for (const note of notes) out.write(`${out.style('yellow', 'note:')} ${shown(note)}\n`);
  if (notes.length > 0) out.write('\n');
  out.write(ratesText(groups));
  for (const group of groups) out.write(`\n${groupText(group, out)}`);
}

function groupText(group: ReportedGroup, out: Output): string {
  const milestones = group.milestones.map(({ name, trials }) => [name, `${trials} of ${group.n}`]);
  const flags = group.flags.map(({ name, trials, times }) => [
    name,
    `${trials} of ${group.trials.length}`,
    String(times),
  ]);
  const sections = [
    [
      'Milestones',
      textTable(
        [
          { title: 'milestone', align: 'left' },
          { title: 'trials', align: 'right' },
        ],
        milestones,
      ),
    ],
    [
      'Flags',
      textTable(
        [
          { title: 'flag', align: 'left' },
          { title: 'trials', align: 'right' },
          { title: 'times', align: 'right' },
        ],
        flags,
      ),
    ],
    ...(group.judges.length === 0 ? [] : [['Judges', judgeLines(group)] as const]),
    ['Trials', trialLines(group)],
  ] as const;
  const head = out.style(
    'bold',
    shownLine(
      `${group.scenario} with ${group.endpoint}${group.variantName === ONLY_VARIANT ? '' : `, ${group.variantName}`}`,
    ),
  );
  return `${head}\n${sections.map(([, lines]) => lines.map((line) => `  ${line}\n`).join('')).join('\n')}`;
}

function judgeLines({ judges }: ReportedGroup): string[] {
  return textTable(
    [
      { title: 'judge', align: 'left' },
      { title: 'trials', align: 'right' },
      { title: 'mean grade', align: 'right' },
      { title: 'scale', align: 'left' },
    ],
    judges.map(({ name, graded, asked, mean, lowest, highest }) => [
      name,
      `${graded} of ${asked}`,
      mean === null ? 'none' : mean.toFixed(2),
      `${lowest} to ${highest}`,
    ]),
  );
}

function trialLines(group: ReportedGroup): string[] {
  return textTable(
    [
      { title: 'trial', align: 'left' },
      { title: 'verdict', align: 'left' },
      { title: 'steps', align: 'right' },
      { title: 'tokens', align: 'right' },
      { title: "machine's time", align: 'right' },
      { title: 'last milestone', align: 'left' },
      { title: 'why it ended', align: 'left' },
    ],
    group.trials.map((trial) => [
      shownLine(trial.trial),
      trial.verdict,
      numberText(trial.steps),
      numberText(trial.inputTokens + trial.outputTokens),
      durationText(trial.machineMs),
      shownLine(trial.milestones.at(-1)?.name ?? '–'),
      shownLine(trial.reason),
    ]),
  );
}
