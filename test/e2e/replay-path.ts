/** What an analyst does with a replay in the real editor: finds the step that matters, asks why, looks into the machine, notes it down. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Person } from '../editor/person.ts';
import { until } from '../editor/waiting.ts';
import type { Stages } from './stages.ts';
import type { Workspace } from './workspace.ts';

/** Goes on from a run that has its trials in the view. */
export async function tellReplay(stages: Stages, workspace: Workspace): Promise<void> {
  const [run = ''] = workspace.runs();
  const transcripts = readdirSync(run).filter((name) => name.endsWith('.transcript.jsonl'));
  const [first = '', second = ''] = transcripts.sort();

  await stages.stage('the timeline shows where the trial turned, and goes there', async (person) => {
    await person.command('View: Close All Editors');
    await openTrial(person, first);
    await person.inWebview.locator('.lane .bars').first().waitFor({ state: 'attached' });
    await person.inWebview.locator('.lane-marks .tick').first().click();
    await person.inWebview.locator('.marks .mark').first().waitFor();
  });

  await stages.stage('a milestone says why it was reached', async (person) => {
    await person.inWebview.locator('.reason-tree > summary').first().click();
    await person.inWebview.locator('.part-value').first().waitFor();
    assert.equal(await person.read(person.inWebview.locator('.part-value').first()), 'true');
  });

  await stages.stage('a text is found in the steps, and the next key goes on', async (person) => {
    await person.inWebview.locator('header.trial h1').click();
    await person.page.keyboard.press('/');
    await person.page.keyboard.type('start.py');
    await person.inWebview
      .locator('.find-status')
      .filter({ hasText: /\d+ steps?/ })
      .waitFor();
    await person.page.keyboard.press('Enter');
    await person.inWebview.locator('.line.current').waitFor();
    await person.page.keyboard.press('Escape');
    await person.inWebview.locator('.find-status').waitFor({ state: 'detached' });
  });

  await stages.stage('the steps are filtered by a mark', async (person) => {
    await person.inWebview.getByRole('button', { name: 'Filter' }).click();
    await person.inWebview.locator('.pill').filter({ hasText: 'Marked' }).click();
    await person.inWebview
      .locator('.find-status')
      .filter({ hasText: /\d+ steps?/ })
      .waitFor();
    const rows = await person.inWebview.locator('.line').count();
    const marked = await person.inWebview.locator('.line:has([class*="mark-"])').count();
    assert.ok(rows > 0 && rows === marked, `${marked} of ${rows} rows are marked`);
    await person.inWebview.getByRole('button', { name: 'Show all steps' }).click();
    await person.inWebview.getByRole('button', { name: /^Filter/ }).click();
  });

  await stages.stage('a changed file opens in the comparison of the editor', async (person) => {
    await person.inWebview.locator('header.trial h1').click();
    await person.page.keyboard.press('End');
    await person.inWebview.locator('.row-open').first().click();
    await person.page.locator('.diff-editor, .monaco-diff-editor').first().waitFor();
    await person.command('View: Close All Editors');
  });

  await stages.stage('a file of the machine is searched and opened', async (person) => {
    await openTrial(person, first);
    await person.command('Redline: Replay: Search Files of the Machine');
    await person.answer('root:x:0:0');
    await person.pick('/etc/passwd');
    await person.page.locator('.tab.active').filter({ hasText: 'passwd' }).waitFor();
    await person.command('View: Close All Editors');
  });

  await stages.stage('a note is written on a step, and shown in the replay', async (person) => {
    await openTrial(person, first);
    await person.command('Redline: Replay: Write a Note on This Step');
    await person.page.locator('.review-widget .monaco-editor').first().click();
    await person.page.keyboard.type('Here it turns.');
    await person.page.locator('.review-widget .monaco-button').filter({ hasText: 'Add Note' }).click();
    const notes = join(run, first.replace('.transcript.jsonl', '.notes.json'));
    await until('the note on disk', () => (existsSync(notes) ? true : undefined));
    assert.match(readFileSync(notes, 'utf8'), /Here it turns\./);
    await person.command('View: Close All Editors');
    await openTrial(person, first);
    await person.inWebview.locator('.note').filter({ hasText: 'Here it turns.' }).waitFor();
  });

  await stages.stage('two trials are compared, and shown where they part', async (person) => {
    await person.command('Redline: Compare Trials');
    await person.pick(`trial ${first.split('.')[0]}`);
    await person.pick(`trial ${second.split('.')[0]}`);
    await person.notification(/The two trials/);
    await person.page.locator('.diff-editor, .monaco-diff-editor').first().waitFor();
  });

  await stages.stage('a text is found in all trials of a run', async (person) => {
    await person.dismissNotifications();
    await person.commandAndPick('Redline: Find in All Transcripts of a Run', 'self-replication');
    await person.answer('start.py');
    await person.pick('step');
    await person.inWebview.locator('header.trial h1').waitFor();
    await person.picture('the step that was found');
    await person.command('View: Close All Editors');
  });
}

async function openTrial(person: Person, transcript: string): Promise<void> {
  await person.showView();
  await person
    .rows('Runs')
    .filter({ hasText: `Trial ${transcript.split('.')[0]}` })
    .first()
    .click();
  await person.inWebview.locator('header.trial h1').waitFor();
  await person.inWebview.locator('#panel-step[aria-busy="false"]').waitFor();
}
