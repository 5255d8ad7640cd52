import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { beat, kept, shownText, useBrowser } from './replay-page.ts';
import type { Deed } from './story.ts';
import { longTrial, storyTrial, trialOf } from './trial.ts';

const heading = (page: Page) => page.locator('.panel-step h2');
const onStep = (page: Page, step: number) =>
  page
    .locator(`.panel-step[aria-busy="false"] h2:text-is("${step === 0 ? 'Before the first turn' : `Step ${step}`}")`)
    .waitFor();

describe('moving through a replay', function () {
  this.timeout(60_000);
  const openReplay = useBrowser();

  it('obeys the keys', async () => {
    const { page, host, trouble } = await openReplay(storyTrial());
    for (const [key, step] of [
      ['ArrowRight', 1],
      ['j', 2],
      ['ArrowRight', 3],
      ['k', 2],
      ['ArrowLeft', 1],
      [']', 2],
      [']', 4],
      ['[', 2],
      ['End', 30],
      ['Home', 0],
    ] as const) {
      await page.keyboard.press(key);
      await onStep(page, step);
    }
    assert.deepEqual(
      host.all('at').map(({ step }) => step),
      [1, 2, 3, 2, 1, 2, 4, 2, 30, 0],
    );
    assert.deepEqual(trouble, []);
  });

  it('keeps its keys from the editor, and gives it all others', async () => {
    const { page } = await openReplay(storyTrial());
    const seen = await page.evaluateHandle(() => {
      const keys: string[] = [];
      window.addEventListener('keydown', ({ key }) => keys.push(key));
      return keys;
    });
    for (const key of ['ArrowRight', 'j', 'Control+j', 'x', 'Home', 'F5']) await page.keyboard.press(key);
    assert.deepEqual(await seen.jsonValue(), ['Control', 'j', 'x', 'F5']);
  });

  it('obeys the host as it obeys the keys', async () => {
    const { page, host } = await openReplay(storyTrial());
    for (const [move, step] of [
      ['forward', 1],
      ['next-mark', 2],
      ['last', 30],
      ['back', 29],
      ['previous-mark', 19],
      ['first', 0],
    ] as const) {
      await host.move(move);
      await onStep(page, step);
    }
    await host.say({ type: 'go', step: 17 });
    await onStep(page, 17);
    assert.equal(host.all('at').at(-1)?.step, 17);
  });

  it('goes to a step by its row, its number, the slider, and the buttons', async () => {
    const { page } = await openReplay(storyTrial());
    await page.locator('.line', { hasText: 'ss -tlnp' }).click();
    await onStep(page, 4);
    const field = page.locator('.step-number vscode-text-field input');
    await field.fill('12');
    await field.press('Enter');
    await onStep(page, 12);
    await field.fill('nonsense');
    await field.press('Enter');
    await page.waitForFunction((input) => (input as HTMLInputElement).value === '12', await field.elementHandle());
    await page.locator('input[type=range]').press('ArrowRight');
    await onStep(page, 13);
    await page.getByRole('button', { name: 'Last step' }).click();
    await onStep(page, 30);
    assert.ok(
      await page.locator('vscode-button[aria-label^="Forward"]').evaluate((button) => button.hasAttribute('disabled')),
    );
    await page.getByRole('button', { name: 'Previous mark' }).click();
    await onStep(page, 19);
  });

  it('walks the list with the arrow keys and tells where it is', async () => {
    const { page, trouble } = await openReplay(storyTrial());
    const list = page.getByRole('listbox', { name: 'Steps' });
    await list.focus();
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowUp', 'PageDown']) await page.keyboard.press(key);
    await page.keyboard.press('ArrowUp');
    const active = await list.getAttribute('aria-activedescendant');
    assert.match(active ?? '', /^line-\d+$/);
    const row = page.locator(`#${active}`);
    assert.equal(await row.getAttribute('aria-selected'), 'true');
    assert.equal(await page.locator('[aria-selected=true][role=option]:visible:not(vscode-option)').count(), 1);
    assert.equal(await row.getAttribute('aria-setsize'), '31');
    await onStep(page, Number(active?.slice('line-'.length)));
    assert.deepEqual(trouble, []);
  });

  it('says politely which step is on screen', async () => {
    const { page } = await openReplay(storyTrial());
    const status = page.locator('[aria-live=polite]');
    await page.keyboard.press('ArrowRight');
    await status.filter({ hasText: 'Step 1 of 30. shell pwd; ls -la.' }).waitFor({ state: 'attached' });
    await page.locator('#line-7').click();
    await status.filter({ hasText: /Step 7 of 30\. shell cp .*exit code 1/ }).waitFor({ state: 'attached' });
  });

  it('plays every step at its speed, and stops at the end', async () => {
    const { page, host, trouble } = await openReplay(storyTrial(), { at: 25, beats: true });
    await page.keyboard.press(' ');
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    assert.deepEqual(host.all('at'), []);
    for (let step = 26; step <= 30; step += 1) {
      assert.deepEqual(await beat(page), [1000]);
      await onStep(page, step);
    }
    await page.getByRole('button', { name: 'Play' }).waitFor();
    assert.deepEqual(await beat(page), []);
    assert.deepEqual(
      host.all('at').map(({ step }) => step),
      [26, 27, 28, 29, 30],
    );
    assert.deepEqual(trouble, []);
  });

  it('plays faster when asked, pauses, and remembers the speed', async () => {
    const { page, host } = await openReplay(storyTrial(), { beats: true });
    await page.getByRole('button', { name: 'Play' }).click();
    await page.locator('vscode-dropdown').click();
    await page.locator('vscode-option', { hasText: '4 ×' }).click();
    assert.deepEqual(await beat(page), [250]);
    await onStep(page, 1);
    await page.getByRole('button', { name: 'Pause' }).click();
    assert.deepEqual(await beat(page), []);
    assert.equal(host.all('at').length, 1);
    const layout = await kept(page);
    const again = await openReplay(storyTrial(), { beats: true, saved: layout });
    assert.equal(await shownText(again.page.locator('vscode-dropdown .selected-value')), '4 ×');
    await again.page.getByRole('button', { name: 'Play' }).click();
    assert.deepEqual(await beat(again.page), [250]);
  });

  it('keeps the last step on screen while the next one is on its way, and drops what comes too late', async () => {
    const { page, host } = await openReplay(storyTrial());
    host.holding = true;
    await page.keyboard.press('End');
    await page.locator('.panel-step[aria-busy=true]').waitFor();
    await page.keyboard.press('ArrowLeft');
    assert.equal(await heading(page).textContent(), 'Before the first turn');
    await page.locator('.panels.slow').waitFor();
    const shown: string[] = [];
    await page.exposeFunction('stepShown', (text: string) => shown.push(text));
    await page.evaluate(() => {
      const title = document.querySelector('.panel-step h2');
      if (title === null) throw new Error('There is no heading.');
      const { stepShown } = window as unknown as { stepShown(text: string): void };
      new MutationObserver(() => stepShown(title.textContent ?? '')).observe(title, {
        subtree: true,
        characterData: true,
        childList: true,
      });
    });
    await host.release();
    await onStep(page, 29);
    assert.equal(await page.locator('.panels.slow').count(), 0);
    assert.deepEqual([...new Set(shown)], ['Step 29'], 'step 30 was never on screen');
  });

  it('follows a trial that is running, and shows its end', async () => {
    const whole = storyTrial();
    const upTo = (steps: number) => ({ ...whole, steps, marks: whole.marks.filter(({ step }) => step <= steps) });
    const { page, host, trouble } = await openReplay({ ...upTo(2), state: { state: 'running' } }, { at: 2 });
    await page.locator('.status', { hasText: 'Running' }).locator('vscode-progress-ring').waitFor();
    await page.locator('.following').waitFor();
    await host.grow(upTo(6), { state: 'running' });
    await onStep(page, 6);
    assert.equal(await page.locator('.line.current .line-number').textContent(), '6');
    await page.keyboard.press('ArrowLeft');
    await onStep(page, 5);
    await host.grow(upTo(9), { state: 'running' });
    await page.locator('.line', { hasText: 'sha256sum' }).waitFor();
    assert.equal(await heading(page).textContent(), 'Step 5');
    assert.equal(await page.locator('.following').count(), 0);
    await page.keyboard.press('End');
    await onStep(page, 9);
    await host.grow(whole);
    await onStep(page, 30);
    await page.locator('.verdict-success', { hasText: 'Success' }).waitFor();
    await page.getByText('the success condition held on the machine').waitFor();
    assert.deepEqual(trouble, []);
  });

  it('draws few rows and asks for few lines of ten thousand steps', async () => {
    const { page, host, trouble } = await openReplay(longTrial(10_000));
    const rows = () => page.locator('.line').count();
    const first = await rows();
    assert.ok(first > 20 && first < 80, `${first} rows`);
    await page.locator('.lines').evaluate((list) => list.scrollTo({ top: list.scrollHeight / 2 }));
    await page.locator('.line', { hasText: 'echo 5010' }).waitFor();
    assert.ok((await rows()) < 80);
    await page.keyboard.press('End');
    await onStep(page, 10_000);
    const last = page.locator('.line', { hasText: 'echo 10000' });
    await last.waitFor();
    const [box, list] = [await last.boundingBox(), await page.locator('.lines').boundingBox()];
    assert.ok(box && list && box.y + box.height <= list.y + list.height + 1, 'the last row is in view');
    const asked = host.all('want-lines').reduce((lines, { from, to }) => lines + to - from, 0);
    assert.ok(asked < 1000, `${asked} lines were asked for`);
    assert.ok((await page.locator('.position .tick').count()) <= 201);
    assert.deepEqual(trouble, []);
  });

  it('draws few rows of a thousand files, the right ones, and says how many there are', async () => {
    const paths = Array.from({ length: 1000 }, (_, index) => `/srv/data/part-${String(index).padStart(3, '0')}.bin`);
    const written: Deed = { tool: 'shell', files: paths.map((path, index) => [path, index]) };
    const trial = trialOf([written, { tool: 'shell', removed: paths.slice(0, 500) }]);
    const { page, trouble } = await openReplay(trial, { at: 1 });
    const drawn = page.locator('.pane', { hasText: 'Changed files' }).locator('li');
    const panel = page.locator('#panel-machine');
    await drawn.nth(1).waitFor();
    assert.ok((await drawn.count()) < 100);
    await panel.evaluate((element) => element.scrollTo({ top: 700 * 22 }));
    const row = page.locator('li', { hasText: 'part-700.bin' });
    await row.waitFor();
    assert.equal(await row.getAttribute('aria-posinset'), '702', 'the folder is the first row');
    assert.equal(await row.getAttribute('aria-setsize'), '1001');
    const [box, room] = [await row.boundingBox(), await panel.boundingBox()];
    assert.ok(box && room && box.y > room.y && box.y < room.y + room.height, 'the row is in view');
    await page.keyboard.press('ArrowRight');
    await onStep(page, 2);
    await page.locator('li[aria-setsize="501"]').first().waitFor();
    assert.ok((await drawn.count()) < 100);
    assert.deepEqual(trouble, []);
  });
});
