import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { overflowing } from '../editor/faults.ts';
import { kept, type PageOptions, shownText, useBrowser } from './replay-page.ts';
import { THEMES } from './themes.ts';
import { type FixtureTrial, longTrial, storyTrial, trialOf } from './trial.ts';

const SCREENSHOTS = join(import.meta.dirname, '../../out/screenshots/webview');

const running = (steps: number): FixtureTrial => ({ ...storyTrial({ state: 'running' }), steps });

/** What is looked at by eye after a change: name of the picture, trial, and how it is opened. */
const PICTURES: readonly (readonly [name: string, trial: FixtureTrial, options: PageOptions])[] = [
  ...THEMES.map((theme) => [theme, storyTrial(), { theme, at: 13, width: 1400, height: 860 }] as const),
  ['start', storyTrial(), { at: 0 }],
  ['thought', storyTrial(), { at: 1 }],
  ['files-copied', storyTrial(), { at: 8, width: 1600, height: 900 }],
  ['not-understood', storyTrial(), { at: 9, theme: 'light-modern' }],
  ['binary-output', storyTrial(), { at: 23 }],
  ['other-scripts', storyTrial(), { at: 24, theme: 'light-modern' }],
  ['long-output', storyTrial(), { at: 25 }],
  ['long-line', storyTrial(), { at: 26 }],
  ['standard-error', storyTrial(), { at: 28 }],
  ['running', running(12), { at: 12 }],
  [
    'interrupted',
    storyTrial({ state: 'interrupted', detail: 'The process that ran the trial ended at step 30.' }),
    { at: 30, theme: 'light-modern' },
  ],
  ['no-step-yet', trialOf([], { state: 'running' }), {}],
  ['ten-thousand-steps', longTrial(10_000), { at: 5000 }],
  ['width-0400-step', storyTrial(), { at: 8, width: 400, height: 760 }],
  [
    'width-0400-steps',
    storyTrial(),
    { at: 8, width: 400, height: 760, saved: { panel: 'steps' }, theme: 'light-modern' },
  ],
  ['width-0400-machine', storyTrial(), { at: 8, width: 400, height: 760, saved: { panel: 'machine' } }],
  ['width-0800', storyTrial(), { at: 16, width: 800, height: 760, theme: 'light-modern' }],
  ['width-1600', storyTrial(), { at: 16, width: 1600, height: 900 }],
  ['width-3840', storyTrial(), { at: 16, width: 3840, height: 2000 }],
];

describe('the room that a replay takes', function () {
  this.timeout(60_000);
  const openReplay = useBrowser();
  before(async () => {
    await mkdir(SCREENSHOTS, { recursive: true });
  });

  for (const [name, trial, options] of PICTURES) {
    it(`fits: ${name}`, async () => {
      const { page, trouble } = await openReplay(trial, options);
      await page.evaluate(() => document.fonts.ready);
      await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
      assert.deepEqual(await overflowing(page), []);
      assert.ok(await page.evaluate(() => document.fonts.check('16px codicon')));
      assert.deepEqual(trouble, []);
    });
  }

  it('shows one panel at a time behind tabs where it is narrow', async () => {
    const { page, trouble } = await openReplay(storyTrial(), { width: 400, at: 3 });
    const visible = () => page.locator('.panel:visible').evaluateAll((panels) => panels.map(({ id }) => id));
    assert.deepEqual(await visible(), ['panel-step']);
    await page.getByRole('tab', { name: 'Machine' }).click();
    assert.deepEqual(await visible(), ['panel-machine']);
    await page.keyboard.press('ArrowRight');
    assert.deepEqual(await visible(), ['panel-steps'], 'the arrow keys move between the tabs');
    assert.equal(await page.getByRole('tab', { name: 'Steps' }).getAttribute('aria-selected'), 'true');
    await page.locator('.line', { hasText: 'pwd' }).click();
    assert.deepEqual(await visible(), ['panel-step'], 'the step that was chosen is shown');
    await page.locator('h2', { hasText: 'Step 1' }).waitFor();
    assert.deepEqual(trouble, []);
  });

  it('lets the panels be made wider by keyboard and pointer, and remembers', async () => {
    const { page } = await openReplay(storyTrial(), { at: 3 });
    const width = async (panel: string) => (await page.locator(`#panel-${panel}`).boundingBox())?.width ?? 0;
    const edge = page.getByRole('separator', { name: 'Width of the list of steps' });
    const before = await width('steps');
    await edge.focus();
    await page.keyboard.press('ArrowRight');
    assert.ok(Math.abs((await width('steps')) - before - 16) < 1);
    assert.equal(await shownText(page.locator('h2')), 'Step 3', 'the key moved the edge, not the step');
    const other = await page.getByRole('separator', { name: 'Width of the machine' }).boundingBox();
    assert.ok(other);
    const machine = await width('machine');
    await page.mouse.move(other.x + 3, other.y + 50);
    await page.mouse.down();
    await page.mouse.move(other.x - 57, other.y + 90, { steps: 3 });
    await page.mouse.up();
    assert.ok(Math.abs((await width('machine')) - machine - 60) < 2);
    const { page: again } = await openReplay(storyTrial(), { saved: await kept(page) });
    const restored = await again.locator('#panel-machine').boundingBox();
    assert.ok(Math.abs((restored?.width ?? 0) - machine - 60) < 2);
    await edge.dblclick();
    assert.ok(Math.abs((await width('steps')) - before) < 1);
  });

  it('stands still for readers who want less motion', async () => {
    const { page } = await openReplay(running(3), { at: 3, reducedMotion: true });
    assert.equal(await page.locator('.verdict vscode-progress-ring').isVisible(), false);
    assert.equal(await page.locator('.verdict .still').isVisible(), true);
  });

  it('shows where the focus is', async () => {
    const { page } = await openReplay(storyTrial(), { at: 3 });
    const seen = new Set<string>();
    for (let presses = 0; presses < 40; presses += 1) {
      await page.keyboard.press('Tab');
      const focus = await page.evaluate(() => {
        const focused = document.activeElement;
        if (focused === null || focused === document.body) return undefined;
        const inside = [focused.shadowRoot?.activeElement, focused.shadowRoot?.querySelector('.control, .root')];
        const shows = [focused, ...inside].some((element) => {
          if (!(element instanceof Element)) return false;
          const { outlineStyle, outlineColor, borderColor } = getComputedStyle(element);
          const outline = outlineStyle === 'none' ? '' : outlineColor;
          // The theme's `focusBorder`.
          return `${outline} ${borderColor}`.includes('rgb(0, 120, 212)');
        });
        return { name: `${focused.tagName} ${focused.className}`, shows };
      });
      if (focus === undefined) break;
      seen.add(focus.name);
      assert.ok(focus.shows, `${focus.name} shows no focus`);
    }
    for (const name of ['lines', 'panel-step', 'panel-machine', 'splitter-steps', 'splitter-machine']) {
      assert.ok(
        [...seen].some((one) => one.includes(name)),
        `${name} cannot be reached by Tab`,
      );
    }
  });
});
