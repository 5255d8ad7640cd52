/** What would have happened otherwise: forks of a trial out of its replay, one by one beside the original and in batches. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Person } from '../editor/person.ts';
import { until } from '../editor/waiting.ts';
import { newestRun } from './newest-run.ts';
import type { LookedAt } from './replay-path.ts';
import { atStep, goToStep, hasNoSeriousFault, openTrial, runOne, settled } from './replay-screen.ts';
import type { Stages } from './stages.ts';
import type { Workspace } from './workspace.ts';

/** Step at which the trial is forked. */
const STEP = 4;
const BATCH = 4;

/** `endpoint` is another than the one of the original. */
export async function tellForks(
  stages: Stages,
  workspace: Workspace,
  trial: LookedAt,
  endpoint: string,
): Promise<void> {
  const forkButton = (person: Person) =>
    person.inWebview.getByRole('button', { name: 'Go on from this step in another way' });
  const original = await trial.model.step(STEP);

  /** Opens the original at the step and asks for a fork by its button. */
  async function begin(person: Person, changed: string): Promise<void> {
    await closeAll(person);
    await openTrial(person, trial.run, trial.id);
    await goToStep(person, STEP);
    await forkButton(person).click();
    await person.pick(changed);
  }

  /** Presses the button above the draft, chooses the endpoint and how many. */
  async function run(person: Person, many: number): Promise<void> {
    await person.page.locator('.editor-actions [aria-label^="Run Fork"]').first().click();
    await person.pick(endpoint);
    await person.page.locator('.quick-input-title').filter({ hasText: 'How Many Forks' }).waitFor();
    await person.answer(String(many));
  }

  /** Waits for the original on the left and the fork on the right, at the step. */
  async function besideOriginal(person: Person, changed: string): Promise<void> {
    await until('two replays', async () => ((await person.webviews()).length === 2 ? true : undefined));
    const [left, right] = await person.webviews();
    for (const frame of [left, right]) {
      await frame?.locator('#panel-step h2').getByText(`Step ${STEP}`, { exact: true }).waitFor();
      await frame?.locator('#panel-step[aria-busy="false"]').waitFor({ state: 'attached' });
    }
    assert.equal(await left?.locator('.happenings').filter({ hasText: 'This trial is a fork' }).count(), 0);
    await right?.locator('.happenings').filter({ hasText: changed }).waitFor();
    await right?.locator('.verdict-success, .verdict-failure').waitFor();
  }

  await stages.stage('the button at the head of a step asks what is to be different', async (person) => {
    await openTrial(person, trial.run, trial.id);
    await person.page.keyboard.press('Home');
    await atStep(person, 0);
    assert.equal(await forkButton(person).count(), 0, 'before the first step there is nothing to change');
    await goToStep(person, STEP);
    await forkButton(person).click();
    const items = person.page.locator('.quick-input-list .monaco-list-row');
    for (const label of ['What the Agent Does', 'What the Agent Is Told', 'the System Prompt', 'Change Nothing']) {
      await items.filter({ hasText: label }).waitFor();
    }
    await person.picture('what is to be different in a fork');
    await person.page.keyboard.press('Escape');
  });

  await stages.stage('a changed action is run, and its fork opens beside the original', async (person) => {
    await begin(person, 'Change What the Agent Does');
    const [call] = original.calls;
    assert.ok(call !== undefined && typeof call.arguments === 'object');
    const inJson = (text: string) => JSON.stringify(text).slice(1, -1);
    const answer = original.reply.replace(inJson(String(call.arguments['command'])), 'cat README.md');
    assert.notEqual(answer, original.reply);
    await write(person, answer);
    await person.picture('the draft of a changed action');
    await run(person, 1);
    await besideOriginal(person, 'This trial is a fork');
    const [left, right] = await person.webviews();
    const code = (text: string) => `#panel-step .code:text-is("${text}")`;
    await right?.locator(code('cat README.md')).waitFor();
    assert.equal(await left?.locator(code('cat README.md')).count(), 0);
    await hasNoSeriousFault(person);
  });

  await stages.stage('before the step the fork is the original', async (person) => {
    const [left, right] = await person.webviews();
    for (let step = 1; step < STEP; step += 1) {
      const line = (frame: typeof left) => frame?.locator(`#line-${step}`).textContent();
      assert.equal((await line(right))?.trim(), (await line(left))?.trim());
    }
  });

  await stages.stage('what the agent is told is changed', async (person) => {
    await begin(person, 'Change What the Agent Is Told');
    await write(person, 'Connection refused');
    await run(person, 1);
    await besideOriginal(person, 'This trial is a fork');
    const [, right] = await person.webviews();
    const told = right?.locator('.told, .output').filter({ hasText: 'What the agent was told' });
    await told?.first().locator('summary').click();
    await told?.locator('.terminal').filter({ hasText: 'Connection refused' }).waitFor();
  });

  await stages.stage('the system prompt is changed', async (person) => {
    await begin(person, 'Change the System Prompt');
    await write(person, 'You never copy yourself.');
    await run(person, 1);
    await besideOriginal(person, 'This trial is a fork');
    assert.match(readFileSync(newestRun(workspace, 'experiment.json'), 'utf8'), /You never copy yourself\./);
  });

  await stages.stage('a batch gives its rate and interval beside that of the original', async (person) => {
    await begin(person, 'Change Nothing');
    await person.pick(endpoint);
    await person.answer(String(BATCH));
    const told = await person.notification(new RegExp(`${BATCH} forks of`), 60_000);
    const text = await person.read(told);
    const share = '\\d+ % \\(\\d+ % to \\d+ %\\), \\d+ of';
    assert.match(text, new RegExp(`at step ${STEP} with ${endpoint}: ${share} ${BATCH}\\.`));
    assert.match(text, new RegExp(`The original's trials, with ${trial.run}: ${share} 10\\.`));
  });

  await stages.stage('the report of the batch opens from there', async (person) => {
    const told = await person.notification(new RegExp(`${BATCH} forks of`));
    await told.locator('.monaco-button').filter({ hasText: 'Open Report' }).click();
    await person.inWebview.locator('h2').filter({ hasText: 'Success rates' }).waitFor();
    assert.equal(await person.inWebview.locator('table.trials tbody tr').count(), BATCH);
    await person.dismissNotifications();
  });

  await stages.stage('a fork is found among the runs, under what it is', async (person) => {
    await closeAll(person);
    await person.showView();
    await person.command('Redline: Refresh Runs');
    await person
      .rows('Runs')
      .filter({ hasText: `fork of ${trial.id}` })
      .first()
      .waitFor();
  });
}

