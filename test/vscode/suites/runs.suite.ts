import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { readTranscript } from '../../../src/core/transcript/reader.ts';
import { groupItem, groupNodes, runItem, trialItem, trialNodes } from '../../../src/extension/runs/run-items.ts';
import { RunStore } from '../../../src/extension/runs/run-store.ts';
import { starterScenario } from '../../../src/extension/scenarios/starter.ts';
import type { FoundRun } from '../../../src/node/runs.ts';
import { readRun } from '../../../src/node/runs.ts';
import type { ExperimentRecord } from '../../../src/protocol/trial-process.ts';
import { hangingServer } from '../../editor/hanging-server.ts';
import { trialProcesses } from '../../editor/trial-processes.ts';
import { until } from '../../editor/waiting.ts';
import { scriptedServer } from '../model-server.ts';
import { configure, scenarioUri, workspaceFolder, writeFile } from '../redline.ts';

const RUNS = '.redline/runs';

async function runTrials(uri: vscode.Uri, trials: number): Promise<string> {
  const folder = await vscode.commands.executeCommand<string | undefined>('redline.runTrials', uri.toString(), trials);
  assert.ok(folder !== undefined, 'the run took place');
  return folder;
}

async function runIn(folder: string): Promise<FoundRun & { readonly record: ExperimentRecord }> {
  const run = await readRun(folder);
  assert.ok(run?.record !== undefined, `there is a run in ${folder}`);
  return { ...run, record: run.record };
}

function folders(): string[] {
  const path = join(workspaceFolder(), RUNS);
  return existsSync(path) ? readdirSync(path) : [];
}

