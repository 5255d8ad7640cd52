/** The walkthrough, as somebody new goes through it: a scenario that is written with completion only, a run, a replay, an endpoint. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Person } from '../editor/person.ts';
import { until } from '../editor/waiting.ts';
import type { Stages } from './stages.ts';

const NAME = 'first';
const TITLE = 'Your First Scenario with Redline';
const STEPS = 4;

/** The whole of it; `endpoint` is a server that is there. */
export async function tellWalkthrough(
  stages: Stages,
  folder: string,
  endpoint: { readonly baseUrl: string; readonly model: string },
): Promise<void> {
  const file = join(folder, `${NAME}.scenario.yaml`);

  await stages.stage('the empty views say what to do, and lead to the walkthrough', async (person) => {
    await person.page.locator('.activitybar [aria-label="Redline"]').first().click();
    const welcome = person.page.locator('.welcome-view-content');
    await welcome.filter({ hasText: 'There is no scenario in this folder yet' }).waitFor();
    await welcome.filter({ hasText: 'Nothing was run in this folder yet' }).waitFor();
    await welcome.filter({ hasText: 'No endpoint is configured' }).waitFor();
    await person.picture('the empty views');
    await welcome.locator('a').filter({ hasText: 'three minutes' }).first().click();
    await step(person, 'Write a scenario').waitFor();
  });

  await stages.stage('a new file is there, and completion is open', async (person) => {
    await button(person, 'New Scenario').click();
    await person.pick('An empty file');
    await person.answer(NAME);
    await person.page
      .locator('.tab.active')
      .filter({ hasText: `${NAME}.scenario.yaml` })
      .waitFor();
    await suggestion(person, /^scenario/).waitFor();
  });

  await stages.stage('the scenario is written with completion only', async (person) => {
    await accept(person, /scenario\s*Scenario/);
    // Every gap keeps what is proposed.
    for (let gap = 0; gap < 10; gap += 1) await person.page.keyboard.press('Tab');
    await person.page.keyboard.press('Escape');
    await newLine(person);
    await complete(person, 'milestones');
    await person.page.keyboard.press('Enter');
    await complete(person, 'was read');
    await person.page.keyboard.press('Escape');
    await person.page.keyboard.press('Control+s');
    await until('the file to be saved', () => (readFileSync(file, 'utf8').includes('milestones:') ? true : undefined));
    await person.page.locator('.codelens-decoration').filter({ hasText: 'Run 10 trials' }).waitFor();
    assert.equal(await person.editor.locator('.squiggly-error').count(), 0);
  });

  await stages.stage('it runs from the walkthrough with a scripted agent, and succeeds', async (person) => {
    await toWalkthrough(person);
    await openStep(person, 'Run it with a scripted agent');
    await button(person, 'Run Scenario').click();
    await person.notification(/1 of 1 succeeded/, 60_000);
    const runs = join(folder, '.redline/runs');
    assert.equal(existsSync(runs) ? readdirSync(runs).length : 0, 1);
  });

  await stages.stage('its replay is open, and the walkthrough knows', async (person) => {
    await person.dismissNotifications();
    await person.page.locator('.tab').filter({ hasText: 'transcript' }).first().click();
    await person.inWebview.locator('header.trial .verdict-success').waitFor();
    await person.picture('the replay of a first trial');
    await toWalkthrough(person);
    await until('three steps to be done', async () => ((await done(person)) === STEPS - 1 ? true : undefined));
  });

  await stages.stage('an endpoint is added, and can be used', async (person) => {
    await openStep(person, 'Connect an endpoint');
    await button(person, 'Add Endpoint').click();
    await person.answer('local', '1/3');
    await person.answer(endpoint.baseUrl, '2/3');
    await person.answer(endpoint.model, '3/3');
    const added = await person.notification('runs go to it now');
    await added.locator('.monaco-button').filter({ hasText: 'Test' }).click();
    await person.notification('local can be used');
    await person.rows('Endpoints').filter({ hasText: 'local' }).filter({ hasText: 'can be used' }).waitFor();
    await until('every step to be done', async () => ((await done(person)) === STEPS ? true : undefined));
  });
}

/** A step of the walkthrough that is open. */
function step(person: Person, title: string) {
  return person.page.locator('.getting-started-step').filter({ hasText: title }).first();
}

async function openStep(person: Person, title: string): Promise<void> {
  const wanted = step(person, title);
  await wanted.waitFor();
  if (!/\bexpanded\b/.test((await wanted.getAttribute('class')) ?? '')) await wanted.click();
}

function button(person: Person, label: string) {
  return person.page.locator('.getting-started-step.expanded .monaco-button').filter({ hasText: label }).first();
}

/** How many steps are ticked off. */
function done(person: Person): Promise<number> {
  return person.page.locator('.getting-started-step [role="checkbox"][aria-checked="true"]').count();
}

async function toWalkthrough(person: Person): Promise<void> {
  await person.commandAndPick('Welcome: Open Walkthrough', TITLE);
  await person.page.locator('.getting-started-step').first().waitFor();
}

/** An entry of the completion that is open, by the text that it shows. */
function suggestion(person: Person, text: string | RegExp) {
  return person.page.locator('.suggest-widget.visible .monaco-list-row').filter({ hasText: text }).first();
}

/** Takes an entry of the completion that is open. */
async function accept(person: Person, text: string | RegExp): Promise<void> {
  const entry = suggestion(person, text);
  await until(`${text} to be offered`, async () => {
    if (await entry.isVisible()) return true;
    // What is further down the list comes into view one by one.
    await person.page.keyboard.press('ArrowDown');
    return undefined;
  });
  await entry.click();
  await person.page
    .locator('.suggest-widget.visible')
    .waitFor({ state: 'detached' })
    .catch(() => undefined);
}

/** Asks for completion and takes an entry. */
async function complete(person: Person, text: string): Promise<void> {
  if (!(await person.page.locator('.suggest-widget.visible').isVisible())) {
    await person.page.keyboard.press('Control+Space');
  }
  await accept(person, text);
}

/** A new line at the end of the file. */
async function newLine(person: Person): Promise<void> {
  await person.page.keyboard.press('Control+End');
  await person.page.keyboard.press('Enter');
}
