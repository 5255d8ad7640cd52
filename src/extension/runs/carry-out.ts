/** Carries out an experiment: starts the process that runs trials, keeps count of it, and writes the log. Asks and tells nobody. */
import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { workspace } from 'vscode';
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
export function trialsText({ trials, variants }: Pick<ExperimentPlan, 'trials' | 'variants'>): string {
  const each = trials === 1 ? '1 trial' : `${trials} trials`;
  const count = variants?.length ?? 1;
  return count > 1 ? `${each} of each of ${count} variants` : each;
}

/**
 * Runs the trials to their end in a process of their own, as one of the running experiments.
 * @throws when the folder of the run cannot be made
 */
export async function carryOut(
  { product, endpoints, running, store }: RunSurroundings,
  plan: ExperimentPlan,
  follower: Follower,
): Promise<CarriedOut> {
  const { ready, endpoint } = plan;
  const { scenario, document } = ready;
  const now = new Date();
  const further = await furtherAccesses(product, scenario, {
    usual: endpoint.name,
    keys: endpoints.keys,
    place: { name: scenario.name, file: document.uri.fsPath },
  });
  const request = { ...requestOf(product, plan, now), endpoints: further };
  const experiment = new RunningExperiment(request, scenario.name, now);
  const name = request.experiment;
  running.add(experiment);
  follower.started(experiment);
  product.log.info(
    `${name}: ${trialsText(plan)} of ${request.scenario.file} with ${endpoint.name}, seed ${request.seed}`,
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

function requestOf(
  product: Product,
  { ready, endpoint, trials, variants }: ExperimentPlan,
  now: Date,
): ExperimentRequest {
  const { document, folder, source, scenario, fixtures } = ready;
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
