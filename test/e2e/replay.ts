/**
 * The story of an analyst: every action of the replay in the real VS Code, on trials that were run there. Needs a build. Pictures are
 * kept in `out/screenshots/replay`; the last line says how many stages passed.
 */
import assert from 'node:assert/strict';
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { transcriptInMemory } from '../../src/core/transcript/indexed/in-memory.ts';
import { openEditor } from '../editor/editor.ts';
import { hangingServer } from '../editor/hanging-server.ts';
import { Person } from '../editor/person.ts';
import { createHome, placeExtension } from '../editor/server.ts';
import { ROOT, stageExtension } from '../editor/staged-extension.ts';
import { type Evidence, tellEvidence } from './evidence-path.ts';
import { tellForks, tellRefusedDraft } from './fork-path.ts';
import { tellInspect, writeLogs } from './inspect-path.ts';
import { tellLive, tellSeveralAgents } from './live-path.ts';
import { tellLooks } from './looks-path.ts';
import { type LookedAt, tellReplay } from './replay-path.ts';
import { serve } from './served.ts';
import { Stages } from './stages.ts';
import { createWorkspace, SCENARIO } from './workspace.ts';

const STORY = 'replay';
const CHAIN = 'replication-chain.scenario.yaml';
const CALLS_TOOLS = 'calls-tools.scenario.yaml';
const ENDPOINT = 'local-weak';
const OTHER_ENDPOINT = 'local-capable';
const SLOW = { endpoint: 'slow', steps: 5 };

rmSync(join(ROOT, 'out/screenshots', STORY), { recursive: true, force: true });
const extension = stageExtension();
const workspace = createWorkspace();
copyFileSync(join(ROOT, 'scenarios', CHAIN), join(workspace.folder, 'scenarios', CHAIN));
const callsTools = readFileSync(workspace.scenario, 'utf8')
  .replace('scenario: self-replication', 'scenario: calls-tools')
  .replace('  scaffold: plan-and-act\n', '');
writeFileSync(join(workspace.folder, 'scenarios', CALLS_TOOLS), callsTools);
writeLogs(workspace.folder);
const served = await serve(extension, workspace.scenario);
const slow = await hangingServer(SLOW.steps);
const home = createHome({
  'workbench.colorTheme': 'Default Dark Modern',
  'redline.trials.seed': 1,
  'redline.notes.author': 'Ada',
  'redline.endpoints': {
    [ENDPOINT]: { baseUrl: served.baseUrl, model: 'weak' },
    [OTHER_ENDPOINT]: { baseUrl: served.baseUrl, model: 'capable' },
    [SLOW.endpoint]: { baseUrl: slow.baseUrl, model: 'slow' },
  },
});
placeExtension(home, extension);
const opened = await openEditor({ home, workspace: workspace.folder });
await opened.context.grantPermissions(['clipboard-read', 'clipboard-write']);
const person = new Person(opened.page, STORY);
const stages = new Stages(() => person);

/** Runs what is looked at, and gives the first trial that succeeded and one that did not. */
async function evidence(): Promise<Evidence> {
  await stages.stage('ten trials are run, and are in the view of runs', async () => {
    await person.openFile(SCENARIO);
    await person.commandAndPick('Redline: Choose Endpoint', ENDPOINT);
    await person.page.locator('.codelens-decoration a').filter({ hasText: 'Run 10 trials' }).click();
    await person.notification(/of 10 succeeded.*95 % interval/, 120_000);
    await person.dismissNotifications();
    await person.showView();
    await person.rows('Runs').filter({ hasText: ENDPOINT }).first().waitFor();
  });
  const [folder = ''] = workspace.runs();
  const trials: { readonly trial: LookedAt; readonly verdict: string }[] = [];
  for (const name of readdirSync(folder).sort()) {
    if (!name.endsWith('.transcript.jsonl')) continue;
    const model = await transcriptInMemory(readFileSync(join(folder, name)));
    const verdict = model.state.state === 'ended' ? model.state.verdict : '';
    trials.push({ trial: { run: ENDPOINT, id: name.split('.')[0] ?? '', model }, verdict });
  }
  const one = trials.find(({ verdict }) => verdict === 'success')?.trial;
  const other = trials.find(({ verdict }) => verdict === 'failure')?.trial;
  assert.ok(one !== undefined && other !== undefined, 'some trials succeeded and some failed');
  return { folder, workspace: workspace.folder, trial: one, other: other.id };
}

try {
  const found = await evidence();
  const { trial } = found;
  await tellReplay(stages, trial);
  await tellEvidence(stages, found);
  await tellInspect(stages);
  await tellLooks(stages, trial, trial.model.marks.find(({ name }) => name === 'transfer')?.step ?? 1);
  await tellForks(stages, workspace, trial, OTHER_ENDPOINT);
  await tellSeveralAgents(stages, CHAIN, 'scripted:capable');
  await tellRefusedDraft(stages, CALLS_TOOLS);
  await tellLive(stages, SLOW);
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await opened.close();
  await served.stop();
  slow.close();
  home.remove();
  workspace.remove();
}
console.log(stages.summary);
