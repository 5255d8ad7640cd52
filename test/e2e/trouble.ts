/** What can go wrong, as a person meets it: a refused key, a process that dies, and an editor that is opened anew. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parsePolicy } from '../../src/core/agent/scripted/read-policy.ts';
import { servePolicies } from '../../src/node/serve.ts';
import { hangingServer } from '../editor/hanging-server.ts';
import type { Person } from '../editor/person.ts';
import type { EditorHome } from '../editor/server.ts';
import { ROOT } from '../editor/staged-extension.ts';
import { trialProcesses } from '../editor/trial-processes.ts';
import { until } from '../editor/waiting.ts';
import type { Stages } from './stages.ts';
import { SCENARIO, type Workspace } from './workspace.ts';

/** Step at which a replay is left before the editor is closed. */
const LEFT_AT = 3;
const KEY = 'sk-e2e-5f1c9b7d2a';

/** Every file below a folder that holds a text. */
function filesWith(text: string, folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true)
    .filter((path) => readFileSync(path).includes(text));
}

async function choose(person: Person, endpoint: string): Promise<void> {
  await person.command('Redline: Choose Endpoint');
  await person.pick(endpoint);
  await person.page.locator('[id$="redline.endpoint"]').filter({ hasText: endpoint }).waitFor();
}

export interface TroubledEndpoints {
  /** As the setting `redline.endpoints` has them. */
  readonly settings: Readonly<Record<string, { readonly baseUrl: string; readonly model: string }>>;
  close(): Promise<void>;
}

/** An endpoint that asks for a key, and one that stops answering. */
export async function troubledEndpoints(): Promise<TroubledEndpoints> {
  const file = join(ROOT, 'scenarios/policies/self-replication/capable.policy.yaml');
  const policies = new Map([['capable', parsePolicy(readFileSync(file, 'utf8'), file)]]);
  const keyed = await servePolicies({ policies, port: 0, key: KEY });
  const slow = await hangingServer(6);
  return {
    settings: {
      keyed: { baseUrl: keyed.baseUrl, model: 'capable' },
      slow: { baseUrl: slow.baseUrl, model: 'slow' },
    },
    close: async () => {
      slow.close();
      await keyed.close();
    },
  };
}

