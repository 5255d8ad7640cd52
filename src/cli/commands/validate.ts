/** `redline validate`: what is wrong with scenarios, each problem at its place. */
import { Command } from 'commander';
import type { Problem } from '../../core/scenario/problems.ts';
import { CliError, EXIT, type ExitCode } from '../exit.ts';
import { lineStarts, placeAt, problemText } from '../problem-text.ts';
import { readScenarioFile, type ScenarioFile } from '../scenario-file.ts';
import type { Terminal } from '../terminal.ts';

/** The command. `end` takes its exit code. */
export function validateCommand(terminal: Terminal, end: (exit: ExitCode) => void): Command {
  return new Command('validate')
    .description('Check scenarios and print every problem at its place.')
    .argument('<file...>', 'scenario files')
    .option('--json', 'print the problems as JSON')
    .action(async (files: string[], { json = false }: { json?: boolean }) => {
      const read: ScenarioFile[] = [];
      const unreadable: CliError[] = [];
      for (const file of files) {
        try {
          read.push(await checkedAtStart(await readScenarioFile(file)));
        } catch (error) {
          if (!(error instanceof CliError)) throw error;
          unreadable.push(error);
        }
      }
      if (json) terminal.out.write(`${JSON.stringify({ files: read.map(asJson) }, null, 2)}\n`);
      else printProblems(read, terminal);
      const [first, ...others] = unreadable;
      if (first !== undefined) {
        throw new CliError(EXIT.usage, [first, ...others].map(({ message }) => message).join('\n'), first.hint);
      }
      end(read.some(({ problems }) => problems.some(isError)) ? EXIT.failed : EXIT.ok);
    });
}

/** The file with what shows only when its machine is built. */
async function checkedAtStart(file: ScenarioFile): Promise<ScenarioFile> {
  // The machine is large, and a scenario with errors has none.
  if (file.scenario === undefined) return file;
  const [{ problemsAtStart }, { mockedRig }] = await Promise.all([
    import('../../core/trial/check-at-start.ts'),
    import('../../core/trial/mocked-rig.ts'),
  ]);
  const found = await problemsAtStart(file.text, { files: file.fixtures }, mockedRig);
  const problems = [...file.problems, ...found].sort((a, b) => a.range.start - b.range.start);
  return { ...file, problems };
}

const isError = ({ severity }: Problem): boolean => severity === 'error';

function printProblems(files: readonly ScenarioFile[], { out }: Terminal): void {
  for (const { file, text, problems } of files) {
    for (const problem of problems) out.write(`${problemText(file, text, problem, out)}\n`);
    const errors = problems.filter(isError).length;
    const others = problems.length - errors;
    if (errors > 0)
      out.write(
        `${file}: ${out.style('red', count(errors, 'error'))}${others > 0 ? `, ${count(others, 'warning')}` : ''}\n`,
      );
    else out.write(`${file}: ${out.style('green', 'valid')}${others > 0 ? `, ${count(others, 'warning')}` : ''}\n`);
  }
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function asJson({ file, text, problems }: ScenarioFile): object {
  const starts = lineStarts(text);
  return {
    file,
    valid: !problems.some(isError),
    problems: problems.map(({ code, layer, severity, message, range, fixes }) => ({
      code,
      layer,
      severity,
      message,
      start: placeAt(starts, range.start),
      end: placeAt(starts, range.end),
      fixes: fixes.map(({ title }) => title),
    })),
  };
}
