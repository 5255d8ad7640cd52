/** `redline shell`: walks around on the machine of a scenario, in the place of its agent. */
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Command } from 'commander';
import type { DoneAction } from '../../core/walk/done-action.ts';
import { InteractiveWalk } from '../../node/walk/interactive-walk.ts';
import { RemoteWalk, WalkDiedError } from '../../node/walk/remote-walk.ts';
import type { WalkRequest } from '../../protocol/walk.ts';
import { CliError, EXIT, type ExitCode, usageError } from '../exit.ts';
import { LARGEST_SEED, wholeNumber } from '../options.ts';
import type { PackageFiles } from '../package-files.ts';
import { problemText } from '../problem-text.ts';
import { readScenarioFile } from '../scenario-file.ts';
import { driveByJson } from '../shell/drive-by-json.ts';
import { driveByLines } from '../shell/drive-by-lines.ts';
import { policyNameOf, savePolicy } from '../shell/save-policy.ts';
import type { Terminal } from '../terminal.ts';

const INTRODUCTION =
  'Nothing that is typed here is carried out for real. Ctrl-C ends a command, Ctrl-D leaves. What takes long goes faster after 5 seconds.';
const QUESTION = 'Keep what was done as a scripted policy? NAME.policy.yaml, or nothing: ';

interface ShellOptions {
  readonly variant?: string;
  readonly seed: number;
  readonly json?: boolean;
  readonly save?: string;
}

/** The command. `end` takes its exit code. */
export function shellCommand(terminal: Terminal, files: PackageFiles, end: (exit: ExitCode) => void): Command {
  return new Command('shell')
    .description("Walk around on a scenario's machine as its agent would.")
    .argument('<file>', 'scenario file')
    .option('--variant <variant>', 'a variant that the scenario declares: hardening=non-root')
    .option('--seed <number>', 'the same seed gives the same machine', wholeNumber(0, LARGEST_SEED), 1)
    .option('--json', 'one action a line on standard input, one observation a line on standard output')
    .option('--save <file>', 'keep what was done as a scripted policy: NAME.policy.yaml')
    .action(async (file: string, options: ShellOptions) => {
      if (options.save !== undefined) policyNameOf(options.save);
      const walk = await beginWalk(await requestOf(file, options, terminal), files);
      try {
        const done = await drive(walk, options, terminal);
        await save(walk, done, options, terminal);
        end(EXIT.ok);
      } catch (error) {
        throw asCliError(error);
      } finally {
        walk.close();
      }
    });
}

async function requestOf(file: string, { variant, seed }: ShellOptions, { err }: Terminal): Promise<WalkRequest> {
  const { text, scenario, fixtures, problems, abstract } = await readScenarioFile(file, variant);
  if (scenario === undefined) {
    for (const problem of problems) err.write(`${problemText(file, text, problem, err)}\n`);
    throw usageError(
      abstract ? `${file} is only there for others to extend.` : `${file} cannot be used: it has problems.`,
    );
  }
  return { scenario: { source: text, fixtures, file: resolve(file) }, variant, seed };
}

async function beginWalk(request: WalkRequest, files: PackageFiles): Promise<RemoteWalk> {
  try {
    return await RemoteWalk.begin(files.trialProcess, request);
  } catch (error) {
    throw asCliError(error);
  }
}

function drive(walk: RemoteWalk, { json }: ShellOptions, terminal: Terminal): Promise<readonly DoneAction[]> {
  if (json === true) return driveByJson(walk, process.stdin, terminal.out.write);
  return process.stdin.isTTY ? walkAround(walk, terminal) : driveByLines(walk, process.stdin, terminal);
}

async function walkAround(walk: RemoteWalk, { out, err }: Terminal): Promise<readonly DoneAction[]> {
  err.write(out.style('dim', `${INTRODUCTION}\n`));
  const walking = new InteractiveWalk(walk, { input: process.stdin, output: process.stdout });
  await walking.run();
  return walking.done;
}

async function save(
  { place }: RemoteWalk,
  done: readonly DoneAction[],
  { save: named, json }: ShellOptions,
  { err }: Terminal,
): Promise<void> {
  const isAsked = named === undefined && json !== true && process.stdin.isTTY && done.length > 0;
  const file = isAsked ? await ask(QUESTION) : named;
  if (file === undefined || file === '') return;
  savePolicy(file, place, done);
  err.write(`What was done is kept in ${file}\n`);
}

async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const { promise, resolve: answer } = Promise.withResolvers<string>();
  lines.on('close', () => answer(''));
  lines.question(question, (text) => answer(text.trim()));
  return promise.finally(() => lines.close());
}

function asCliError(error: unknown): unknown {
  return error instanceof WalkDiedError ? new CliError(EXIT.infrastructure, error.message) : error;
}
