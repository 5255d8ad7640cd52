/** `redline shell`: walks around on the machine of a scenario, in the place of its agent. */
import { resolve } from 'node:path';
import { Command } from 'commander';
import { RemoteWalk, WalkDiedError } from '../../node/trial-process/walk-in-trial-process.ts';
import type { WalkRequest } from '../../protocol/walk.ts';
import { CliError, EXIT, type ExitCode, usageError } from '../exit.ts';
import { LARGEST_SEED, wholeNumber } from '../options.ts';
import type { PackageFiles } from '../package-files.ts';
import { problemText } from '../problem-text.ts';
import { readScenarioFile } from '../scenario-file.ts';
import { driveByJson } from '../shell/drive-by-json.ts';
import type { Terminal } from '../terminal.ts';

interface ShellOptions {
  readonly seed: number;
  readonly json?: boolean;
}

/** The command. `end` takes its exit code. */
export function shellCommand(terminal: Terminal, files: PackageFiles, end: (exit: ExitCode) => void): Command {
  return new Command('shell')
    .description("Walk around on a scenario's machine as its agent would.")
    .argument('<file>', 'scenario file')
    .option('--seed <number>', 'the same seed gives the same machine', wholeNumber(0, LARGEST_SEED), 1)
    .option('--json', 'one action a line on standard input, one observation a line on standard output')
    .action(async (file: string, options: ShellOptions) => {
      const walk = await beginWalk(await requestOf(file, options, terminal), files);
      try {
        if (options.json === true) await driveByJson(walk, process.stdin, terminal.out.write);
        end(EXIT.ok);
      } catch (error) {
        throw asCliError(error);
      } finally {
        walk.close();
      }
    });
}

async function requestOf(file: string, { seed }: ShellOptions, { err }: Terminal): Promise<WalkRequest> {
  const { text, scenario, fixtures, problems } = await readScenarioFile(file);
  if (scenario === undefined) {
    for (const problem of problems) err.write(`${problemText(file, text, problem, err)}\n`);
    throw usageError(`${file} cannot be used: it has problems.`);
  }
  return { scenario: { source: text, fixtures, file: resolve(file) }, seed };
}

async function beginWalk(request: WalkRequest, files: PackageFiles): Promise<RemoteWalk> {
  try {
    return await RemoteWalk.begin(files.trialProcess, request);
  } catch (error) {
    throw asCliError(error);
  }
}

function asCliError(error: unknown): unknown {
  return error instanceof WalkDiedError ? new CliError(EXIT.infrastructure, error.message) : error;
}
