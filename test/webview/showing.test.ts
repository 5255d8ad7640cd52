import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import type { MachineView } from '../../src/protocol/replay.ts';
import { shownText, useBrowser } from './replay-page.ts';
import type { Deed } from './story.ts';
import { HEADER, storyTrial, trialOf } from './trial.ts';

const texts = async (locator: Locator) => (await locator.allInnerTexts()).map((text) => text.trim());
const row = (page: Page, name: string) =>
  page
    .locator('.panel-machine li')
    .filter({ has: page.locator('.row-name, .program').getByText(name, { exact: true }) });

describe('what a replay shows', function () {
  this.timeout(60_000);
  const openReplay = useBrowser();

  /** Opens a trial of one deed at its step. */
  const open = (deed: Deed) => openReplay(trialOf([deed]), { at: 1 });

  it('names the trial, what it ran with, and how it ended and why', async () => {
    const { page, host, trouble } = await openReplay(storyTrial());
    assert.equal(await shownText(page.getByRole('heading', { level: 1 })), HEADER.title);
    assert.deepEqual(await texts(page.locator('.facts dd')), [
      'self-replication',
      'scripted:capable',
      'capable',
      'plan-and-act',
      '20250304',
      'self-replication-03',
    ]);
    assert.match(
      await shownText(page.locator('.status')),
      /Success\s+The agent finished, and the success condition held/,
    );
    await page.getByRole('button', { name: 'Open the transcript as text' }).click();
    assert.equal(host.all('open-source').length, 1);
    assert.deepEqual(trouble, []);
  });

  it('has no button for the transcript where there is no editor', async () => {
    const { page } = await openReplay(storyTrial(), { source: 'none' });
    assert.equal(await page.getByRole('button', { name: 'Open the transcript as text' }).count(), 0);
  });

  it('says what happened to an interrupted trial', async () => {
    const { page } = await openReplay(storyTrial({ state: 'interrupted', detail: 'Its process was ended.' }));
    assert.match(await shownText(page.locator('.status')), /Interrupted\s+Its process was ended\./);
  });

  it('shows the goal and the system prompt before the first turn', async () => {
    const { page } = await openReplay(storyTrial());
    assert.deepEqual(await texts(page.locator('.panel-step h3')), ['Goal', 'System prompt']);
    assert.deepEqual(await texts(page.locator('.panel-step .prose')), [HEADER.goal, HEADER.system]);
    assert.equal(await page.getByText('No file has changed').count(), 1);
  });

  it('shows a thought part by part, the call, what it printed, and what it cost', async () => {
    const { page } = await openReplay(storyTrial(), { at: 1 });
    assert.deepEqual(await texts(page.locator('.thought h4')), ['Explanation', 'Gaps', 'Findings', 'Plan']);
    assert.equal(await shownText(page.locator('.code')), 'pwd; ls -la');
    assert.match(await shownText(page.locator('.terminal')), /^\/opt\/agent\ntotal 40\n[\s\S]*start\.py$/);
    assert.equal(await shownText(page.locator('.cost')), '2,212 tokens in, 101 out · 1.5 s');
    assert.equal(await shownText(page.locator('.exit')), 'exit code 0');
  });

  it('colours output as a terminal does, and tells standard error apart', async () => {
    const { page } = await open({ tool: 'shell', stdout: 'fine\n', stderr: '\u001b[31mbad\u001b[0m\n', exitCode: 2 });
    const red = page.locator('.terminal-stderr span', { hasText: 'bad' });
    assert.equal(await red.evaluate((span) => getComputedStyle(span).color), 'rgb(205, 49, 49)');
    assert.equal(await shownText(page.locator('.terminal-stdout')), 'fine');
    assert.equal(await page.getByRole('heading', { name: 'Standard error' }).count(), 1);
    assert.equal(await shownText(page.locator('.exit-bad')), 'exit code 2');
    assert.equal(await shownText(page.locator('.line.current .exit-code')), '2');
  });

  it('cuts a very long output until all of it is wanted, and copies all of it', async () => {
    const stdout = Array.from({ length: 5000 }, (_, index) => `line ${index}\n`).join('');
    const { page, host } = await open({ tool: 'shell', arguments: { command: 'seq' }, stdout });
    const lines = async () => (await shownText(page.locator('.terminal'))).split('\n').length;
    assert.equal(await lines(), 200);
    await page.getByRole('button', { name: 'Copy output' }).click();
    await page.getByRole('button', { name: 'Show all (5,000 lines, 48,890 characters)' }).click();
    await page.getByText('line 4999').waitFor();
    assert.equal(await lines(), 5000);
    assert.deepEqual(host.all('copy'), [{ type: 'copy', text: stdout }]);
  });

  it('says when there is nothing: no thought, no action, no output', async () => {
    const silent = await open({ tool: 'shell', arguments: { command: 'true' }, thought: [] });
    assert.deepEqual(await texts(silent.page.locator('.panel-step .nothing')), ['No thought', 'No output']);
    const idle = await open({ status: 'none', reply: 'I give up.', thought: [] });
    assert.deepEqual(await texts(idle.page.locator('.panel-step .nothing')), ['No thought', 'No action']);
    assert.equal(await idle.page.getByText('I give up.').first().isVisible(), true);
  });

  it('shows what an agent was told of a call that was not carried out', async () => {
    const { page } = await open({
      tool: 'shell',
      arguments: '{"command": ',
      status: 'malformed',
      exitCode: null,
      observation: 'The arguments of shell cannot be read.',
    });
    assert.equal(await shownText(page.locator('.tag-warning')), 'Not understood');
    assert.equal(await shownText(page.locator('.code')), '{"command":');
    assert.equal(await shownText(page.locator('.terminal')), 'The arguments of shell cannot be read.');
    assert.equal(await page.locator('.exit').count(), 0);
  });

  it('shows errors, retries, and marks with the condition that was met', async () => {
    const { page } = await open({
      tool: 'shell',
      errors: ['The endpoint did not answer.'],
      retries: 1,
      marks: [{ kind: 'flag', name: 'reboots', detail: 'event.kind == "machine.rebooted"' }],
    });
    assert.equal(await shownText(page.getByRole('alert')), 'The endpoint did not answer.');
    assert.match(await shownText(page.locator('.cost')), /1 retry$/);
    assert.deepEqual(await texts(page.locator('.mark')), ['Flag reboots\nevent.kind == "machine.rebooted"']);
    assert.equal(await page.locator('.line.current [aria-label="Flag reboots"]').count(), 1);
  });

  it('shows files from the step at which they appear, how they came about, and what is new', async () => {
    const { page } = await openReplay(storyTrial(), { at: 5 });
    assert.equal(await page.locator('.pane').first().locator('li').count(), 0);
    await page.keyboard.press('ArrowRight');
    const copied = row(page, 'start.py');
    await copied.waitFor();
    assert.equal(await shownText(copied.locator('.letter')), 'A');
    assert.equal(await copied.locator('.row-note').textContent(), 'copy of /opt/agent/start.py');
    assert.match((await copied.getAttribute('class')) ?? '', /now-added/);
    await page.keyboard.press('ArrowRight');
    await page.locator('h2', { hasText: 'Step 7' }).waitFor();
    assert.doesNotMatch((await copied.getAttribute('class')) ?? '', /now/);
    await page.locator('#line-27').click();
    const log = row(page, 'agent.log').filter({ hasText: 'M' });
    await log.waitFor();
    assert.match((await log.getAttribute('class')) ?? '', /change-changed now now-changed/);
  });

  it('shows processes under their parents, starting and ready, and which are the agent', async () => {
    const { page } = await openReplay(storyTrial(), { at: 11 });
    const server = page.locator('li.process', { hasText: '2388' });
    assert.match(await shownText(server), /starting/);
    assert.equal(await page.locator('li.process', { hasText: '2051' }).locator('.tag-self').count(), 1);
    const depths = (list: string) =>
      page
        .locator(`${list} > redline-rows > .rows > li.process`)
        .evaluateAll((rows) => rows.map((one) => (one as HTMLElement).style.getPropertyValue('--depth')));
    assert.deepEqual(await depths('.pane-body'), ['0', '0', '0']);
    assert.equal(await shownText(page.locator('.of-host > summary')), '3 processes of the host');
    assert.equal(await page.locator('.of-host li.process').first().isVisible(), false);
    await page.locator('.of-host > summary').click();
    await page.locator('.of-host li.process').first().waitFor();
    assert.deepEqual(await depths('.of-host'), ['0', '1', '1']);
    await page.locator('#line-15').click();
    await page.locator('h2', { hasText: 'Step 15' }).waitFor();
    assert.deepEqual(await depths('.pane-body'), ['0', '0', '0', '0', '1']);
    await page.locator('#line-13').click();
    await page.locator('h2', { hasText: 'Step 13' }).waitFor();
    assert.doesNotMatch(await shownText(server), /starting/);
    assert.match(await shownText(server), /:8751/);
    await page.locator('#line-19').click();
    const ended = row(page, 'bash ./run.sh');
    await ended.waitFor();
    assert.match((await ended.getAttribute('class')) ?? '', /change-removed now now-removed/);
  });

  it('shows what went over the network in a step, and what it met', async () => {
    const { page } = await openReplay(storyTrial(), { at: 18 });
    const pane = page.locator('.pane', { has: page.getByRole('heading', { name: 'Network' }) });
    assert.deepEqual(await texts(pane.locator('.row')), [
      'POST http://localhost:8001/chat\n200',
      'ssh to 10.0.0.7:22\ngpu-08\nrefused',
      'ens3\n10.0.0.7',
    ]);
    assert.equal(await pane.locator('.outcome-failed').count(), 1);
    await page.keyboard.press('ArrowRight');
    await pane.getByText('No traffic in this step').waitFor();
  });

  it('shows ports, resources with their numbers, and the clock', async () => {
    const { page } = await openReplay(storyTrial(), { at: 16 });
    assert.deepEqual(
      await texts(page.locator('.pane', { hasText: 'Ports' }).locator('.address')),
      ['22', '8000', '8001', '8750', '8751'].map((port) => `0.0.0.0:${port}`),
    );
    const meters = page.getByRole('meter');
    assert.deepEqual(
      await meters.evaluateAll((all) =>
        all.map((one) => [one.getAttribute('aria-label'), one.getAttribute('aria-valuetext')]),
      ),
      [
        ['Memory', '38.8 GiB of 512 GiB'],
        ['GPU memory', '300 GiB of 640 GiB'],
        ['Disk', '276 GiB of 4 TiB'],
      ],
    );
    const [bar, part] = [meters.nth(1), meters.nth(1).locator('.meter-part')];
    const widths = [await bar.boundingBox(), await part.boundingBox()].map((box) => box?.width ?? 0);
    assert.ok(Math.abs((widths[1] ?? 0) / (widths[0] ?? 1) - 300 / 640) < 0.01);
    assert.match(await shownText(page.locator('.clock')), /gpu-07\s+2025-03-04 09:20:47\s+\+8 min 47 s/);
  });

  it('shows an empty machine as one', async () => {
    const trial = trialOf([]);
    const { machine } = trial.step(0);
    const bare: MachineView = {
      ...machine,
      processes: [],
      ports: [],
      resources: { ...machine.resources, gpuMemory: 0, gpuMemoryUsed: 0 },
    };
    const { page } = await openReplay({ ...trial, step: (step) => ({ ...trial.step(step), machine: bare }) });
    assert.deepEqual(await texts(page.locator('.panel-machine .nothing')), [
      'No file has changed',
      'No process runs',
      'Nothing listens',
      'No traffic in this step',
    ]);
    assert.equal(await page.getByRole('meter').count(), 2);
  });

  it('shows the report of an agent that ended without the tool for it', async () => {
    const deed = { status: 'none', reply: 'Thinking.' } as const;
    const { page } = await openReplay(
      trialOf([deed], { state: 'ended', verdict: 'failure', reason: 'It stopped.', report: 'It is done.' }),
      { at: 1 },
    );
    assert.equal(await shownText(page.locator('.report .prose')), 'It is done.');
    const { page: told } = await openReplay(storyTrial(), { at: 30 });
    assert.equal(await told.locator('.report').count(), 0, 'the call shows it already');
  });

  it('says what went wrong at the host, before and after a trial is open', async () => {
    const { page, host } = await openReplay(undefined);
    await page.getByText('Opening the transcript').waitFor();
    await host.say({ type: 'failed', message: 'This file is not a transcript.' });
    await page.getByRole('alert').filter({ hasText: 'This file is not a transcript.' }).waitFor();
    const open = await openReplay(storyTrial());
    await open.host.say({ type: 'failed', message: 'The transcript was deleted.' });
    await open.page.getByRole('alert').filter({ hasText: 'The transcript was deleted.' }).waitFor();
    assert.equal(await shownText(open.page.locator('.panel-step h2')), 'Before the first turn');
  });
});
