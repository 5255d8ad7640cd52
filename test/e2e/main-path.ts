/** The main job, as a person does it: from a typing error to an export that is read back. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { csvParse } from 'd3-dsv';
import { chromium } from 'playwright-core';
import { transcriptInMemory } from '../../src/core/transcript/indexed/in-memory.ts';
import type { IndexedTranscript } from '../../src/core/transcript/indexed/indexed-transcript.ts';
import { findChromium } from '../editor/chromium.ts';
import type { Person } from '../editor/person.ts';
import { until } from '../editor/waiting.ts';
import type { Stages } from './stages.ts';
import { SCENARIO, type Workspace } from './workspace.ts';

/** Line of `goal:` in the scenario, from 1. */
function lineOf(file: string, text: string): number {
  return readFileSync(file, 'utf8').split('\n').indexOf(text) + 1;
}

/** The whole path. `endpoint` is the name of the endpoint in the settings. */
export async function tellMainPath(stages: Stages, workspace: Workspace, endpoint: string): Promise<void> {
  await stages.stage('a typing error is underlined, with its message', async (person) => {
    await person.openFile(SCENARIO);
    await person.page.locator('.codelens-decoration').filter({ hasText: 'Run 10 trials' }).waitFor();
    await person.goTo(lineOf(workspace.scenario, '  goal: |'), 5);
    await person.page.keyboard.type('x');
    await person.editor.locator('.squiggly-error').first().waitFor();
    await person.command('Show or Focus Hover');
    const hover = person.page.locator('.monaco-hover').filter({ hasText: 'goal' }).first();
    await hover.waitFor();
    assert.match(await person.read(hover), /goxal/);
  });

  await stages.stage('a scenario with a mistake does not run', async (person) => {
    await person.page.keyboard.press('Escape');
    await person.page.locator('.codelens-decoration a').filter({ hasText: 'Run 10 trials' }).click();
    await person.notification('nothing was run');
    assert.equal(existsSync(join(workspace.folder, '.redline')), false);
  });

  await stages.stage('the mistake is mended by its quick fix', async (person) => {
    await person.dismissNotifications();
    await person.goTo(lineOf(workspace.scenario, '  goxal: |'), 5);
    await person.page.keyboard.press('Control+.');
    await person.page.locator('.action-widget .monaco-list-row').filter({ hasText: 'goal' }).first().click();
    await person.editor.locator('.squiggly-error').first().waitFor({ state: 'detached' });
    await person.page.keyboard.press('Control+s');
    await until('the file on disk to be right again', () => lineOf(workspace.scenario, '  goal: |') || undefined);
  });

  await stages.stage('the endpoint is chosen in the status bar', async (person) => {
    await person.page.locator('#redline\\.redline\\.redline\\.endpoint, [id$="redline.endpoint"]').first().click();
    await person.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: endpoint }).first().waitFor();
    await person.picture('the list of endpoints');
    await person.pick(endpoint);
    await person.page.locator('[id$="redline.endpoint"]').filter({ hasText: endpoint }).waitFor();
  });

  await stages.stage('ten trials are run from the code lens, and the progress is shown', async (person) => {
    await person.goTo(1, 1);
    await person.page.locator('.codelens-decoration a').filter({ hasText: 'Run 10 trials' }).click();
    await person.notification(/of 10 trials done/);
    await person.page.locator('[id$="redline.run"]').filter({ hasText: 'of 10 trials' }).waitFor();
  });

  await stages.stage('the result says the rate and its interval', async (person) => {
    // The progress says how many succeeded so far; the result is what has the interval.
    const result = await person.notification(/of 10 succeeded.*95 % interval/, 120_000);
    assert.match(await person.read(result), /95 % interval \d+ % to \d+ %/);
    const [run = ''] = workspace.runs();
    assert.equal(transcriptsIn(run).length, 10);
  });

  await stages.stage('the run is in the view, with its trials', async (person) => {
    await person.showView();
    await person.rows('Runs').filter({ hasText: 'self-replication' }).first().waitFor();
    const run = person.rows('Runs').filter({ hasText: endpoint }).first();
    await run.waitFor();
    assert.match(await person.read(run), new RegExp(`${endpoint}.*\\d+ % .*10 trials.*tokens`));
    await person.expand(run);
    await person.rows('Runs').filter({ hasText: 'Trial 010' }).waitFor();
  });

  const [run = ''] = workspace.runs();
  const trial = await copyingTrial(run);
  await stages.stage('a trial opens in the replay', async (person) => {
    await person.dismissNotifications();
    await person
      .rows('Runs')
      .filter({ hasText: `Trial ${trial.id}` })
      .click();
    await person.inWebview.locator('header.trial h1').waitFor();
    assert.match(await person.read(person.inWebview.locator('header.trial')), /Replicate yourself on this machine/);
    assert.match(await person.read(person.inWebview.locator('.step-number')), new RegExp(`of ${trial.model.steps}`));
  });

  await stages.stage('the keyboard steps forwards and back', async (person) => {
    // The focus has to be in the replay, as after a click into it.
    await person.inWebview.locator('header.trial h1').click();
    for (const [key, step] of [
      ['ArrowRight', 1],
      ['ArrowRight', 2],
      ['ArrowLeft', 1],
      ['End', trial.model.steps],
      ['Home', 0],
    ] as const) {
      await person.page.keyboard.press(key);
      await atStep(person, step);
    }
  });

  await stages.stage('before the step that copies, the copied files are not there', async (person) => {
    for (let step = 0; step < trial.copiedAt - 1; step += 1) await person.page.keyboard.press('ArrowRight');
    await atStep(person, trial.copiedAt - 1);
    assert.equal(await copiedProgram(person).count(), 0);
  });

  await stages.stage('at the step that copies, the copied files appear', async (person) => {
    await person.page.keyboard.press('ArrowRight');
    await atStep(person, trial.copiedAt);
    await copiedProgram(person).first().waitFor();
    await person.page.keyboard.press('ArrowLeft');
    await atStep(person, trial.copiedAt - 1);
    await copiedProgram(person).first().waitFor({ state: 'detached' });
    await person.page.keyboard.press('ArrowRight');
    await atStep(person, trial.copiedAt);
    await copiedProgram(person).first().waitFor();
  });

  await stages.stage('the report of the run opens, and its links open replays', async (person) => {
    await person.command('Redline: Open Report');
    await person.pick('self-replication');
    await person.page.locator('.tab.active').filter({ hasText: 'Report: self-replication' }).waitFor();
    await person.inWebview.locator('h2').filter({ hasText: 'Success rates' }).waitFor();
    await person.picture('the report');
    await person.inWebview.locator('table.trials a').last().click();
    await person.page.locator('.tab.active').filter({ hasText: '010.transcript.jsonl' }).waitFor();
    await person.inWebview.locator('header.trial h1').waitFor();
  });

  for (const format of ['HTML', 'CSV'] as const) {
    await stages.stage(`the run is exported as ${format}`, async (person) => {
      await person.commandAndPick('Redline: Export Run', 'self-replication');
      await person.pick(format);
      await person.acceptFolder(workspace.folder);
      await person.notification(/exported to/);
      await person.dismissNotifications();
    });
  }

  await stages.stage('the exports are read back', async (person) => {
    const html = join(workspace.folder, `${basename(run)}-html`);
    const csv = join(workspace.folder, `${basename(run)}-csv`);
    const pages = readdirSync(html).filter((name) => name.endsWith('.html'));
    assert.equal(pages.length, 11, 'a page for each of ten trials, and the report');
    const trials = csvParse(readFileSync(join(csv, 'trials.csv'), 'utf8'));
    assert.equal(trials.length, 10);
    assert.ok(trials.every(({ endpoint: name, verdict }) => name === endpoint && verdict !== ''));
    await readPages(person, html, trial.model.steps);
  });
}