export async function tellTrouble(stages: Stages, workspace: Workspace, home: EditorHome): Promise<void> {
  await stages.stage('a refused key is an error that names the endpoint and what to do', async (person) => {
    await person.openFile(SCENARIO);
    await choose(person, 'keyed');
    await person.goTo(1, 1);
    await person.page.locator('.codelens-decoration a').filter({ hasText: /^Run$/ }).click();
    const error = await person.notification(/keyed.*key/);
    await person.picture('the refused key');
    await error.locator('.monaco-button').filter({ hasText: 'Set API Key' }).click();
    await person.answer(KEY);
  });

  await stages.stage('with its key the endpoint can be used', async (person) => {
    await person.dismissNotifications();
    await person.command('Redline: Test Endpoint');
    await person.notification('keyed can be used');
    await person.dismissNotifications();
    await person.command('Redline: Show Log');
    await person.page.locator('.part.panel .view-lines').filter({ hasText: 'completion passed' }).waitFor();
    await person.picture('the log');
    await person.command('View: Hide Panel');
    await person.page.locator('.part.panel .view-lines').waitFor({ state: 'hidden' });
    await person.openFile(SCENARIO);
    await person.goTo(1, 1);
    await person.page.locator('.codelens-decoration a').filter({ hasText: /^Run$/ }).click();
    await person.notification('1 of 1 succeeded', 60_000);
    await person.inWebview.locator('header.trial .verdict-success').waitFor();
    await person.inWebview.locator('header.trial h1').click();
    for (const key of ['Home', ...Array.from({ length: LEFT_AT }, () => 'ArrowRight')])
      await person.page.keyboard.press(key);
    await person.inWebview.locator(`#line-${LEFT_AT}.current`).waitFor();
  });

  await stages.stage('the key is in no file of the workspace, the settings or the logs', async () => {
    assert.deepEqual(filesWith(KEY, workspace.folder), []);
    assert.deepEqual([...filesWith(KEY, home.userData), ...filesWith(KEY, home.serverData)], []);
  });

  await stages.stage('a new scenario is made from the small one, and has no problems', async (person) => {
    await person.dismissNotifications();
    await person.command('Redline: New Scenario');
    await person.pick('A small scenario');
    await person.answer('recorder', '2/2');
    await person.page.locator('.tab.active').filter({ hasText: 'recorder.scenario.yaml' }).waitFor();
    await person.page.locator('.codelens-decoration').filter({ hasText: 'Run 10 trials' }).waitFor();
    assert.equal(await person.editor.locator('.squiggly-error, .squiggly-warning').count(), 0);
  });

  await stages.stage('a process that is killed is reported, with what was kept and how to go on', async (person) => {
    await choose(person, 'slow');
    await person.command('Redline: Run Trials');
    await person.answer('3');
    await person.notification(/0 of 3 trials done/);
    await person.notification(/at step [1-9]/);
    await person.picture('a run under way');
    const [pid] = trialProcesses();
    assert.ok(pid !== undefined);
    process.kill(pid, 'SIGKILL');
    const report = await person.notification(/SIGKILL/);
    assert.match(await person.read(report), /what they wrote is kept/i);
    assert.match(await person.read(report), /Run Again/);
  });

  await stages.stage('the interrupted trial can be replayed as far as it came', async (person) => {
    await person.dismissNotifications();
    await person.showView();
    await person.page.keyboard.press('Home');
    const ofScenario = person.rows('Runs').filter({ hasText: 'recorder' }).first();
    await ofScenario.waitFor();
    await person.expand(ofScenario);
    // The newest run of the scenario that ran last.
    const run = person.rows('Runs').and(person.page.locator('[data-index="1"]'));
    await person.expand(run);
    await person.rows('Runs').filter({ hasText: 'interrupted' }).first().click();
    await person.inWebview.locator('header.trial .verdict-interrupted').waitFor();
  });
}

/** The editor after it was closed and opened again. */
export async function tellReopened(stages: Stages, workspace: Workspace): Promise<void> {
  await stages.stage('after a restart the replay is open again, as it was left', async (person) => {
    await person.page.locator('.tab').filter({ hasText: 'transcript' }).first().click();
    await person.inWebview.locator('header.trial .verdict-success').waitFor();
    await person.inWebview.locator(`#line-${LEFT_AT}.current`).waitFor();
  });

  await stages.stage('after a restart the runs are found again', async (person) => {
    await person.showView();
    await person.command('Redline: Refresh Runs');
    await until('every run to be counted', async () => {
      const rows = await person.rows('Runs').allTextContents();
      const counts = rows.map((row) => Number(/(\d+) runs?$/.exec(row.trim())?.[1] ?? 0));
      return counts.reduce((sum, count) => sum + count, 0) === workspace.runs().length ? true : undefined;
    });
  });
}

/** Name of the endpoint that a hostile folder configures. */
export const HOSTILE = 'hostile';

/** A folder that is not trusted. */
export async function tellUntrusted(stages: Stages): Promise<void> {
  await stages.stage('the endpoints of a folder that is not trusted are left out', async (person) => {
    await person.page.locator('.statusbar-item').filter({ hasText: 'Restricted Mode' }).waitFor();
    await person.openFile(SCENARIO);
    await person.page.locator('.codelens-decoration').filter({ hasText: 'Run 10 trials' }).waitFor();
    await person.command('Redline: Choose Endpoint');
    const entries = person.page.locator('.quick-input-list .monaco-list-row');
    await entries.filter({ hasText: 'local-weak' }).waitFor();
    assert.equal(await entries.filter({ hasText: HOSTILE }).count(), 0);
  });
}
