import assert from 'node:assert/strict';
import { useBrowser } from './replay-page.ts';
import { longTrial, storyTrial } from './trial.ts';

describe('finding the step that matters', function () {
  this.timeout(60_000);
  const openReplay = useBrowser();

  it('lists the steps that hold a text, goes from one to the next, and shows all again', async () => {
    const { page, host, trouble } = await openReplay(longTrial(3_000));
    const current = page.locator('.line.current');
    await page.keyboard.press('/');
    await page.keyboard.type('echo 29');
    await page.locator('.find-status', { hasText: /\d+ steps/ }).waitFor();
    const rows = page.locator('.line .line-summary');
    await rows.first().waitFor();
    for (const text of await rows.allInnerTexts()) assert.match(text, /echo 29/);
    await page.keyboard.press('Enter');
    await current.getByText('echo 29', { exact: true }).waitFor();
    await page.keyboard.press('Enter');
    await current.getByText('echo 290', { exact: true }).waitFor();
    await page.keyboard.press('Shift+Enter');
    await current.getByText('echo 29', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.line').getByText('echo 30', { exact: true }).waitFor();
    assert.equal(host.all('stop-finding').length, 1);
    assert.deepEqual(trouble, []);
  });

  it('says that no step fits, and why a text cannot be looked for', async () => {
    const { page, host } = await openReplay(storyTrial());
    await page.locator('.find-text input').fill('nowhere to be found');
    await page.getByText('No step fits').waitFor();
    assert.equal(await page.locator('.line').count(), 0);
    await page.getByRole('button', { name: 'Use a regular expression' }).click();
    const id = host.all('find').at(-1)?.id ?? 0;
    await host.say({ type: 'found', id, steps: [], searched: 0, done: true, problem: 'Unterminated group' });
    await page.getByRole('alert').getByText('Unterminated group').waitFor();
    await page.getByRole('button', { name: 'Filter' }).click();
    await page.getByRole('button', { name: 'Failed', exact: true }).click();
    assert.deepEqual(host.all('find').at(-1)?.query.kinds, ['failed']);
  });

  it('goes to the step under a click on the timeline, and zooms to what a drag spans', async () => {
    const { page, host, trouble } = await openReplay(longTrial(1_000));
    const over = page.locator('.lanes-over');
    const box = await over.boundingBox();
    assert.ok(box);
    await page.mouse.click(box.x + box.width / 2, box.y + 4);
    await page.locator('.panel-step h2', { hasText: 'Step 500' }).waitFor();
    await page.mouse.move(box.x + box.width * 0.25, box.y + 4);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.5, box.y + 4, { steps: 4 });
    await page.locator('.brush').waitFor();
    await page.mouse.up();
    await page.locator('.timeline-range', { hasText: /^Steps 250 to 5\d\d$/ }).waitFor();
    const { from = 0, to = 0 } = host.all('want-timeline').at(-1) ?? {};
    assert.ok(from === 250 && to > 495 && to < 505, `${from} to ${to}`);
    await page.keyboard.press('End');
    await page.locator('.timeline-range', { hasText: 'to 1,000' }).waitFor();
    await page.locator('.lanes').focus();
    await page.keyboard.press('0');
    await page.locator('.timeline-range', { hasText: 'Steps 0 to 1,000' }).waitFor();
    await page.keyboard.press('+');
    await page.locator('.timeline-range', { hasText: 'Steps 500 to 1,000' }).waitFor();
    assert.deepEqual(trouble, []);
  });

  it('keeps the timeline folded for who folded it', async () => {
    const { page } = await openReplay(storyTrial(), { saved: { timeline: false } });
    assert.equal(await page.locator('.lanes').isVisible(), false);
  });
});
