/** `redline run`: trials of a scenario against an endpoint, and the rate. */
import { basename, join, resolve } from 'node:path';
import { Command } from 'commander';
import { chosenVariants, variantName } from '../../core/experiment/chosen-variants.ts';
import { type Rate, ratesOf } from '../../core/experiment/rates.ts';
import { runFolderName, runsFolder } from '../../node/runs.ts';
import type { ExperimentRequest } from '../../protocol/trial-process.ts';
import { chooseEndpoint, type EndpointOptions } from '../choose-endpoint.ts';
import { EXIT, type ExitCode, usageError } from '../exit.ts';
import { furtherEndpoints } from '../further-endpoints.ts';
import { LARGEST_SEED, MOST_CONCURRENT, MOST_TRIALS, share, wholeNumber } from '../options.ts';
import { makeRunFolder } from '../out-folder.ts';
import type { PackageFiles } from '../package-files.ts';
import { problemText } from '../problem-text.ts';
import { ratesText } from '../rates-text.ts';
import { readScenarioFile, type ScenarioFile } from '../scenario-file.ts';
import { type RunTrial, type ShownRun, showRun, tellEnd } from '../shown-run.ts';
import type { Terminal } from '../terminal.ts';

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
      const shown = await showRun(
        request,
        { entry: files.trialProcess, folder: options.out ?? request.folder },
        terminal,
      );
      const { trials } = shown;
      const rates = ratesOf(
        trials.map(({ variant, verdict }) => ({
          scenario: scenario.scenario?.name ?? '',
          variant,
          endpoint: request.endpoint.name,
          verdict,
        })),
      ).map((rate) => ({ ...rate, variantName: variantName(scenario.document ?? {}, rate.variant) }));
      print(request, trials, rates, options, terminal);
      end(conclude(shown, rates, request, options, terminal));
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

type NamedRate = Rate & { readonly variantName: string };

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
  shown: ShownRun,
  rates: readonly NamedRate[],
  request: ExperimentRequest,
  { minRate }: RunOptions,
  terminal: Terminal,
): ExitCode {
  const exit = tellEnd(shown, request, terminal);
  if (exit !== EXIT.ok) return exit;
  const below = minRate === undefined ? [] : rates.filter(({ rate }) => (rate ?? 0) < minRate);
  if (below.length > 0) {
    const which = rates.length === 1 ? '' : ` of ${below.map((rate) => rate.variantName).join('; ')}`;
    terminal.err.write(`The success rate${which} is below ${minRate}.\n`);
    return EXIT.failed;
  }
  return EXIT.ok;
}
