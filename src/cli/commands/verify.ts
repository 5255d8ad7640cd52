/** `redline verify`: re-executes transcripts and compares every observation. */
import { relative } from 'node:path';
import { Command } from 'commander';
import { readScenario } from '../../core/scenario/read-scenario.ts';
import type { Difference } from '../../core/trial/differences.ts';
import type { TrialRig } from '../../core/trial/run-trial.ts';
import { UnverifiableError, verifyTranscript } from '../../core/trial/verify.ts';
import { readTranscriptFile } from '../../node/read-experiment.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { findTranscripts } from '../find-experiments.ts';
import { type Output, shownLine, type Terminal } from '../terminal.ts';

interface Verified {
  /** Relative to the working folder. */
  readonly transcript: string;
  /** The transcript is whole, and re-execution gave the same. */
  readonly same: boolean;
  readonly steps: number;
  /** The transcript stops before its end; it was compared as far as it goes. */
  readonly torn: boolean;
  readonly differences: readonly Difference[];
  /** What cannot be read in it, and why it cannot be re-executed. */
  readonly problems: readonly string[];
}

/** The command. `end` takes its exit code. */
export function verifyCommand(
  terminal: Terminal,
  loadRig: () => Promise<TrialRig>,
  end: (exit: ExitCode) => void,
): Command {
  return new Command('verify')
    .description('Re-execute the actions of transcripts on a fresh machine and compare every observation.')
    .argument('<path...>', 'transcripts, or folders that hold some')
    .option('--json', 'print the result as JSON')
    .action(async (paths: string[], { json = false }: { json?: boolean }) => {
      const files = findTranscripts(paths);
      const rig = await loadRig();
      const results: Verified[] = [];
      for (const file of files) {
        const verified = await verify(file, rig);
        results.push(verified);
        if (!json) terminal.out.write(verifiedText(verified, terminal.out));
      }
      const different = results.filter(({ same }) => !same).length;
      if (json) terminal.out.write(`${JSON.stringify({ transcripts: results }, null, 2)}\n`);
      else
        terminal.out.write(
          `${results.length - different} of ${results.length} transcripts give the same when re-executed.\n`,
        );
      end(different > 0 ? EXIT.failed : EXIT.ok);
    });
}

async function verify(file: string, rig: TrialRig): Promise<Verified> {
  const transcript = relative(process.cwd(), file) || file;
  const { events, torn, problems: found } = await readTranscriptFile(file);
  const problems = found.map(({ line, message }) => `Line ${line}: ${message}`);
  try {
    const { steps, differences } = await verifyTranscript(events, (source) => readScenario(source).scenario, rig);
    const same = differences.length === 0 && problems.length === 0;
    return { transcript, same, steps, torn, differences, problems };
  } catch (error) {
    if (!(error instanceof UnverifiableError)) throw error;
    return { transcript, same: false, steps: 0, torn, differences: [], problems: [...problems, error.message] };
  }
}

const SHOWN_DIFFERENCES = 5;
const SHOWN_AROUND = 40;

function verifiedText({ transcript, same, steps, torn, differences, problems }: Verified, out: Output): string {
  const verdict = same ? out.style('green', 'same') : out.style('red', 'different');
  const end = torn ? ', its last line was not written to the end' : '';
  const lines = [
    `${transcript}: ${verdict}, ${steps} steps${end}`,
    ...problems.map((problem) => `  ${shownLine(problem)}`),
    ...differences.slice(0, SHOWN_DIFFERENCES).flatMap(differenceLines),
  ];
  const more = differences.length - SHOWN_DIFFERENCES;
  if (more > 0) lines.push(`  and ${more} more; --json lists all`);
  return lines.map((line) => `${line}\n`).join('');
}

function differenceLines({ step, seq, what, expected, actual, at }: Difference): string[] {
  const event = seq === undefined ? '' : ` (event ${seq})`;
  return [
    `  step ${step}${event}: ${shownLine(what)} differs at character ${at + 1}`,
    `    transcript:   ${around(expected, at)}`,
    `    re-execution: ${around(actual, at)}`,
  ];
}

/** The text around a character, on one line. */
function around(text: string, at: number): string {
  if (text === '') return '(nothing)';
  const start = Math.max(0, at - SHOWN_AROUND);
  const end = Math.min(text.length, at + SHOWN_AROUND);
  return `${start > 0 ? '…' : ''}${shownLine(text.slice(start, end))}${end < text.length ? '…' : ''}`;
}
