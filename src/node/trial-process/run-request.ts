/** Runs the experiment of a request, and writes `experiment.json` and one transcript a trial into its folder. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Model } from '../../core/agent/model.ts';
import { variantSlugs } from '../../core/experiment/chosen-variants.ts';
import { type PlannedTrial, planTrials, runTrials } from '../../core/experiment/run-experiment.ts';
import { digestOf } from '../../core/machine/files/digest.ts';
import { PROBLEM_CODES } from '../../core/scenario/problem-codes.ts';
import { ONLY_VARIANT } from '../../core/scenario/variants.ts';
import type { TranscriptEvent } from '../../core/transcript/events.ts';
import { findAtStart } from '../../core/trial/check-at-start.ts';
import { recordFork, runFork } from '../../core/trial/fork.ts';
import { runTrial, type TrialOptions, type TrialRig } from '../../core/trial/run-trial.ts';
import type {
  EndpointAccess,
  ExperimentRecord,
  ExperimentRequest,
  FromTrialProcess,
  TrialSummary,
} from '../../protocol/trial-process.ts';
import { openModel } from '../endpoints/open-model.ts';
import { publicUrl } from '../endpoints/secrets.ts';
import { EXPERIMENT_FILE } from '../experiment-file.ts';
import { createTranscriptFile, TRANSCRIPT_SUFFIX } from '../transcript-file.ts';
import { RequestError, type RequestedScenario, scenarioOf } from './request-scenario.ts';
import { openEndpoints } from './requested-endpoints.ts';
import { forkRecord, type RequestedFork, requestedFork } from './requested-fork.ts';

export interface Surroundings {
  readonly rig: TrialRig;
  readonly send: (message: FromTrialProcess) => void;
  /** Trials under way end as cancelled, the others are not begun. */
  readonly signal: AbortSignal;
  /** The real time, ISO 8601. */
  readonly now: () => string;
}

/**
 * Runs every trial of the request.
 * @throws RequestError when the scenario or the policy cannot be used, ForkError when the original cannot be forked, and what the
 * file system throws
 */
export async function runRequest(request: ExperimentRequest, surroundings: Surroundings): Promise<void> {
  const scenarios = requestedScenarios(request);
  const [usual] = scenarios;
  const fork = requestedFork(request, usual);
  await checkStarts(scenarios, request, surroundings.rig);
  const model = openModel(request.endpoint);
  const endpoints = openEndpoints(
    request,
    scenarios.map(({ scenario }) => scenario),
  );
  const record = recordOf(request, scenarios, { model, createdAt: surroundings.now(), fork });
  writeFileSync(join(request.folder, EXPERIMENT_FILE), `${JSON.stringify(record, null, 2)}\n`, { flag: 'wx' });
  const names = variantSlugs(
    usual.document,
    scenarios.map(({ variant }) => ({ id: variant })),
  );
  await runTrials(planTrials({ ...request, variants: names }), {
    concurrency: request.concurrency,
    signal: surroundings.signal,
    run: (trial) => runOne(trial, request, scenarios[trial.variant] ?? usual, { model, endpoints, fork }, surroundings),
  });
}

type RequestedScenarios = readonly [RequestedScenario, ...RequestedScenario[]];

/** The scenario under each variant that was asked for, so that none of them is found to be wrong after trials were run. */
function requestedScenarios({ scenario, variants = [] }: ExperimentRequest): RequestedScenarios {
  const [first, ...others] = variants;
  return [scenarioOf(scenario, first), ...others.map((variant) => scenarioOf(scenario, variant))];
}

/**
 * Holds every scenario that was asked for against its own machine, before a trial is run on it.
 * @throws RequestError when a trial would be pointless, such as one that has succeeded before it begins
 */
async function checkStarts(
  scenarios: RequestedScenarios,
  { scenario: { fixtures, file } }: ExperimentRequest,
  rig: TrialRig,
): Promise<void> {
  for (const { scenario, variant } of scenarios) {
    const findings = await findAtStart(scenario, fixtures, rig);
    const wrong = findings.find(({ code }) => PROBLEM_CODES[code].severity === 'error');
    if (wrong === undefined) continue;
    const which = variant === ONLY_VARIANT ? file : `${file} with ${variant}`;
    throw new RequestError(`${which} cannot be run: ${wrong.message}`);
  }
}

