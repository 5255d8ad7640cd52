/** Runs tests: each scenario with an endpoint is one experiment, on the same path as the command that runs trials. */
import {
  type CancellationToken,
  type TestController,
  type TestItem,
  TestMessage,
  type TestRun,
  type TestRunRequest,
  workspace,
} from 'vscode';
import type { EndpointAccess } from '../../protocol/trial-process.ts';
import { findAccess } from '../endpoints/access.ts';
import { readEndpoints } from '../endpoints/setting.ts';
import { carryOut, type RunSurroundings } from '../runs/carry-out.ts';
import { type ReadyScenario, readyScenario } from '../scenarios/ready-scenario.ts';
import type { Leaf, ScenarioTests } from './scenario-tests.ts';
import { notReadyMessages } from './test-messages.ts';
import { TrialResults } from './trial-results.ts';

export interface Testing {
  readonly surroundings: RunSurroundings;
  readonly controller: TestController;
  readonly tests: ScenarioTests;
}

/** How many trials of each test: a number, or as many as the scenario asks for. */
export type TestTrials = number | 'as declared';

/** Leaves of one scenario that go to one endpoint. */
interface Experiment {
  readonly ready: ReadyScenario;
  readonly endpoint: EndpointAccess;
  readonly leaves: readonly Leaf[];
}

/** Runs what is asked for, one experiment after the other, until it is done or cancelled. */
export async function runTests(
  testing: Testing,
  request: TestRunRequest,
  trials: TestTrials,
  token: CancellationToken,
): Promise<void> {
  const { controller, tests } = testing;
  if (request.include === undefined) await tests.discover();
  const wanted = request.include ?? [...controller.items].map(([, item]) => item);
  const run = controller.createTestRun(request);
  try {
    const experiments: Experiment[] = [];
    for (const [scenario, items] of Map.groupBy(wanted, (item) => tests.scenarioOf(item))) {
      if (token.isCancellationRequested) break;
      experiments.push(...(await experimentsOf(testing, run, request.exclude ?? [], scenario, items)));
    }
    for (const experiment of experiments) {
      for (const { item } of experiment.leaves) run.enqueued(item);
    }
    for (const experiment of experiments) {
      if (run.token.isCancellationRequested || token.isCancellationRequested) {
        for (const { item } of experiment.leaves) run.skipped(item);
      } else await runExperiment(testing, run, experiment, trials, token);
    }
  } finally {
    run.end();
  }
}

/** The experiments that some tests of a scenario make; none when it cannot be run, which the tests say then. */
async function experimentsOf(
  { surroundings, tests }: Testing,
  run: TestRun,
  exclude: readonly TestItem[],
  scenario: TestItem,
  items: readonly TestItem[],
): Promise<Experiment[]> {
  if (scenario.uri === undefined || items.every((item) => isExcluded(item, exclude))) return [];
  const ready = await readyScenario(scenario.uri);
  if ('why' in ready) {
    run.errored(scenario, notReadyMessages(ready));
    return [];
  }
  await tests.resolve(scenario);
  const { name } = ready.scenario;
  const place = { name, file: ready.document.uri.fsPath };
  const { product, endpoints } = surroundings;
  const usual = await usualEndpoint(surroundings, ready);
  const groups = new Map<string, Leaf[]>();
  for (const item of items) {
    if (isExcluded(item, exclude)) continue;
    const named = tests.targetOf(item)?.endpoint;
    if (named === undefined && typeof usual !== 'string') {
      run.errored(item, new TestMessage(usual.message));
      continue;
    }
    const endpoint = named ?? (typeof usual === 'string' ? usual : '');
    for (const leaf of await tests.leavesOf(item, endpoint)) {
      if (!isExcluded(leaf.item, exclude)) groups.set(endpoint, [...(groups.get(endpoint) ?? []), leaf]);
    }
  }
  const experiments: Experiment[] = [];
  for (const [endpoint, leaves] of groups) {
    const found = await findAccess(product, endpoint, endpoints.keys, place);
    if (found.ok) experiments.push({ ready, endpoint: found.access, leaves: withoutRepeats(leaves) });
    else {
      const message = found.why === 'unusable' ? found.message : NOT_CHOSEN;
      for (const { item } of leaves) run.errored(item, new TestMessage(message));
    }
  }
  return experiments;
}

const NOT_CHOSEN =
  'Several endpoints are configured, and none is chosen. Choose one with the command Redline: Choose Endpoint, or run one of the endpoints below the scenario.';

/**
 * Name of the endpoint that plays when a test names none: the chosen one, the only one that is configured, or the usual scripted agent.
 * Nobody is asked: a test may be run on every save.
 */
async function usualEndpoint(
  { product, endpoints }: RunSurroundings,
  { scenario, document }: ReadyScenario,
): Promise<string | { readonly message: string }> {
  if (endpoints.chosen.name !== undefined) return endpoints.chosen.name;
  const configured = [...(await readEndpoints()).endpoints.keys()];
  const [only] = configured;
  if (only !== undefined) return configured.length === 1 ? only : { message: NOT_CHOSEN };
  const place = { name: scenario.name, file: document.uri.fsPath };
  const found = await findAccess(product, undefined, endpoints.keys, place);
  if (found.ok) return found.access.name;
  return { message: found.why === 'unusable' ? found.message : NOT_CHOSEN };
}

function isExcluded(item: TestItem, exclude: readonly TestItem[]): boolean {
  return exclude.includes(item) || (item.parent !== undefined && isExcluded(item.parent, exclude));
}

function withoutRepeats(leaves: readonly Leaf[]): Leaf[] {
  return [...new Map(leaves.map((leaf) => [leaf.item, leaf])).values()];
}

async function runExperiment(
  { surroundings }: Testing,
  run: TestRun,
  { ready, endpoint, leaves }: Experiment,
  trials: TestTrials,
  token: CancellationToken,
): Promise<void> {
  const count = trials === 'as declared' ? ready.scenario.trials : trials;
  const variants = leaves.map(({ variant }) => variant);
  const results = new TrialResults(run, ready, leaves, count);
  const stops: { dispose(): void }[] = [];
  try {
    const { outcome } = await carryOut(
      surroundings,
      { ready, endpoint, trials: count, variants },
      {
        started: (experiment) => {
          results.begin(workspace.asRelativePath(experiment.folder), experiment.folder);
          stops.push(
            token.onCancellationRequested(() => experiment.stop()),
            run.token.onCancellationRequested(() => experiment.stop()),
          );
        },
        message: (message) => results.take(message),
      },
    );
    await results.end(outcome);
  } catch (error) {
    await results.end({ outcome: 'failed', message: error instanceof Error ? error.message : String(error) });
  } finally {
    for (const stop of stops) stop.dispose();
  }
}