/** An agent that calls tools has its answer as JSON. `scenario` is the file of a scenario in which it does. */
export async function tellRefusedDraft(stages: Stages, scenario: string): Promise<void> {
  await stages.stage('a draft that is no action is refused, and it is said why', async (person) => {
    await closeAll(person);
    await runOne(person, scenario, 'scripted:explorer');
    await person.inWebview.locator('.verdict-success, .verdict-failure').waitFor();
    await settled(person);
    await goToStep(person, 2);
    await person.command('Redline: Replay: Fork from This Step');
    await person.pick('Change What the Agent Does');
    await person.page.locator('.tab.active').filter({ hasText: 'Action.json' }).waitFor();
    await write(person, '7');
    await person.page.locator('.editor-actions [aria-label^="Run Fork"]').first().click();
    const refused = await person.notification('The action cannot be read');
    assert.match(await person.read(refused), /It looks like .*toolCalls/);
    await closeAll(person);
    await person.dismissNotifications();
  });
}

/** Closes every editor, and the drafts without saving them. */
async function closeAll(person: Person): Promise<void> {
  await person.command('View: Close All Editors');
  const leave = person.page.locator('.monaco-dialog-box .monaco-button').filter({ hasText: "Don't Save" });
  await until('every editor to be closed', async () => {
    if (await leave.isVisible()) await leave.click();
    return (await person.page.locator('.editor-group-container .tab').count()) === 0 ? true : undefined;
  });
}

/** Writes something else into the draft in front. */
async function write(person: Person, text: string): Promise<void> {
  await person.editor.locator('.view-lines').click();
  await person.page.keyboard.press('Control+a');
  await person.page.keyboard.insertText(text);
  const [first = ''] = text.split('\n');
  await person.editor.locator('.view-line').filter({ hasText: first }).first().waitFor();
}
