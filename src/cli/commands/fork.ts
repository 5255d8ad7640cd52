/** `redline fork`: goes on from a step of a trial in another way, some times, and prints the rate beside the original's. */
import { basename, join, resolve } from 'node:path';
import { Command } from 'commander';
import type { ReportedGroup } from '../../core/experiment/report.ts';
import { ONLY_VARIANT } from '../../core/scenario/variants.ts';
import { forkName } from '../../core/transcript/fork-name.ts';
import type { ForkChange } from '../../core/transcript/fork-record.ts';
import { ActionTextError, commandAction, readAction } from '../../core/trial/action-text.ts';
import { ForkError } from '../../core/trial/fork.ts';
import {
  type ForkOrigin,
  forkRequest,
  groupOfForks,
  groupOfOriginal,
  readForkOrigin,
} from '../../node/fork-request.ts';
import { runFolderName, runsFolder } from '../../node/runs.ts';
import type { ExperimentRequest } from '../../protocol/trial-process.ts';
import { chooseEndpoint, type EndpointOptions } from '../choose-endpoint.ts';
import { type ExitCode, fileErrorText, usageError } from '../exit.ts';
import { furtherEndpoints } from '../further-endpoints.ts';
import { LARGEST_SEED, MOST_CONCURRENT, MOST_TRIALS, wholeNumber } from '../options.ts';
import { makeRunFolder } from '../out-folder.ts';
import type { PackageFiles } from '../package-files.ts';
import { ratesText } from '../rates-text.ts';
import { type ShownRun, showRun, tellEnd } from '../shown-run.ts';
import type { Terminal } from '../terminal.ts';
import { readTextFile } from '../text-file.ts';

interface ForkOptions extends EndpointOptions {
  readonly at: number;
  readonly action?: string;
  readonly command?: string;
  readonly observation?: string;
  readonly system?: string;
  readonly trials: number;
  readonly seed: number;
  readonly out?: string;
  readonly concurrency: number;
  readonly json?: boolean;
}

const MOST_STEPS = 10_000_000;

/** The command. `end` takes its exit code. */
export function forkCommand(terminal: Terminal, files: PackageFiles, end: (exit: ExitCode) => void): Command {
  return new Command('fork')
    .description('Go on from a step of a trial in another way and print how often that succeeds.')
    .argument('<transcript>', 'transcript of the trial')
    .requiredOption('--at <step>', 'the step; everything before it stays as it was', wholeNumber(1, MOST_STEPS))
    .option('--action <file>', 'what the agent answers in the step, as JSON: {"text": "", "toolCalls": […]}')
    .option('--command <command>', 'the command that the agent runs in the step')
    .option('--observation <file>', 'what the agent is told came of the first call of the step')
    .option('--system <file>', 'system prompt of the agent from the step on')
    .option('--endpoint <name>', 'what goes on: an endpoint from redline.config.yaml, or a scripted one')
    .option('--base-url <url>', 'OpenAI-compatible server that is not configured: http://127.0.0.1:8000/v1')
    .option('--model <name>', 'its model')
    .option('--key-env <name>', 'environment variable that holds its key')
    .option('--trials <number>', 'how many forks, each with a seed of its own', wholeNumber(1, MOST_TRIALS), 1)
    .option('--seed <number>', 'what their seeds are drawn from', wholeNumber(0, LARGEST_SEED), 1)
    .option('--out <folder>', 'where the forks are kept (default: .redline/runs/…)')
    .option('--concurrency <number>', 'forks in flight at once', wholeNumber(1, MOST_CONCURRENT), 4)
    .option('--json', 'print the result as JSON')
    .action(async (transcript: string, options: ForkOptions) => {
      const file = resolve(transcript);
      const origin = await readOrigin(file, transcript, options.at);
      const request = await requestOf(origin, file, options, terminal, files);
      const folder = options.out ?? request.folder;
      const shown = await showRun(request, { entry: files.trialProcess, folder }, terminal);
      const forks = await groupOfForks(request.folder);
      const originals = await groupOfOriginal(file);
      print(request, { shown, forks, originals }, options, terminal);
      end(tellEnd(shown, request, terminal));
    });
}

/** The trial at the step; what cannot be forked or read is wrong input. */
async function readOrigin(file: string, named: string, step: number): Promise<ForkOrigin> {
  try {
    return await readForkOrigin(file, step);
  } catch (error) {
    if (error instanceof ForkError) throw usageError(`${named} cannot be forked. ${error.message}`);
    throw usageError(`Cannot read ${named}: ${fileErrorText(error)}.`);
  }
}

