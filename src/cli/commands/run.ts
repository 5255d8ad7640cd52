/** `redline run`: trials of a scenario against an endpoint, and the rate. */
import { basename, join, resolve } from 'node:path';
import { Command } from 'commander';
import { chosenVariants, variantName } from '../../core/experiment/chosen-variants.ts';
import { type Outcome, type Rate, ratesOf } from '../../core/experiment/rates.ts';
import { runFolderName, runsFolder } from '../../node/runs.ts';
import { type ProcessRun, runInTrialProcess } from '../../node/trial-process/run-in-trial-process.ts';
import type { ExperimentRequest, FromTrialProcess, TrialSummary } from '../../protocol/trial-process.ts';
import { chooseEndpoint, type EndpointOptions } from '../choose-endpoint.ts';
import { CliError, EXIT, type ExitCode, usageError } from '../exit.ts';
import { furtherEndpoints } from '../further-endpoints.ts';
import { LARGEST_SEED, MOST_CONCURRENT, MOST_TRIALS, share, wholeNumber } from '../options.ts';
import { makeRunFolder } from '../out-folder.ts';
import type { PackageFiles } from '../package-files.ts';
import { problemText } from '../problem-text.ts';
import { Progress } from '../progress.ts';
import { ratesText } from '../rates-text.ts';
import { readScenarioFile, type ScenarioFile } from '../scenario-file.ts';
import { onInterrupt } from '../signals.ts';
import { shown, type Terminal } from '../terminal.ts';

interface RunOptions extends EndpointOptions {
  readonly variant: readonly string[];
  readonly allVariants?: boolean;
  readonly trials?: number;
  readonly seed: number;
  readonly out?: string;
  readonly concurrency: number;
  readonly minRate?: number;
  readonly json?: boolean;
}

/** The command. `end` takes its exit code. */
export function runCommand(terminal: Terminal, files: PackageFiles, end: (exit: ExitCode) => void): Command {
  return new Command('run')
    .description('Run trials of a scenario against an endpoint and print the success rate.')
    .argument('<file>', 'scenario file')
    .option('--endpoint <name>', 'endpoint from redline.config.yaml, or a scripted one such as scripted:weak')
    .option('--base-url <url>', 'OpenAI-compatible server that is not configured: http://127.0.0.1:8000/v1')
    .option('--model <name>', 'its model')
    .option('--key-env <name>', 'environment variable that holds its key')
    .option(
      '--variant <variant>',
      'a variant that the scenario declares: hardening=non-root, or hardening=* for each; may be given again',
      (text: string, before: readonly string[]) => [...before, text],
      [],
    )
    .option('--all-variants', 'every combination of the variants that the scenario declares')
    .option(
      '--trials <number>',
      'how many trials of each variant (default: what the scenario says)',
      wholeNumber(1, MOST_TRIALS),
    )
    .option('--seed <number>', 'the same seed gives the same machines', wholeNumber(0, LARGEST_SEED), 1)
    .option('--out <folder>', 'where the experiment is kept (default: .redline/runs/…)')
    .option('--concurrency <number>', 'trials in flight at once', wholeNumber(1, MOST_CONCURRENT), 4)
    .option('--min-rate <rate>', 'exit with 1 when the rate is lower, such as 0.5', share)
    .option('--json', 'print the result as JSON')
    .action(async (file: string, options: RunOptions) => {
      const scenario = await readScenarioFile(file);
      const request = await requestOf(scenario, options, terminal, files);
      const progress = new Progress(terminal.err, request.trials * Math.max(1, request.variants?.length ?? 0));
      const started = new Map<string, Extract<FromTrialProcess, { type: 'trial-started' }>>();
      const interrupt = onInterrupt(() => terminal.err.write('\nStopping. Press Ctrl-C again to stop at once.\n'));
      const run = await runInTrialProcess(request, {
        entry: files.trialProcess,
        signal: interrupt.signal,
        onEvent(event) {
          if (event.type === 'trial-started') started.set(event.id, event);
          progress.take(event);
        },
      });
      interrupt.dispose();
      progress.end();
      if (run.outcome !== 'died' && !run.confined) terminal.err.write(UNCONFINED);
      const folder = options.out ?? request.folder;
      const trials = trialsOf(run.summaries, [...started.values()], progress).map((trial) => ({
        ...trial,
        transcript: join(folder, trial.transcript),
      }));
      const rates = ratesOf(
        trials.map(({ variant, verdict }) => ({
          scenario: scenario.scenario?.name ?? '',
          variant,
          endpoint: request.endpoint.name,
          verdict,
        })),
      ).map((rate) => ({ ...rate, variantName: variantName(scenario.document ?? {}, rate.variant) }));
      print(request, trials, rates, options, terminal);
      end(conclude(run, trials, rates, request, options, terminal));
    });
}