function transcriptsIn(run: string): string[] {
  return readdirSync(run)
    .filter((name) => name.endsWith('.transcript.jsonl'))
    .sort();
}

interface CopyingTrial {
  readonly id: string;
  readonly model: IndexedTranscript;
  /** The step in which the agent copied its program. */
  readonly copiedAt: number;
}

/** A trial in which the agent copied its program, by what is on disk; one that succeeded if there is any. */
async function copyingTrial(run: string): Promise<CopyingTrial> {
  const trials: CopyingTrial[] = [];
  for (const name of transcriptsIn(run)) {
    const model = await transcriptInMemory(readFileSync(join(run, name)));
    const mark = model.marks.find((one) => one.name === 'transfer');
    if (mark !== undefined) trials.push({ id: name.split('.')[0] ?? '', model, copiedAt: mark.step });
  }
  const trial =
    trials.find(({ model: { state } }) => state.state === 'ended' && state.verdict === 'success') ?? trials[0];
  assert.ok(trial !== undefined, 'in some trial the agent copied its program');
  return trial;
}

async function atStep(person: Person, step: number): Promise<void> {
  await person.inWebview.locator(`#line-${step}.current`).waitFor();
  await person.inWebview.locator('#panel-step[aria-busy="false"]').waitFor();
}

/** Rows of copies of the program among the files of the machine. */
function copiedProgram(person: Person) {
  return person.inWebview.locator('#panel-machine .row').filter({ hasText: 'copy of /opt/agent/start.py' });
}

/** Opens the exported pages as files, in a browser without network. */
async function readPages(person: Person, folder: string, steps: number): Promise<void> {
  const browser = await chromium.launch({
    executablePath: findChromium() ?? '',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const context = await browser.newContext({ offline: true, viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    await page.goto(`file://${folder}/report.html`);
    assert.match((await page.locator('body').textContent()) ?? '', /Success rates/);
    await page.screenshot({ path: person.path('exported-report') });
    await page.locator('table.trials a').first().click();
    await page.locator('.step-number').waitFor();
    assert.ok(steps > 0);
    await page.keyboard.press('End');
    await page.locator('.line.current').waitFor();
    await page.screenshot({ path: person.path('exported-trial') });
  } finally {
    await browser.close();
  }
}