function changeOf({ original, scenario }: ForkOrigin, options: ForkOptions): ForkChange {
  const given = (['action', 'command', 'observation', 'system'] as const).filter((name) => options[name] !== undefined);
  if (given.length > 1) {
    throw usageError(
      `Only one thing can be changed, not ${given.map((name) => `--${name}`).join(' and ')}.`,
      'Fork the fork to change another one.',
    );
  }
  const { action, command, observation, system } = options;
  if (action !== undefined) return orUsageError(() => readAction(readTextFile(action)), action);
  if (observation !== undefined) return { kind: 'observation', text: readTextFile(observation) };
  if (system !== undefined) return { kind: 'prompt', system: readTextFile(system).trimEnd() };
  if (command === undefined) return { kind: 'none' };
  const asked = original.events.find((event) => event.type === 'model.request' && event.step === original.step);
  return orUsageError(() => commandAction(scenario, asked?.agent ?? '', command), '--command');
}

function orUsageError(action: () => ForkChange, place: string): ForkChange {
  try {
    return action();
  } catch (error) {
    throw error instanceof ActionTextError ? usageError(`${place}: ${error.message}`) : error;
  }
}

async function requestOf(
  origin: ForkOrigin,
  transcript: string,
  options: ForkOptions,
  { err }: Terminal,
  files: PackageFiles,
): Promise<ExperimentRequest> {
  const { scenario } = origin;
  const parts = partsOf(origin, changeOf(origin, options));
  // The transcript lies in the folder of its workspace, where endpoints are configured.
  const places = { scenario: scenario.name, scenarioFile: transcript, shipped: files.policies };
  const { access, note } = await chooseEndpoint(options, places);
  if (note !== '') err.write(`${note}\n`);
  const further = await furtherEndpoints(scenario, access.name, places);
  if (further.note !== '') err.write(`${further.note}\n`);
  const name = runFolderName(new Date(), `${scenario.name}-fork`);
  const folder = resolve(options.out ?? join(runsFolder(process.cwd()), name));
  makeRunFolder(folder);
  return {
    experiment: basename(folder),
    folder,
    ...parts,
    endpoint: access,
    endpoints: further.endpoints,
    trials: options.trials,
    seed: options.seed,
    concurrency: options.concurrency,
    redline: files.version,
  };
}

function partsOf(origin: ForkOrigin, change: ForkChange): ReturnType<typeof forkRequest> {
  try {
    return forkRequest(origin, change);
  } catch (error) {
    throw error instanceof ForkError ? usageError(error.message) : error;
  }
}

interface Results {
  readonly shown: ShownRun;
  readonly forks: ReportedGroup | undefined;
  /** The trials that the original belongs to; undefined when its experiment is not there. */
  readonly originals: ReportedGroup | undefined;
}

function print(
  request: ExperimentRequest,
  { shown, forks, originals }: Results,
  { json = false }: ForkOptions,
  { out }: Terminal,
): void {
  if (json) {
    const { experiment, fork } = request;
    const forkOf = { step: fork?.step, change: fork?.change };
    const rates = { fork: rateIn(forks), original: rateIn(originals) };
    out.write(`${JSON.stringify({ experiment, fork: forkOf, trials: shown.trials, rates }, null, 2)}\n`);
    return;
  }
  const rows = [
    ...(forks === undefined ? [] : [forks]),
    ...(originals === undefined ? [] : [{ ...originals, variantName: originalName(originals) }]),
  ];
  const none = originals === undefined ? 'There is no experiment beside the original, so it has no rate.\n' : '';
  out.write(`\n${ratesText(rows)}${none}\nThe transcripts are in ${request.folder}\n`);
}

function originalName({ variantName, trials }: ReportedGroup): string {
  const fork = trials[0]?.fork;
  if (fork !== undefined) return forkName(fork);
  return variantName === ONLY_VARIANT ? 'original' : `original, ${variantName}`;
}

function rateIn(group: ReportedGroup | undefined): object | null {
  if (group === undefined) return null;
  const { scenario, variant, endpoint, n, successes, errors, rate, interval } = group;
  return { scenario, variant, endpoint, n, successes, errors, rate, interval };
}