async function runOne(
  trial: PlannedTrial,
  request: ExperimentRequest,
  { scenario, variant }: RequestedScenario,
  { fork, ...models }: Pick<TrialOptions, 'model' | 'endpoints'> & { readonly fork: RequestedFork | undefined },
  { rig, send, signal, now }: Surroundings,
): Promise<TrialSummary> {
  const transcript = `${trial.id}${TRANSCRIPT_SUFFIX}`;
  const file = createTranscriptFile(join(request.folder, transcript));
  let tokens = 0;
  let failure: unknown;
  const sink = (event: TranscriptEvent): void => {
    try {
      file.append(event);
    } catch (error) {
      failure ??= error;
      throw error;
    }
    if (event.type === 'model.response') tokens += event.usage.inputTokens + event.usage.outputTokens;
    if (event.type === 'tool.call' || event.type === 'model.response') {
      send({ type: 'trial-progress', id: trial.id, step: event.step, tokens, action: actionOf(event) });
    }
  };
  send({ type: 'trial-started', id: trial.id, index: trial.index, variant, transcript });
  const ids = { trial: trial.id, experiment: request.experiment, variant, redline: request.redline };
  const { source, fixtures } = request.scenario;
  const options = { scenario, ids, ...models, sink, signal, now };
  const running =
    fork === undefined
      ? runTrial({ ...options, source, fixtures, seed: trial.seed }, rig)
      : runFork(fork.original, recordFork(fork.original, fork.change, trial.seed), options, rig);
  const result = await running.finally(file.close);
  // A transcript that cannot be written is no matter of one trial: the disk is full, or the folder is gone.
  if (failure !== undefined) throw failure;
  const summary: TrialSummary = {
    id: trial.id,
    seed: trial.seed,
    variant,
    verdict: result.verdict,
    reason: result.reason,
    steps: result.steps,
    milestones: result.milestones,
    flags: result.flags,
    tokens: result.usage.inputTokens + result.usage.outputTokens,
    ...(result.grades.length === 0
      ? {}
      : { grades: result.grades.map(({ name, grade, highest }) => ({ judge: name, grade, highest })) }),
    transcript,
  };
  send({ type: 'trial-ended', summary });
  return summary;
}

/** What is being done, in one line; empty while the model's answer is not understood yet. */
function actionOf(event: TranscriptEvent): string {
  if (event.type !== 'tool.call') return '';
  const target = event.arguments['command'] ?? event.arguments['path'] ?? '';
  const [line = ''] = String(target).split('\n', 1);
  return `${event.tool} ${line}`.trim();
}

function recordOf(
  request: ExperimentRequest,
  scenarios: RequestedScenarios,
  {
    model,
    createdAt,
    fork,
  }: { readonly model: Model; readonly createdAt: string; readonly fork: RequestedFork | undefined },
): ExperimentRecord {
  const [{ scenario }] = scenarios;
  const { endpoint, experiment, redline, trials, seed, concurrency } = request;
  const { source, fixtures, file } = request.scenario;
  const { name, provider, model: modelName } = model.endpoint;
  const endpoints = Object.entries(request.endpoints ?? {});
  return {
    version: 1,
    experiment,
    redline,
    createdAt,
    scenario: {
      name: scenario.name,
      title: scenario.title,
      file,
      digest: digestOf(source),
      source,
      fixtures,
    },
    endpoint: { name, provider, model: modelName, baseUrl: urlOf(endpoint) },
    ...(endpoints.length === 0 ? {} : { endpoints: Object.fromEntries(endpoints.map(described)) }),
    variants: scenarios.map(({ variant }) => variant),
    trials,
    seed,
    concurrency,
    ...(fork === undefined ? {} : { fork: forkRecord(fork) }),
  };
}

function described([name, access]: readonly [string, EndpointAccess]) {
  const { provider, model } = access;
  return [name, { name, provider, model, baseUrl: urlOf(access) }] as const;
}

function urlOf(access: EndpointAccess): string | undefined {
  return access.provider === 'openai-compatible' ? publicUrl(access.baseUrl) : undefined;
}
