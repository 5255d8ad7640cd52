/** Carries out an experiment: starts the process that runs trials, keeps count of it, and writes the log. Asks and tells nobody. */
import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Uri, type WorkspaceFolder, workspace } from 'vscode';
import type { Scenario } from '../../core/scenario/model.ts';
import { runFolderName } from '../../node/runs.ts';
import { type ProcessRun, runInTrialProcess } from '../../node/trial-process/run-in-trial-process.ts';
import type { EndpointAccess, ExperimentRequest, FromTrialProcess } from '../../protocol/trial-process.ts';
import { furtherAccesses } from '../endpoints/further-access.ts';
import type { Endpoints } from '../endpoints/register.ts';
import { type Product, packagePath, productVersion } from '../product.ts';
import type { ReadyScenario } from '../scenarios/ready-scenario.ts';
import type { RunStore } from './run-store.ts';
import { RunningExperiment, type RunningExperiments } from './running.ts';
import { runsFolderOf } from './runs-folder.ts';

const LARGEST_SEED = 0x7fffffff;

export interface RunSurroundings {
  readonly product: Product;
  readonly endpoints: Endpoints;
  readonly running: RunningExperiments;
  readonly store: RunStore;
}

/** What is to be run. */
export interface ExperimentPlan {
  readonly ready: ReadyScenario;
  readonly endpoint: EndpointAccess;
  /** Of each variant. */
  readonly trials: number;
  /** Ids; undefined is the usual one. */
  readonly variants: readonly string[] | undefined;
}

/** Somebody who follows an experiment. */
export interface Follower {
  /** Told before the process is started. */
  started(experiment: RunningExperiment): void;
  /** Told of everything that the process says, in order, after the experiment took note of it. */
  message(message: FromTrialProcess, experiment: RunningExperiment): void;
}

export interface CarriedOut {
  readonly experiment: RunningExperiment;
  readonly outcome: ProcessRun;
}

/** `10 trials of each of 3 variants`. */
export function trialsText({
  trials,
  variants,
}: {
  readonly trials: number;
  readonly variants?: readonly string[] | undefined;
}): string {
  const each = trials === 1 ? '1 trial' : `${trials} trials`;
  const count = variants?.length ?? 1;
  return count > 1 ? `${each} of each of ${count} variants` : each;
}

/**
 * Runs the trials to their end in a process of their own, as one of the running experiments.
 * @throws when the folder of the run cannot be made
 */
export async function carryOut(
  surroundings: RunSurroundings,
  plan: ExperimentPlan,
  follower: Follower,
): Promise<CarriedOut> {
  const { document, folder, source, scenario, fixtures } = plan.ready;
  const { endpoint, trials, variants } = plan;
  const parts = {
    scenario: { source, fixtures, file: workspace.asRelativePath(document.uri, false) },
    endpoint,
    ...(variants === undefined ? {} : { variants }),
    trials,
  };
  return carryOutParts(surroundings, parts, { scenario, folder, file: document.uri, name: scenario.name }, follower);
}

/** What an experiment is of, besides what is asked of the process that runs it. */
export interface ExperimentPlace {
  readonly scenario: Scenario;
  /** Where its run is kept. */
  readonly folder: WorkspaceFolder;
  /** File whose settings and policies count. */
  readonly file: Uri;
  /** What the folder of the run is called, after the time. */
  readonly name: string;
}

/** What a person decides of an experiment; the rest follows from its place and the settings. */
export type ExperimentParts = Pick<ExperimentRequest, 'scenario' | 'endpoint' | 'variants' | 'trials' | 'fork'>;

/**
 * The same, of parts of a request.
 * @throws when the folder of the run cannot be made
 */
export async function carryOutParts(
  { product, endpoints, running, store }: RunSurroundings,
  parts: ExperimentParts,
  place: ExperimentPlace,
  follower: Follower,
): Promise<CarriedOut> {
  const { endpoint } = parts;
  const { scenario } = place;
  const now = new Date();
  const further = await furtherAccesses(product, scenario, {
    usual: endpoint.name,
    keys: endpoints.keys,
    place: { name: scenario.name, file: place.file.fsPath },
  });
  const request: ExperimentRequest = { ...parts, ...surroundingsOf(product, place, now), endpoints: further };
  const experiment = new RunningExperiment(request, scenario.name, now);
  const name = request.experiment;
  running.add(experiment);
  follower.started(experiment);
  product.log.info(
    `${name}: ${trialsText(parts)} of ${request.scenario.file} with ${endpoint.name}, seed ${request.seed}`,
  );
  let outcome: ProcessRun | undefined;
  try {
    outcome = await runInTrialProcess(request, {
      entry: packagePath(product, 'dist', 'trial-process.mjs'),
      signal: experiment.signal,
      onEvent: (message) => {
        running.take(experiment, message);
        logMessage(product, name, message);
        if (message.type === 'trial-started' || message.type === 'trial-ended') store.touch(request.folder);
        follower.message(message, experiment);
      },
    });
  } finally {
    running.end(experiment, outcome?.message ?? 'The run could not be started.');
    store.touch(request.folder);
  }
  const level = outcome.outcome === 'died' || outcome.outcome === 'failed' ? 'error' : 'info';
  product.log[level](`${name}: ${outcome.outcome}. ${outcome.message}`);
  return { experiment, outcome };
}

function surroundingsOf(
  product: Product,
  { folder, file, name }: ExperimentPlace,
  now: Date,
): Pick<ExperimentRequest, 'experiment' | 'folder' | 'seed' | 'concurrency' | 'redline'> {
  const settings = workspace.getConfiguration('redline', file);
  const runs = runsFolderOf(folder).path;
  const wished = runFolderName(now, name);
  let experiment = wished;
  for (let count = 2; existsSync(join(runs, experiment)); count += 1) experiment = `${wished}-${count}`;
  return {
    experiment,
    folder: join(runs, experiment),
    seed: settings.get<number | null>('trials.seed') ?? randomInt(LARGEST_SEED),
    concurrency: settings.get<number>('trials.concurrency', 4),
    redline: productVersion(product),
  };
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
