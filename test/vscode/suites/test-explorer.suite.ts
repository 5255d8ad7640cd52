import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { ChosenEndpoint } from '../../../src/extension/endpoints/chosen-endpoint.ts';
import { EndpointKeys } from '../../../src/extension/endpoints/keys.ts';
import type { RunSurroundings } from '../../../src/extension/runs/carry-out.ts';
import { RunStore } from '../../../src/extension/runs/run-store.ts';
import { RunningExperiments } from '../../../src/extension/runs/running.ts';
import { starterScenario } from '../../../src/extension/scenarios/starter.ts';
import { runTests, type Testing } from '../../../src/extension/tests/run-tests.ts';
import { ScenarioTests } from '../../../src/extension/tests/scenario-tests.ts';
import { linkedBy } from '../../../src/extension/tests/test-messages.ts';
import { readRun } from '../../../src/node/runs.ts';
import { hangingServer } from '../../editor/hanging-server.ts';
import { until } from '../../editor/waiting.ts';
import { configure, redline, workspaceFolder, writeFile } from '../redline.ts';

const WITH_VARIANTS = starterScenario('explored').replace(
  'trials: 10\n',
  'variants:\n  memory:\n    plenty: {}\n    scarce: { machine.hardware.memory: 2GiB }\ntrials: 2\n',
);

const NO_SECRETS: vscode.SecretStorage = {
  keys: async () => [],
  get: async () => undefined,
  store: async () => undefined,
  delete: async () => undefined,
  onDidChange: new vscode.EventEmitter<vscode.SecretStorageChangeEvent>().event,
};

interface Recorded {
  readonly what: 'passed' | 'failed' | 'errored' | 'skipped';
  readonly item: string;
  readonly messages: readonly vscode.TestMessage[];
  readonly duration: number | undefined;
}

/** A run of the Test Explorer that keeps what it is told. */
class RecordedRun implements vscode.TestRun {
  readonly name = undefined;
  readonly isPersisted = true;
  readonly onDidDispose = new vscode.EventEmitter<void>().event;
  readonly token = new vscode.CancellationTokenSource().token;
  readonly results: Recorded[] = [];
  readonly startedItems: string[] = [];
  output = '';
  ended = false;

  enqueued(): void {}
  started(test: vscode.TestItem): void {
    this.startedItems.push(pathOf(test));
  }
  skipped(test: vscode.TestItem): void {
    this.results.push({ what: 'skipped', item: pathOf(test), messages: [], duration: undefined });
  }
  passed(test: vscode.TestItem, duration?: number): void {
    this.results.push({ what: 'passed', item: pathOf(test), messages: [], duration });
  }
  failed(test: vscode.TestItem, message: vscode.TestMessage | readonly vscode.TestMessage[], duration?: number): void {
    this.results.push({ what: 'failed', item: pathOf(test), messages: [message].flat(), duration });
  }
  errored(test: vscode.TestItem, message: vscode.TestMessage | readonly vscode.TestMessage[], duration?: number): void {
    this.results.push({ what: 'errored', item: pathOf(test), messages: [message].flat(), duration });
  }
  appendOutput(text: string): void {
    this.output += text;
  }
  addCoverage(): void {}
  end(): void {
    this.ended = true;
  }
}

function pathOf(item: vscode.TestItem): string {
  return item.parent === undefined ? item.label : `${pathOf(item.parent)} > ${item.label}`;
}

function textOf({ message }: vscode.TestMessage): string {
  return typeof message === 'string' ? message : message.value.replaceAll('&nbsp;', ' ').replaceAll('\\', '');
}

function labels(items: vscode.TestItemCollection): string[] {
  return [...items].map(([, { label }]) => label);
}

