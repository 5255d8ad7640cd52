/** Runs a scenario: asks what is missing, starts the process, shows how far it is, and says what came of it. */
import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { commands, type Progress, ProgressLocation, type Uri, window, workspace } from 'vscode';
import { runFolderName } from '../../node/runs.ts';
import { type ProcessRun, runInTrialProcess } from '../../node/trial-process/run-in-trial-process.ts';
import type { EndpointAccess, ExperimentRequest, FromTrialProcess } from '../../protocol/trial-process.ts';
import { type FoundAccess, findAccess } from '../endpoints/access.ts';
import { chooseEndpoint } from '../endpoints/choose-endpoint.ts';
import { furtherAccesses } from '../endpoints/further-access.ts';
import type { Endpoints } from '../endpoints/register.ts';
import { type Product, packagePath, productVersion } from '../product.ts';
import { pickVariants } from '../scenarios/pick-variants.ts';
import { prepareScenario, type ReadyScenario } from '../scenarios/scenario-document.ts';
import { throttle } from '../throttle.ts';
import { progressText } from './progress.ts';
import type { RunStore } from './run-store.ts';
import { RunningExperiment, type RunningExperiments } from './running.ts';
import { runsFolderOf } from './runs-folder.ts';
import { tellResult } from './tell-result.ts';

const LARGEST_SEED = 0x7fffffff;
const MOST_TRIALS = 100_000;
const REPORT_MS = 200;

export interface RunSurroundings {
  readonly product: Product;
  readonly endpoints: Endpoints;
  readonly running: RunningExperiments;
  readonly store: RunStore;
}

/** How many trials: a number, or `ask`. */
export type TrialCount = number | 'ask';

/**
 * Runs the scenario in a file to its end.
 * @param given ids of the variants; where they are left out, they are asked for with the number of trials, and else it is the usual one
 * @returns the folder of the run; undefined when nothing was run, after the person was told why
 */
export async function startRun(
  surroundings: RunSurroundings,
  uri: Uri,
  count: TrialCount,
  given?: readonly string[],
): Promise<string | undefined> {
  const { product, endpoints, running, store } = surroundings;
  const ready = await prepareScenario(uri);
  if (ready === undefined) return undefined;
  const access = await accessFor(surroundings, ready);
  if (access === undefined) return undefined;
  const variants = given ?? (count === 'ask' ? await pickVariants(ready.declared) : undefined);
  if (count === 'ask' && variants === undefined) return undefined;
  const trials = count === 'ask' ? await askTrials(ready.scenario.trials) : count;
  if (trials === undefined) return undefined;
  const { access: endpoint, byDefault } = access;
  const now = new Date();
  const further = await furtherAccesses(product, ready.scenario, {
    usual: endpoint.name,
    keys: endpoints.keys,
    place: { name: ready.scenario.name, file: ready.document.uri.fsPath },
  });
  const request = { ...requestOf(product, ready, endpoint, { trials, variants }, now), endpoints: further };
  if (byDefault) {
    void offerEndpoint(endpoint, endpoints);
  }
  const experiment = new RunningExperiment(request, ready.scenario.name, now);
  running.add(experiment);
  const outcome = await play(surroundings, experiment, request);
  running.end(experiment, outcome.message);
  store.touch(request.folder);
  product.log[outcome.outcome === 'died' || outcome.outcome === 'failed' ? 'error' : 'info'](
    `${request.experiment}: ${outcome.outcome}. ${outcome.message}`,
  );
  // Whoever waits for the run does not wait for a button to be pressed.
  void tellResult(experiment, outcome, endpoint, () => startRun(surroundings, uri, trials, variants));
  return request.folder;
}

/** The endpoint to run on; asks when several are configured and none is chosen, and tells what is wrong with the chosen one. */
async function accessFor(
  { product, endpoints }: RunSurroundings,
  { scenario, document }: ReadyScenario,
): Promise<Extract<FoundAccess, { ok: true }> | undefined> {
  const place = { name: scenario.name, file: document.uri.fsPath };
  const choose = (): Promise<string | undefined> => chooseEndpoint(product, endpoints, place);
  let { name } = endpoints.chosen;
  for (;;) {
    const found = await findAccess(product, name, endpoints.keys, place);
    if (found.ok) return found;
    if (found.why === 'unusable') {
      const other = 'Choose Endpoint';
      const settings = 'Open Settings';
      const answer = await window.showErrorMessage(`${found.message} Nothing was run.`, other, settings);
      if (answer === settings) await commands.executeCommand('redline.openEndpointSettings');
      if (answer !== other) return undefined;
    }
    name = await choose();
    if (name === undefined) return undefined;
  }
}

async function askTrials(usual: number): Promise<number | undefined> {
  const text = await window.showInputBox({
    title: 'Run Trials',
    prompt: 'Number of trials. More trials give a narrower interval.',
    value: String(usual),
    validateInput: (value) =>
      /^[1-9]\d*$/.test(value.trim()) && Number(value) <= MOST_TRIALS
        ? undefined
        : `Enter a whole number from 1 to ${MOST_TRIALS}.`,
  });
  return text === undefined ? undefined : Number(text);
}

