import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { ChosenEndpoint } from '../../../src/extension/endpoints/chosen-endpoint.ts';
import { endpointsItem, givenEndpoint } from '../../../src/extension/endpoints/endpoint-items.ts';
import { EndpointTests } from '../../../src/extension/endpoints/endpoint-tests.ts';
import { EndpointsTree } from '../../../src/extension/endpoints/endpoints-view.ts';
import { EndpointKeys } from '../../../src/extension/endpoints/keys.ts';
import type { Product } from '../../../src/extension/product.ts';
import { deleteRuns } from '../../../src/extension/runs/delete-run.ts';
import type { RunNode } from '../../../src/extension/runs/run-items.ts';
import { RunStore } from '../../../src/extension/runs/run-store.ts';
import { RunningExperiments } from '../../../src/extension/runs/running.ts';
import { ScenariosTree } from '../../../src/extension/scenarios/scenarios-view.ts';
import { starterScenario } from '../../../src/extension/scenarios/starter.ts';
import { readRun } from '../../../src/node/runs.ts';
import { configure, redline, writeFile } from '../redline.ts';

describe('the views', () => {
  it('list configured endpoints with their key and status, what is wrong with others, and scripted agents', async () => {
    const stored = new Map<string, string>();
    const changed = new vscode.EventEmitter<vscode.SecretStorageChangeEvent>();
    const keys = new EndpointKeys({
      keys: async () => [...stored.keys()],
      get: async (key) => stored.get(key),
      store: async (key, value) => void stored.set(key, value),
      delete: async (key) => void stored.delete(key),
      onDidChange: changed.event,
    });
    const chosen = new ChosenEndpoint({
      keys: () => [],
      get: <T>() => 'here' as T,
      update: async () => undefined,
    });
    const extension = redline();
    const product = { context: { extensionUri: extension.extensionUri } } as Product;
    const tests = new EndpointTests();
    const tree = new EndpointsTree(product, { chosen, keys, tests });
    const none = await tree.getChildren();
    assert.deepEqual(none, [], 'an empty view says what an endpoint is');
    const reset = await configure('endpoints', {
      here: { baseUrl: 'http://127.0.0.1:9/v1', model: 'small' },
      broken: { baseUrl: 'not an address', model: 'small' },
    });
    try {
      const [here, broken, group] = await tree.getChildren();
      assert.ok(here?.kind === 'endpoint' && broken?.kind === 'problem' && group?.kind === 'scripted-group');
      assert.equal(givenEndpoint(here), 'here');
      assert.equal(endpointsItem(here).description, 'chosen · small · no key · not tested');
      assert.equal(endpointsItem(here).contextValue, 'endpoint no-key chosen');
      await keys.set(here.endpoint, 'secret');
      tests.keep(here.endpoint, {
        usable: false,
        checks: [{ name: 'completion', result: 'failed', detail: 'Nobody answers.' }],
      });
      const [again] = await tree.getChildren();
      assert.ok(again !== undefined);
      assert.equal(endpointsItem(again).description, 'chosen · small · key set · cannot be used');
      assert.equal(endpointsItem(again).contextValue, 'endpoint with-key chosen');
      assert.ok(!JSON.stringify(endpointsItem(again)).includes('secret'), 'a key is never shown');
      const scripted = await tree.getChildren(group);
      assert.ok(scripted.some((node) => givenEndpoint(node) === 'scripted:explorer'));
    } finally {
      await reset();
    }
  });

  it('show a scenario with its last rate, and delete several runs at once after asking', async () => {
    const uri = writeFile('rated.scenario.yaml', starterScenario('rated'));
    await vscode.commands.executeCommand('redline.chooseEndpoint', 'scripted:explorer');
    const folders: string[] = [];
    for (let count = 0; count < 2; count += 1) {
      const folder = await vscode.commands.executeCommand<string>('redline.runTrials', uri.toString(), 2);
      folders.push(folder);
    }
    await vscode.commands.executeCommand('redline.chooseEndpoint', 'scripted:capable');
    const [store, running] = [new RunStore(), new RunningExperiments()];
    try {
      const tree = new ScenariosTree(store);
      const node = (await tree.getChildren()).find((each) => each.uri.path.endsWith('/rated.scenario.yaml'));
      assert.ok(node !== undefined);
      assert.match(String((await tree.getTreeItem(node)).description), /^0 of 2, 0 % \(0 % to 66 %\)/);
      const runs = await Promise.all(folders.map((folder) => readRun(folder)));
      const nodes = runs.flatMap((run): RunNode[] =>
        run === undefined ? [] : [{ kind: 'run', run, running: undefined }],
      );
      assert.equal(nodes.length, 2);
      // A dialog cannot be answered from here; the question itself is what is looked at.
      const asked: string[] = [];
      await deleteRuns(store, running, nodes[0], nodes, async (question) => {
        asked.push(question);
        return asked.length === 2;
      });
      assert.deepEqual(asked, ['Delete 2 runs?']);
      assert.ok((await readRun(folders[0] ?? '')) !== undefined, 'nothing is deleted without a yes');
      await deleteRuns(store, running, { kind: 'runs-of-scenario', runs: nodes }, undefined, async (question) => {
        asked.push(question);
        return true;
      });
      assert.equal(asked.length, 2);
      for (const folder of folders) assert.equal(await readRun(folder), undefined);
    } finally {
      store.dispose();
      running.dispose();
    }
  });
});
