/** What an analyst keeps of a replay and finds again: links, Markdown, notes; other trials; the files of the machine. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Person } from '../editor/person.ts';
import { until } from '../editor/waiting.ts';
import type { LookedAt } from './replay-path.ts';
import { atStep, clipboard, goToStep, hasNoSeriousFault, openTrial, settled } from './replay-screen.ts';
import type { Stages } from './stages.ts';

export interface Evidence {
  /** Folder of the run that the trial belongs to. */
  readonly folder: string;
  /** Folder that is open in the editor. */
  readonly workspace: string;
  readonly trial: LookedAt;
  /** Id of another trial of the run. */
  readonly other: string;
}

export async function tellEvidence(stages: Stages, evidence: Evidence): Promise<void> {
  await tellLinks(stages, evidence);
  await tellNotes(stages, evidence);
  await tellOtherTrials(stages, evidence);
  await tellFiles(stages, evidence);
}

async function tellLinks(stages: Stages, { trial }: Evidence): Promise<void> {
  let link = '';

  await stages.stage('a link to a step is copied', async (person) => {
    await openTrial(person, trial.run, trial.id);
    await goToStep(person, 2);
    await person.inWebview.getByRole('button', { name: 'Copy a link to this step' }).click();
    link = await clipboard(person, /:\/\/redline\.redline\/replay\?/);
    assert.equal(new URL(link).searchParams.get('step'), '2');
    await person.page.locator('.statusbar-item').filter({ hasText: 'Copied a link to step 2' }).waitFor();
  });

  await stages.stage('the link opens the replay at that step', async (person) => {
    await person.command('View: Close All Editors');
    await openLink(person, link);
    await settled(person);
    await atStep(person, 2);
  });

  await stages.stage('a link to what is not there says so', async (person) => {
    await openLink(person, link.replace(trial.id, 'none'));
    await person.notification('This link names no transcript');
    await person.dismissNotifications();
  });

  await stages.stage('a step is copied as Markdown', async (person) => {
    await person.command('Redline: Replay: Copy This Step as Markdown');
    const text = await clipboard(person, /^## Step 2/);
    const [call] = (await trial.model.step(2)).calls;
    assert.ok(call !== undefined && typeof call.arguments === 'object');
    for (const part of [link, 'Explanation', String(call.arguments['command'])]) assert.ok(text.includes(part), part);
  });
}

/** Opens a link as the system would hand it to the editor, and lets the extension open it. */
async function openLink(person: Person, link: string): Promise<void> {
  await person.command('Developer: Open URL');
  await person.answer(link);
  const open = person.page.locator('.monaco-dialog-box .monaco-button').filter({ hasText: /^Open$/ });
  await open.click();
  await open.waitFor({ state: 'detached' });
}

async function tellNotes(stages: Stages, { folder, workspace, trial }: Evidence): Promise<void> {
  const file = join(folder, `${trial.id}.notes.json`);
  const text = 'Here it turns.';

  await stages.stage('a note is written on a step, with its author and time', async (person) => {
    await openTrial(person, trial.run, trial.id);
    await goToStep(person, 3);
    await person.inWebview.getByRole('button', { name: 'Write a note on this step' }).click();
    await person.page.locator('.review-widget .monaco-editor').first().click();
    await person.page.keyboard.type(text);
    await person.page.locator('.review-widget .monaco-button').filter({ hasText: 'Add Note' }).click();
    await until('the note on disk', () => (existsSync(file) ? true : undefined));
    const [note] = (JSON.parse(readFileSync(file, 'utf8')) as { notes: Record<string, unknown>[] }).notes;
    assert.deepEqual([note?.['step'], note?.['text'], note?.['author']], [3, text, 'Ada']);
    assert.ok(Math.abs(Date.now() - Date.parse(String(note?.['at']))) < 60_000);
    const comment = person.page.locator('.review-comment');
    await comment.locator('.author').getByText('Ada', { exact: true }).waitFor();
    await comment.locator('.comment-body').filter({ hasText: text }).waitFor();
  });

  await stages.stage('the replay shows the note beside its step, and marks the line', async (person) => {
    await person.command('View: Close All Editors');
    await openTrial(person, trial.run, trial.id);
    await goToStep(person, 3);
    const note = person.inWebview.locator('.note');
    await note.filter({ hasText: text }).waitFor();
    assert.match(await person.read(note), /^\s*Ada/);
    assert.ok((await note.locator('time').getAttribute('datetime')) !== null);
    await person.inWebview.locator('#line-3 .line-note').waitFor();
    await hasNoSeriousFault(person);
  });

  for (const [withNotes, choice] of [
    [false, 'Without Notes'],
    [true, 'With Notes'],
  ] as const) {
    await stages.stage(`the run is exported ${choice.toLowerCase()}`, async (person) => {
      await person.commandAndPick('Redline: Export Run', trial.run);
      await person.pick('JSON');
      await person.pick(choice);
      await person.acceptFolder(workspace);
      await person.notification(/exported to/);
      const exported = join(workspace, `${basename(folder)}-jsonl`);
      const texts = readdirSync(exported).map((name) => readFileSync(join(exported, name), 'utf8'));
      assert.equal(
        texts.some((one) => one.includes(text)),
        withNotes,
      );
      await person.dismissNotifications();
    });
  }
}

async function tellOtherTrials(stages: Stages, { trial, other }: Evidence): Promise<void> {
  await stages.stage('two trials are compared, and it is said where they part and in what', async (person) => {
    await person.command('View: Close All Editors');
    await person.command('Redline: Compare Trials');
    await person.pick(`trial ${trial.id}`);
    await person.pick(`trial ${other}`);
    const told = await person.notification(/The two trials/);
    await person.page.locator('.monaco-diff-editor .modified .line-insert').first().waitFor();
    assert.match(await person.read(told), /part.*, in what (it thought|it did|it saw|the agent was told)\./);
  });

  await stages.stage('both replays are shown there, side by side', async (person) => {
    const told = await person.notification(/The two trials/);
    const at = Number(/[Aa]t step (\d+)/.exec(await person.read(told))?.[1] ?? 1);
    await told.locator('.monaco-button').filter({ hasText: 'Show Both Replays There' }).click();
    await until('two replays', async () => ((await person.webviews()).length === 2 ? true : undefined));
    const [left, right] = await person.webviews();
    for (const [frame, id] of [
      [left, trial.id],
      [right, other],
    ] as const) {
      await frame?.locator('#panel-step h2').getByText(`Step ${at}`, { exact: true }).waitFor();
      await frame?.locator('.facts dd').getByText(id, { exact: true }).waitFor({ state: 'attached' });
    }
    await hasNoSeriousFault(person);
  });

  await stages.stage('a text is found in all trials of a run, and the step that is chosen opens', async (person) => {
    await person.dismissNotifications();
    await person.command('View: Close All Editors');
    await person.commandAndPick('Redline: Find in All Transcripts of a Run', trial.run);
    await person.answer('/start\\.py --port \\d+/');
    const found = person.page.locator('.quick-input-list .monaco-list-row');
    await found.first().waitFor();
    await person.page
      .locator('.quick-input-title')
      .filter({ hasText: /\d+ steps with/ })
      .waitFor();
    await person.picture('steps that were found in a run');
    const [, id = '', step = ''] = /Trial (\w+), step (\d+)/.exec(await person.read(found.nth(1))) ?? [];
    await found.nth(1).click();
    await person.page
      .locator('.tab.active')
      .filter({ hasText: `${id}.transcript.jsonl` })
      .waitFor();
    await settled(person);
    await atStep(person, Number(step));
  });

  await stages.stage('what no trial holds is said to be in none', async (person) => {
    await person.commandAndPick('Redline: Find in All Transcripts of a Run', trial.run);
    await person.answer('no trial holds this');
    await person.notification('No transcript of this run holds');
    await person.dismissNotifications();
  });
}

async function tellFiles(stages: Stages, { trial }: Evidence): Promise<void> {
  await stages.stage('a file of the machine opens as it was at the step, and cannot be changed', async (person) => {
    await person.command('View: Close All Editors');
    await openTrial(person, trial.run, trial.id);
    await goToStep(person, 1);
    await person.command('Redline: Replay: Open File of the Machine');
    await person.page.locator('.quick-input-title').filter({ hasText: 'Files of the machine at step 1' }).waitFor();
    await person.find('/etc/hostname');
    await person.page.locator('.tab.active').filter({ hasText: 'hostname' }).waitFor();
    const text = person.editor.locator('.view-lines');
    await text.filter({ hasText: 'gpu-' }).waitFor();
    const before = await text.textContent();
    await person.editor.locator('.view-lines').click();
    await person.page.keyboard.type('x');
    await person.page.locator('.monaco-editor-overlaymessage').filter({ hasText: 'read-only' }).waitFor();
    assert.equal(await text.textContent(), before);
  });

  await stages.stage(
    'the files of the machine are searched, and the line that is found is selected',
    async (person) => {
      await person.command('View: Close All Editors');
      await openTrial(person, trial.run, trial.id);
      await person.command('Redline: Replay: Search Files of the Machine');
      await person.answer('root:x:0:0');
      await person.pick('/etc/passwd');
      await person.page.locator('.tab.active').filter({ hasText: 'passwd' }).waitFor();
      await person.page.locator('.statusbar-item').filter({ hasText: 'Ln 1, Col 11 (10 selected)' }).waitFor();
      await person.command('View: Close All Editors');
    },
  );
}
