/** The replay as a person meets it: how one opens, and what is read off it. */
import assert from 'node:assert/strict';
import type { FrameLocator, Locator } from 'playwright-core';
import { faults } from '../editor/faults.ts';
import type { Person } from '../editor/person.ts';
import { until } from '../editor/waiting.ts';

/** Opens a trial of a run; both are said as the lists show them. */
export async function openTrial(person: Person, run: string, trial: string): Promise<void> {
  await person.commandAndPick('Redline: Open Transcript', run);
  await person.pick(`Trial ${trial}`);
  await person.page
    .locator('.tab.active')
    .filter({ hasText: `${trial}.transcript.jsonl` })
    .waitFor();
  await settled(person);
}

/** Waits until the replay in front shows a step. */
export async function settled(person: Person, replay: FrameLocator = person.inWebview): Promise<void> {
  await replay.locator('header.trial h1').waitFor();
  await replay.locator('#panel-step[aria-busy="false"] h2').waitFor({ state: 'attached' });
}

/** Waits until the replay is at a step, with its list, its panel and its number. */
export async function atStep(person: Person, step: number, replay: FrameLocator = person.inWebview): Promise<void> {
  await replay.locator(`#line-${step}.current`).waitFor();
  await replay.locator('#panel-step[aria-busy="false"]').waitFor();
  await heading(replay, step === 0 ? 'Before the first turn' : `Step ${step}`).waitFor();
}

/** Puts the focus into the replay, as a click into it does. */
export async function focus(person: Person): Promise<void> {
  await person.inWebview.locator('header.trial h1').click();
}

/** Goes to a step by its number. */
export async function goToStep(person: Person, step: number): Promise<void> {
  const field = person.inWebview.locator('.step-number vscode-text-field input');
  await field.fill(String(step));
  await field.press('Enter');
  await atStep(person, step);
  await focus(person);
}

/** The heading of a step. */
export function heading(replay: FrameLocator, text: string): Locator {
  return replay.locator('#panel-step h2').getByText(text, { exact: true });
}

/** Nothing on the web views on screen keeps somebody from using them. */
export async function hasNoSeriousFault(person: Person): Promise<void> {
  const frames = await person.webviews();
  assert.ok(frames.length > 0, 'a web view is on screen');
  for (const frame of frames) assert.deepEqual(await faults(frame), []);
}

/** What the clipboard of the browser holds, once it holds something that fits. */
export function clipboard(person: Person, wanted: RegExp): Promise<string> {
  return until(`the clipboard to hold ${wanted}`, async () => {
    const text = await person.page.evaluate(() => navigator.clipboard.readText());
    return wanted.test(text) ? text : undefined;
  });
}

/** Chooses an endpoint and runs a scenario once, from its file; its replay opens. */
export async function runOne(person: Person, scenario: string, endpoint: string): Promise<void> {
  await person.commandAndPick('Redline: Choose Endpoint', endpoint);
  await person.openFile(scenario);
  const run = person.page.locator('.codelens-decoration a').filter({ hasText: /^Run$/ });
  await run.click();
  await person.inWebview.locator('header.trial h1').waitFor();
}