async function requestOf(
  { file, text, scenario, document, abstract, fixtures, problems }: ScenarioFile,
  options: RunOptions,
  { err }: Terminal,
  files: PackageFiles,
): Promise<ExperimentRequest> {
  if (scenario === undefined) {
    for (const problem of problems) err.write(`${problemText(file, text, problem, err)}\n`);
    throw usageError(
      `${file} cannot be run: ${abstract ? 'it is only there for others to extend' : 'it has problems'}.`,
    );
  }
  const { variants, problem } = chosenVariants(document ?? {}, options.variant, options.allVariants ?? false);
  if (variants === undefined) throw usageError(problem);
  const places = { scenario: scenario.name, scenarioFile: resolve(file), shipped: files.policies };
  const { access, note } = await chooseEndpoint(options, places);
  if (note !== '') err.write(`${note}\n`);
  const further = await furtherEndpoints(scenario, access.name, places);
  if (further.note !== '') err.write(`${further.note}\n`);
  const folder = resolve(options.out ?? join(runsFolder(process.cwd()), runFolderName(new Date(), scenario.name)));
  makeRunFolder(folder);
  return {
    experiment: basename(folder),
    folder,
    scenario: { source: text, fixtures, file: basename(file) },
    endpoint: access,
    endpoints: further.endpoints,
    variants: variants.map(({ id }) => id),
    trials: options.trials ?? scenario.trials,
    seed: options.seed,
    concurrency: options.concurrency,
    redline: files.version,
  };
}

const UNCONFINED =
  'note: this version of Node cannot itself deny the process that runs trials files and other processes. Newer ones can.\n';

type NamedRate = Rate & { readonly variantName: string };

interface RunTrial
  extends Pick<TrialSummary, 'id' | 'variant' | 'steps' | 'milestones' | 'flags' | 'grades' | 'transcript'> {
  readonly verdict: Outcome;
}

/** The trials that ended, and those that began and did not: their process died. In the order of their numbers. */
function trialsOf(
  summaries: readonly TrialSummary[],
  started: readonly Extract<FromTrialProcess, { type: 'trial-started' }>[],
  progress: Progress,
): readonly RunTrial[] {
  const ended = new Map(summaries.map((summary) => [summary.id, summary]));
  return started
    .toSorted((a, b) => a.index - b.index)
    .map(({ id, variant, transcript }): RunTrial => {
      const summary = ended.get(id);
      if (summary === undefined) {
        return {
          id,
          variant,
          verdict: 'interrupted',
          steps: progress.stepOf(id),
          milestones: [],
          flags: {},
          transcript,
        };
      }
      const { verdict, steps, milestones, flags, grades } = summary;
      return { id, variant, verdict, steps, milestones, flags, ...(grades ? { grades } : {}), transcript };
    });
}

function print(
  request: ExperimentRequest,
  trials: readonly RunTrial[],
  rates: readonly NamedRate[],
  { json = false }: RunOptions,
  { out }: Terminal,
): void {
  if (json) {
    const plain = rates.map(({ variantName: _, ...rate }) => rate);
    out.write(`${JSON.stringify({ experiment: request.experiment, trials, rates: plain }, null, 2)}\n`);
    return;
  }
  out.write(`\n${ratesText(rates)}\nThe transcripts are in ${request.folder}\n`);
}

/** What the run comes to: says what went wrong and gives the exit code. */
function conclude(
  run: ProcessRun,
  trials: readonly RunTrial[],
  rates: readonly NamedRate[],
  request: ExperimentRequest,
  { minRate }: RunOptions,
  { err }: Terminal,
): ExitCode {
  switch (run.outcome) {
    case 'cancelled':
      err.write(`The run was stopped. What was written stays in ${request.folder}\n`);
      return EXIT.interrupted;
    case 'failed':
    case 'died':
      throw new CliError(EXIT.infrastructure, run.message, `What was written stays in ${request.folder}`);
    case 'done':
      break;
    default:
      run.outcome satisfies never;
  }
  const errors = run.summaries.filter(({ verdict }) => verdict === 'error');
  for (const reason of new Set(errors.map((summary) => summary.reason))) {
    const alike = errors.filter((summary) => summary.reason === reason).length;
    err.write(`${alike} of ${trials.length} trials ended as an error: ${shown(reason)}\n`);
  }
  if (errors.length === trials.length) return EXIT.infrastructure;
  const below = minRate === undefined ? [] : rates.filter(({ rate }) => (rate ?? 0) < minRate);
  if (below.length > 0) {
    const which = rates.length === 1 ? '' : ` of ${below.map((rate) => rate.variantName).join('; ')}`;
    err.write(`The success rate${which} is below ${minRate}.\n`);
    return EXIT.failed;
  }
  return EXIT.ok;
}
