/** `redline verify`: re-executes transcripts and compares every observation. */
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { Command } from 'commander';
import type { Difference } from '../../core/trial/differences.ts';
import { Verifier, VerifierDiedError } from '../../node/trial-process/verify-in-trial-process.ts';
import type { TranscriptVerification } from '../../protocol/trial-process.ts';
import { CliError, EXIT, type ExitCode, fileErrorText, usageError } from '../exit.ts';
import { findTranscripts } from '../find-experiments.ts';
import type { PackageFiles } from '../package-files.ts';
import { type Output, shownLine, type Terminal } from '../terminal.ts';

interface Verified extends TranscriptVerification {
  /** Relative to the working folder. */
  readonly transcript: string;
}

/** The command. `end` takes its exit code. */
export function verifyCommand(terminal: Terminal, files: PackageFiles, end: (exit: ExitCode) => void): Command {
  return new Command('verify')
    .description('Re-execute the actions of transcripts on a fresh machine and compare every observation.')
    .argument('<path...>', 'transcripts, or folders that hold some')
    .option('--json', 'print the result as JSON')
    .action(async (paths: string[], { json = false }: { json?: boolean }) => {
      const transcripts = findTranscripts(paths);
      const verifier = new Verifier(files.trialProcess);
      const results: Verified[] = [];
      try {
        for (const file of transcripts) {
          const transcript = relative(process.cwd(), file) || file;
          const verified = { transcript, ...(await verifier.verify(readText(file))) };
          results.push(verified);
          if (!json) terminal.out.write(verifiedText(verified, terminal.out));
        }
      } catch (error) {
        throw error instanceof VerifierDiedError ? new CliError(EXIT.infrastructure, error.message) : error;
      } finally {
        verifier.close();
      }
      const different = results.filter(({ same }) => !same).length;
      if (json) terminal.out.write(`${JSON.stringify({ transcripts: results }, null, 2)}\n`);
      else {
        terminal.out.write(
          `${results.length - different} of ${results.length} transcripts give the same when re-executed.\n`,
        );
      }
      end(different > 0 ? EXIT.failed : EXIT.ok);
    });
}

/** The text of a transcript. Bytes that are not UTF-8 are read as the reader of transcripts does, so that its damage is reported. */
function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw usageError(`Cannot read ${file}: ${fileErrorText(error)}.`);
  }
}

const SHOWN_DIFFERENCES = 5;
const SHOWN_PROBLEMS = 3;
const SHOWN_AROUND = 40;

function verifiedText({ transcript, same, steps, torn, differences, problems }: Verified, out: Output): string {
  const verdict = same ? out.style('green', 'same') : out.style('red', 'different');
  const end = torn ? ', its last line was not written to the end' : '';
  const lines = [
    `${transcript}: ${verdict}, ${steps} steps${end}`,
    ...problems.slice(0, SHOWN_PROBLEMS).map((problem) => `  ${shownLine(problem)}`),
    ...more(problems.length - SHOWN_PROBLEMS),
    ...differences.slice(0, SHOWN_DIFFERENCES).flatMap(differenceLines),
    ...more(differences.length - SHOWN_DIFFERENCES),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function more(count: number): string[] {
  return count > 0 ? [`  and ${count} more; --json lists all`] : [];
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