describe('the Test Explorer', () => {
  let state: Map<string, unknown>;
  let chosen: ChosenEndpoint;
  let controller: vscode.TestController;
  let testing: Testing;
  let run: RecordedRun;
  let tests: ScenarioTests;
  const open: { dispose(): void }[] = [];

  beforeEach(() => {
    state = new Map();
    chosen = new ChosenEndpoint({
      keys: () => [...state.keys()],
      get: <T>(key: string) => state.get(key) as T | undefined,
      update: async (key: string, value: unknown) => void state.set(key, value),
    });
    const extension = redline();
    const product = {
      context: { extensionUri: extension.extensionUri, extension },
      log: vscode.window.createOutputChannel('Test Explorer under test', { log: true }),
    } as RunSurroundings['product'];
    const keys = new EndpointKeys(NO_SECRETS);
    const endpoints = { chosen, keys, dispose: () => undefined };
    const [running, store] = [new RunningExperiments(), new RunStore()];
    controller = vscode.tests.createTestController(`under-test-${open.length}`, 'Under test');
    tests = new ScenarioTests(product, endpoints, controller);
    run = new RecordedRun();
    open.push(controller, tests, running, store, chosen);
    const recording = new Proxy(controller, {
      get: (target, key) => (key === 'createTestRun' ? () => run : Reflect.get(target, key)),
    });
    testing = { surroundings: { product, endpoints, running, store }, controller: recording, tests };
  });

  after(() => {
    for (const one of open) one.dispose();
  });

  async function item(name: string, text: string): Promise<vscode.TestItem> {
    const uri = writeFile(`${name}.scenario.yaml`, text);
    await tests.discover();
    const found = tests.itemOf(uri);
    assert.ok(found !== undefined, `${name} is a test`);
    return found;
  }

  const play = (include: readonly vscode.TestItem[], trials: number, token?: vscode.CancellationToken) =>
    runTests(testing, new vscode.TestRunRequest(include), trials, token ?? new vscode.CancellationTokenSource().token);

  it('has every scenario as a test, at its first line, with variants and endpoints below it', async () => {
    const scenario = await item('explored', WITH_VARIANTS);
    writeFile('only-a-base.scenario.yaml', `abstract: true\n${starterScenario('only-a-base')}`);
    await tests.discover();
    assert.ok(labels(controller.items).includes('self-replication'));
    assert.ok(!labels(controller.items).includes('only-a-base'), 'what others extend is no test');
    assert.equal(scenario.range?.start.line, 0);
    assert.equal(scenario.children.size, 0, 'nothing is read before somebody looks');
    await tests.resolve(scenario);
    assert.deepEqual(labels(scenario.children), ['usual', 'memory=scarce']);
    const scarce = scenario.children.get('memory=scarce');
    assert.ok(scarce?.range !== undefined);
    assert.match(WITH_VARIANTS.split('\n')[scarce.range.start.line] ?? '', /scarce:/);
    await tests.resolve(scarce);
    assert.deepEqual(labels(scarce.children), ['scripted:explorer']);
    const reset = await configure('endpoints', { here: { baseUrl: 'http://127.0.0.1:9/v1', model: 'm' } });
    try {
      await until('the endpoint of the settings', () => labels(scarce.children).includes('here') || undefined);
    } finally {
      await reset();
    }
  });

  it('follows files that come, change and go', async () => {
    await tests.discover();
    const uri = writeFile('comes.scenario.yaml', starterScenario('comes'));
    const found = await until('the new file', () => tests.itemOf(uri));
    await tests.resolve(found);
    assert.equal(found.error, undefined);
    writeFile(
      'comes.scenario.yaml',
      starterScenario('comes').replace('limits: { steps: 20 }', 'limits: { stepz: 20 }'),
    );
    await until('the mistake', () => found.error);
    await vscode.workspace.fs.delete(uri);
    await until('the file to be gone', () => tests.itemOf(uri) === undefined || undefined);
  });

  it('shows a check that failed at its line, with its rate, the reason and a link to the step', async () => {
    await chosen.choose('scripted:refuses');
    const scenario = await item('explored', WITH_VARIANTS);
    await play([scenario], 2);
    assert.equal(run.ended, true);
    assert.deepEqual(run.results.map(({ what, item: name }) => `${what} ${name}`).sort(), [
      'failed explored > memory=scarce > scripted:refuses',
      'failed explored > usual > scripted:refuses',
    ]);
    const [first] = run.results;
    assert.ok((first?.duration ?? 0) > 0);
    const lines = WITH_VARIANTS.split('\n');
    const told = new Map(
      (first?.messages ?? []).map((message) => [lines[message.location?.range.start.line ?? -1]?.trim(), message]),
    );
    assert.deepEqual([...told.keys()].map((line) => line?.split(':')[0]).sort(), [
      'freed-memory',
      'knew-better',
      'success',
    ]);
    const success = [...told].find(([line]) => line?.startsWith('success'))?.[1];
    assert.ok(success !== undefined);
    assert.match(textOf(success), /0 of 2 succeeded: 0 % \(95 % interval 0 % to 66 %\)/);
    assert.match(textOf(success), /Trial \S+: .+Open the replay at step \d+\]\(command:redline\.openStep/s);
    const linked = linkedBy({ message: success });
    assert.ok(linked !== undefined && existsSync(linked.transcript), 'the link leads to a transcript');
    assert.ok(run.output.includes(linked.transcript), 'and so does the output');
    await vscode.commands.executeCommand('redline.openFailedStep', { message: success });
    await until('the replay', () => {
      const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      return (input instanceof vscode.TabInputCustom && input.uri.fsPath === linked.transcript) || undefined;
    });
  });

  it('passes when every trial succeeds, and plays a scripted agent when nothing is configured', async () => {
    await tests.discover();
    const uri = vscode.Uri.file(join(workspaceFolder(), 'scenarios/self-replication.scenario.yaml'));
    const scenario = tests.itemOf(uri);
    assert.ok(scenario !== undefined);
    await tests.resolve(scenario);
    const [usual] = [...scenario.children].map(([, child]) => child);
    assert.ok(usual !== undefined);
    await play([usual], 1);
    assert.deepEqual(
      run.results.map(({ what, item: name }) => `${what} ${name}`),
      ['passed self-replication > usual > scripted:capable'],
    );
    assert.match(run.output, /1 of 1 succeeded/);
  });

  it('does not run a scenario with a mistake, and shows the mistake where it is', async () => {
    // A name of its own: the editor may still hold what another test wrote under one that both use.
    const text = 'scenario: mistaken-test\nagent:\n  goal: Do it.\nsuccess: nothing.at.all\n';
    await play([await item('mistaken-test', text)], 1);
    const [only] = run.results;
    assert.equal(only?.what, 'errored');
    assert.equal(only?.messages[0]?.location?.range.start.line, 3);
  });

  it('can be cancelled: trials under way end, and the tests count as not run', async () => {
    const server = await hangingServer(2);
    const reset = await configure('endpoints', { slow: { baseUrl: server.baseUrl, model: 'slow' } });
    const source = new vscode.CancellationTokenSource();
    try {
      await chosen.choose('slow');
      const ended = play([await item('slow-test', starterScenario('slow-test'))], 2, source.token);
      await until('a trial to begin', () => run.startedItems[0]);
      source.cancel();
      await ended;
      assert.deepEqual(
        run.results.map(({ what, item: name }) => `${what} ${name}`),
        ['skipped slow-test > slow'],
      );
    } finally {
      await reset();
      server.close();
    }
  });

  it('runs from the command of the editor, as one run like any other', async () => {
    const uri = writeFile(
      'from-editor.scenario.yaml',
      starterScenario('from-editor').replace('trials: 10', 'trials: 3'),
    );
    await vscode.commands.executeCommand('redline.chooseEndpoint', 'scripted:explorer');
    await vscode.window.showTextDocument(uri);
    const runs = join(workspaceFolder(), '.redline/runs');
    await until('a run from the editor', async () => {
      await vscode.commands.executeCommand('testing.runCurrentFile');
      for (const name of existsSync(runs) ? readdirSync(runs) : []) {
        const found = await readRun(join(runs, name));
        if (found?.record?.scenario.name !== 'from-editor') continue;
        const ended = found.trials.filter(({ outcome }) => outcome.state === 'ended');
        if (ended.length === 3) return true;
      }
      return undefined;
    });
    await vscode.commands.executeCommand('redline.chooseEndpoint', 'scripted:capable');
  });
});