function requestOf(
  product: Product,
  { document, folder, source, scenario, fixtures }: ReadyScenario,
  endpoint: EndpointAccess,
  { trials, variants }: { readonly trials: number; readonly variants: readonly string[] | undefined },
  now: Date,
): ExperimentRequest {
  const settings = workspace.getConfiguration('redline', document.uri);
  const runs = runsFolderOf(folder).path;
  const wished = runFolderName(now, scenario.name);
  let experiment = wished;
  for (let count = 2; existsSync(join(runs, experiment)); count += 1) experiment = `${wished}-${count}`;
  return {
    experiment,
    folder: join(runs, experiment),
    scenario: { source, fixtures, file: workspace.asRelativePath(document.uri, false) },
    endpoint,
    ...(variants === undefined ? {} : { variants }),
    trials,
    seed: settings.get<number | null>('trials.seed') ?? randomInt(LARGEST_SEED),
    concurrency: settings.get<number>('trials.concurrency', 4),
    redline: productVersion(product),
  };
}

/** Says that a scripted agent plays, since nobody said otherwise. */
async function offerEndpoint(endpoint: EndpointAccess, endpoints: Endpoints): Promise<void> {
  const choose = 'Choose Endpoint';
  const keep = `Keep ${endpoint.name}`;
  const answer = await window.showInformationMessage(
    `No endpoint is configured, so the scripted agent ${endpoint.name} plays. Its rate says nothing about any model.`,
    choose,
    keep,
  );
  if (answer === choose) await commands.executeCommand('redline.chooseEndpoint');
  if (answer === keep) await endpoints.chosen.choose(endpoint.name);
}

/** Plays the trials with a notification that shows how far they are and can cancel them. */
async function play(
  { product, running, store }: RunSurroundings,
  experiment: RunningExperiment,
  request: ExperimentRequest,
): Promise<ProcessRun> {
  const variants = request.variants?.length ?? 1;
  const each = request.trials === 1 ? '1 trial' : `${request.trials} trials`;
  const many = variants > 1 ? `${each} of each of ${variants} variants` : each;
  const title = `${experiment.scenario} with ${experiment.endpoint}, ${many}`;
  product.log.info(
    `${request.experiment}: ${many} of ${request.scenario.file} with ${experiment.endpoint}, seed ${request.seed}`,
  );
  return window.withProgress(
    { location: ProgressLocation.Notification, title, cancellable: true },
    async (progress, token) => {
      token.onCancellationRequested(() => experiment.stop());
      const report = throttle(reporter(experiment, progress), REPORT_MS);
      try {
        return await runInTrialProcess(request, {
          entry: packagePath(product, 'dist', 'trial-process.mjs'),
          signal: experiment.signal,
          onEvent: (message) => {
            running.take(experiment, message);
            logMessage(product, request.experiment, message);
            if (message.type === 'trial-started') {
              store.touch(request.folder);
              if (request.trials === 1 && variants === 1) void openReplay(request, message.transcript);
            }
            if (message.type === 'trial-ended') store.touch(request.folder);
            report();
          },
        });
      } finally {
        report.dispose();
      }
    },
  );
}

/** Reports the progress of an experiment, and its share as far as it grew since the last report. */
function reporter(
  experiment: RunningExperiment,
  progress: Progress<{ message: string; increment: number }>,
): () => void {
  let reported = 0;
  return () => {
    const { asked, ended } = experiment.progress;
    const share = (100 * ended.length) / asked;
    progress.report({ message: progressText(experiment.progress), increment: share - reported });
    reported = share;
  };
}

/** One trial is followed while it is played. */
async function openReplay(request: ExperimentRequest, transcript: string): Promise<void> {
  if (!workspace.getConfiguration('redline').get('replay.follow', true)) return;
  await commands.executeCommand('redline.openTranscript', join(request.folder, transcript));
}

function logMessage({ log }: Product, experiment: string, message: FromTrialProcess): void {
  switch (message.type) {
    case 'ready':
      log.info(
        `${experiment}: the process that runs trials is ready${message.confined ? ', confined by the runtime' : ''}`,
      );
      return;
    case 'trial-started':
      log.info(`${experiment}: trial ${message.id} begins`);
      return;
    case 'trial-progress':
      log.debug(`${experiment}: trial ${message.id} step ${message.step}: ${message.action}`);
      return;
    case 'trial-ended': {
      const { id, verdict, steps, tokens, reason } = message.summary;
      const level = verdict === 'error' ? 'warn' : 'info';
      log[level](`${experiment}: trial ${id} ended as ${verdict} after ${steps} steps and ${tokens} tokens: ${reason}`);
      return;
    }
    case 'log':
      log[message.level](`${experiment}: ${message.text}`);
      return;
    case 'done':
    case 'failed':
      return;
    default:
      message satisfies never;
  }
}
