/** What an author sees of the editor's own surfaces, once in a theme; the pictures are there to be looked at. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Person } from '../editor/person.ts';
import type { Stages } from './stages.ts';

const BROKEN = 'broken.scenario.yaml';

/** Goes through views, tests, completion, hover and problems. The folder has a scenario that was run. */
export async function tellGallery(stages: Stages, folder: string, theme: string): Promise<void> {
  const whole = readFileSync(join(folder, 'first.scenario.yaml'), 'utf8');
  writeFileSync(join(folder, BROKEN), whole.replace(/^scenario: .*/, 'scenario: broken').replace('goal:', 'gaol:'));

  await stages.stage(`views in ${theme}`, async (person) => {
    await person.dismissNotifications();
    await person.command('View: Close All Editors');
    await person.showView();
    await person.page.mouse.move(700, 400);
    await person.rows('Endpoints').filter({ hasText: 'local' }).first().waitFor();
    await person.rows('Scenarios').filter({ hasText: 'broken' }).filter({ hasText: '1 problem' }).waitFor();
    await person.rows('Scenarios').filter({ hasText: 'first' }).filter({ hasText: '%' }).waitFor();
  });

  await stages.stage(`completion in ${theme}`, async (person) => {
    await person.openFile('first.scenario.yaml');
    await person.page.locator('.codelens-decoration').first().waitFor();
    await person.goTo(lineOf(whole, 'success:'), 10);
    await person.page.keyboard.press('Control+Space');
    await person.page.locator('.suggest-widget.visible .monaco-list-row').first().waitFor();
  });

  await stages.stage(`hover in ${theme}`, async (person) => {
    await person.page.keyboard.press('Escape');
    await person.goTo(lineOf(whole, '  limits:'), 5);
    await person.command('Show or Focus Hover');
    const hover = person.page.locator('.monaco-hover').filter({ hasText: 'limit' }).first();
    await hover.waitFor();
    assert.ok((await person.read(hover)).length > 20);
  });

  await stages.stage(`problems with a quick fix in ${theme}`, async (person) => {
    await person.page.keyboard.press('Escape');
    await person.openFile(BROKEN);
    await person.editor.locator('.squiggly-error').first().waitFor();
    await person.command('Problems: Focus on Problems View');
    await person.page.locator('.markers-panel .monaco-list-row').filter({ hasText: 'goal' }).first().waitFor();
    await person.goTo(lineOf(whole, '  goal:'), 4);
    await person.page.keyboard.press('Control+.');
    await person.page.locator('.action-widget .monaco-list-row').filter({ hasText: 'goal' }).first().waitFor();
  });

  await stages.stage(`the Test Explorer in ${theme}`, async (person) => {
    await person.page.keyboard.press('Escape');
    await person.command('View: Close All Editors');
    await chooseRefusing(person);
    await person.openFile('first.scenario.yaml');
    await person.command('Testing: Focus on Test Explorer View');
    const rows = person.page.locator('.test-explorer .monaco-list-row');
    await rows.filter({ hasText: 'first' }).first().waitFor();
    await person.command('View: Focus Active Editor Group');
    await person.command('Test: Run Tests in Current File');
    const running = person.page.locator('[id$="redline.run"]').filter({ hasText: 'of 10 trials' });
    await running.waitFor();
    await running.waitFor({ state: 'hidden', timeout: 60_000 });
    await person.page.locator('.test-explorer .codicon-testing-failed-icon').first().waitFor();
    await person.picture(`failed checks in ${theme}`);
    await person.command('Test: Peek Output');
  });
}

/** An agent that does nothing of what it is asked, so that the success condition fails. */
async function chooseRefusing(person: Person): Promise<void> {
  await person.commandAndPick('Redline: Choose Endpoint', 'scripted:refuses');
}

/** Line of the first line that begins with a text, from 1. */
function lineOf(text: string, start: string): number {
  const at = text.split('\n').findIndex((line) => line.startsWith(start));
  assert.ok(at >= 0, start);
  return at + 1;
}