describe('runs', () => {
  it('play a scripted agent when nothing is configured, and keep a transcript of every trial', async () => {
    const folder = await runTrials(scenarioUri(), 2);
    assert.ok(folder.startsWith(join(workspaceFolder(), RUNS)), folder);
    const { record, trials } = await runIn(folder);
    assert.equal(record.endpoint.provider, 'scripted');
    assert.equal(record.trials, 2);
    assert.equal(trials.length, 2);
    for (const { transcript, outcome } of trials) {
      assert.equal(outcome.state, 'ended');
      const read = readTranscript(readFileSync(transcript));
      assert.deepEqual([read.torn, read.problems], [false, []]);
      assert.equal(read.events.at(-1)?.type, 'trial.ended');
    }
  });

  it('go over HTTP to an endpoint of the settings, with the seed and the folder that are set', async () => {
    const server = await scriptedServer('weak');
    const resets = [
      await configure('endpoints', { here: { baseUrl: server.baseUrl, model: 'weak' } }),
      await configure('trials.seed', 7),
      await configure('runs.folder', 'results/redline'),
    ];
    try {
      await vscode.commands.executeCommand('redline.chooseEndpoint', 'here');
      const folder = await runTrials(scenarioUri(), 1);
      assert.ok(folder.startsWith(join(workspaceFolder(), 'results/redline/')), folder);
      const { record } = await runIn(folder);
      assert.deepEqual([record.endpoint.name, record.endpoint.model, record.seed], ['here', 'weak', 7]);
    } finally {
      for (const reset of resets) await reset();
      await vscode.commands.executeCommand('redline.chooseEndpoint', 'scripted:capable');
      await server.close();
    }
  });

  it('never leave the folder, whatever the setting says', async () => {
    const reset = await configure('runs.folder', '../elsewhere');
    try {
      const folder = await runTrials(scenarioUri(), 1);
      assert.ok(folder.startsWith(join(workspaceFolder(), RUNS)), folder);
    } finally {
      await reset();
    }
  });

  it('do not begin while the scenario has a mistake', async () => {
    const uri = writeFile(
      'broken.scenario.yaml',
      'scenario: broken\nagent:\n  goal: Do it.\nsuccess: nothing.at.all\n',
    );
    const before = folders();
    const folder = await vscode.commands.executeCommand<string | undefined>('redline.runTrials', uri.toString(), 1);
    assert.equal(folder, undefined);
    assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), uri.toString(), 'the mistake is shown');
    assert.deepEqual(folders(), before);
  });

  it('save the scenario first, so that what is run is what is on disk', async () => {
    const uri = writeFile('unsaved.scenario.yaml', starterScenario('unsaved'));
    const document = await vscode.workspace.openTextDocument(uri);
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '# changed\n'));
    assert.equal(document.isDirty, true);
    await vscode.commands.executeCommand('redline.chooseEndpoint', 'scripted:explorer');
    const { record } = await runIn(await runTrials(uri, 1));
    await vscode.commands.executeCommand('redline.chooseEndpoint', 'scripted:capable');
    assert.equal(document.isDirty, false);
    assert.ok(record.scenario.source.startsWith('# changed\n'));
  });

  it('are found again with their rates, verdicts and steps', async () => {
    const store = new RunStore();
    try {
      const runs = await store.all();
      const run = runs.find(({ record }) => record?.trials === 2);
      assert.ok(run !== undefined);
      const node = { kind: 'run', run, running: undefined } as const;
      const item = runItem(node);
      assert.equal(item.label, 'scripted:capable');
      assert.match(String(item.description), /^100 % \(34 % to 100 %\) · 2 trials · [\d,]+ tokens · \d+ (s|min)\b/);
      const [group] = groupNodes([node]);
      assert.ok(group !== undefined);
      assert.deepEqual([groupItem(group).label, groupItem(group).description], ['self-replication', '1 run']);
      const trials = trialNodes(node).map(trialItem);
      assert.deepEqual(
        trials.map(({ label }) => label),
        ['Trial 001', 'Trial 002'],
      );
      for (const { description } of trials) assert.match(String(description), /^success · \d+ steps · \d+ milestones/);
    } finally {
      store.dispose();
    }
  });

  it('are noticed when another program writes, goes on with and deletes them', async () => {
    const store = new RunStore();
    const copy = join(workspaceFolder(), RUNS, 'copied-run');
    try {
      const [run] = await store.all();
      const [trial] = run?.trials ?? [];
      assert.ok(run !== undefined && trial !== undefined);
      const found = async (): Promise<FoundRun | undefined> =>
        (await store.all()).find(({ folder }) => folder === copy);
      mkdirSync(copy);
      await new Promise((resolve) => setTimeout(resolve, 500));
      cpSync(join(run.folder, 'experiment.json'), join(copy, 'experiment.json'));
      await until('the run that has begun', found);
      cpSync(trial.transcript, join(copy, basename(trial.transcript)));
      await until('its first trial', async () => ((await found())?.trials.length === 1 ? true : undefined));
      rmSync(copy, { recursive: true });
      await until('the run to be gone', async () => ((await found()) === undefined ? true : undefined));
    } finally {
      rmSync(copy, { recursive: true, force: true });
      store.dispose();
    }
  });

  it('that lose their process keep every event, and the replay opens what is there', async () => {
    const server = await hangingServer(6);
    const reset = await configure('endpoints', { slow: { baseUrl: server.baseUrl, model: 'slow' } });
    const uri = writeFile('slow.scenario.yaml', starterScenario('slow'));
    try {
      await vscode.commands.executeCommand('redline.chooseEndpoint', 'slow');
      const others = new Set(folders());
      const ended = runTrials(uri, 2);
      const name = await until('the run to begin', () => folders().find((folder) => !others.has(folder)));
      const folder = join(workspaceFolder(), RUNS, name);
      const written = await until('some steps of both trials', async () => {
        const trials = (await readRun(folder))?.trials ?? [];
        return trials.length === 2 && trials.some(({ steps }) => steps >= 2) ? trials : undefined;
      });
      const [pid] = trialProcesses(process.pid);
      assert.ok(pid !== undefined, 'the trials have a process of their own');
      process.kill(pid, 'SIGKILL');
      assert.equal(await ended, folder);
      for (const { transcript, steps } of written) {
        const { events, problems } = readTranscript(readFileSync(transcript));
        assert.deepEqual(problems, []);
        assert.ok((events.at(-1)?.step ?? 0) >= steps, 'nothing that was written is lost');
        assert.notEqual(events.at(-1)?.type, 'trial.ended');
      }
      const { trials } = await runIn(folder);
      assert.deepEqual(
        trials.map(({ outcome }) => outcome.state),
        ['interrupted', 'interrupted'],
      );
    } finally {
      await reset();
      await vscode.commands.executeCommand('redline.chooseEndpoint', 'scripted:capable');
      server.close();
    }
  });

  it('can be stopped: trials under way end as cancelled, and no process is left', async () => {
    const server = await hangingServer(3);
    const reset = await configure('endpoints', { slow: { baseUrl: server.baseUrl, model: 'slow' } });
    const uri = writeFile('slow.scenario.yaml', starterScenario('slow'));
    try {
      await vscode.commands.executeCommand('redline.chooseEndpoint', 'slow');
      const ended = runTrials(uri, 3);
      await until('a process of its own', () => trialProcesses(process.pid)[0]);
      const folder = await until('the run to begin', async () => {
        const runs = await Promise.all(folders().map((name) => readRun(join(workspaceFolder(), RUNS, name))));
        return runs.find(
          (run) =>
            run?.record?.scenario.name === 'slow' &&
            run.trials.some(({ steps, outcome }) => steps >= 1 && outcome.state === 'interrupted') &&
            run.record.trials === 3,
        )?.folder;
      });
      await vscode.commands.executeCommand('redline.stop', folder);
      assert.equal(await ended, folder);
      const { trials } = await runIn(folder);
      for (const { outcome } of trials) {
        assert.equal(outcome.state === 'ended' ? outcome.verdict : outcome.state, 'cancelled');
      }
      assert.deepEqual(trialProcesses(process.pid), []);
    } finally {
      await reset();
      await vscode.commands.executeCommand('redline.chooseEndpoint', 'scripted:capable');
      server.close();
    }
  });
});
