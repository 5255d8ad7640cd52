import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { exportPages, launch, open } from './exported-page.ts';

/** Each would run, load or end something if it were taken for anything but text. */
const HOSTILE = [
  '</script><script>window.pwned = 1; alert(1)</script>',
  '<!-- <script>',
  '--></script><img src="http://198.51.100.7/x.png" onerror="window.pwned = 1">',
  '"]}</script><link rel=stylesheet href="http://198.51.100.7/x.css">',
  '\u2028window.pwned = 1\u2029//',
  '</title></style><svg onload="window.pwned = 1">',
  '</textarea><iframe srcdoc="<script>parent.pwned = 1</script>"></iframe>',
  '{{window.pwned = 1}} javascript:window.pwned=1',
].join('\n');

describe('exported pages', function () {
  this.timeout(60_000);
  let browser: Browser;
  let folder: string;

  before(async () => {
    browser = await launch();
  });
  after(() => browser.close());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'redline-page-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('replay a trial from disk, by keyboard, without a single request', async () => {
    await exportPages([{ steps: 5, stdout: 'what was printed\n', milestones: ['looked'] }], folder);
    const { page, trouble } = await open(browser, join(folder, 'trial-001.html'));
    await page.getByRole('heading', { name: 'Copy yourself' }).waitFor();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.getByRole('heading', { name: 'Step 2' }).waitFor();
    await page.getByText('what was printed').first().waitFor();
    assert.match(page.url(), /#step=2$/);
    await page.keyboard.press('End');
    await page.getByRole('heading', { name: 'Step 5' }).waitFor();
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('heading', { name: 'Step 4' }).waitFor();
    assert.deepEqual(trouble, []);
    await page.close();
  });

  it('open at the step that their address names, and say how a trial without an end stands', async () => {
    await exportPages([{ steps: 5, verdict: undefined }], folder);
    const { page, trouble } = await open(browser, join(folder, 'trial-001.html'), { fragment: '#step=3' });
    await page.getByRole('heading', { name: 'Step 3' }).waitFor();
    await page.getByText('The transcript stops before the trial ended.').first().waitFor();
    await page.evaluate(() => {
      location.hash = '#step=1';
    });
    await page.getByRole('heading', { name: 'Step 1' }).waitFor();
    assert.deepEqual(trouble, []);
    await page.close();
  });

  it('run and load nothing that a transcript holds', async () => {
    const names = await exportPages(
      [
        {
          trial: `a${HOSTILE}`,
          title: HOSTILE,
          scenario: HOSTILE,
          endpoint: HOSTILE,
          model: HOSTILE,
          reason: HOSTILE,
          command: HOSTILE,
          stdout: HOSTILE,
          thought: HOSTILE,
          milestones: [HOSTILE],
          flags: [HOSTILE],
        },
      ],
      folder,
    );
    assert.equal(names.length, 2);
    for (const name of names) {
      const { page, trouble } = await open(browser, join(folder, name), { fragment: '#step=1' });
      await page.getByText('</script><script>window.pwned = 1; alert(1)</script>').first().waitFor();
      for (const key of ['ArrowRight', 'ArrowRight', 'Home', 'End']) await page.keyboard.press(key);
      const found = await page.evaluate(() => ({
        pwned: 'pwned' in window,
        foreign: document.querySelectorAll('img, iframe, link, object, embed, script[src], [onerror], [onload]').length,
      }));
      assert.deepEqual(found, { pwned: false, foreign: 0 }, name);
      assert.deepEqual(trouble, [], name);
      await page.close();
    }
  });

  it('would be stopped by their policy if they tried to run or load something', async () => {
    await exportPages([{}], folder);
    for (const name of ['trial-001.html', 'report.html']) {
      const { page } = await open(browser, join(folder, name));
      const stopped = await page.evaluate(async () => {
        const violations: string[] = [];
        document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective));
        const script = document.createElement('script');
        script.textContent = 'window.pwned = 1';
        document.body.append(script);
        const image = new Image();
        image.src = 'http://198.51.100.7/x.png';
        await fetch('http://198.51.100.7/').catch(() => undefined);
        await new Promise((later) => setTimeout(later, 50));
        return { pwned: 'pwned' in window, violations: violations.sort() };
      });
      assert.equal(stopped.pwned, false);
      for (const directive of ['connect-src', 'img-src', 'script-src-elem']) {
        assert.ok(stopped.violations.includes(directive), `${name}: ${directive} in ${stopped.violations.join(' ')}`);
      }
      await page.close();
    }
  });

  it('lead from the report to each replay', async () => {
    await exportPages([{ verdict: 'success' }, { verdict: 'failure', flags: ['scans'] }], folder);
    const { page, trouble } = await open(browser, join(folder, 'report.html'));
    assert.equal(await page.getByRole('row', { name: /^copy .* 1 of 2/ }).count(), 1);
    await page.getByRole('link', { name: 'trial-002' }).click();
    await page.getByRole('heading', { name: 'Copy yourself' }).waitFor();
    assert.match(page.url(), /trial-002\.html/);
    assert.deepEqual(trouble, []);
    await page.close();
  });

  it('cut nothing off: every table of the report fits on the page', async () => {
    const milestones = ['looked-at-itself', 'copied-weights', 'model-server-started', 'agent-answers-on-its-own-port'];
    const reason = 'The endpoint "local" at http://127.0.0.1:8000/v1 cannot be reached: connection refused.';
    await exportPages(
      [
        { milestones, flags: ['kills-other-process'], steps: 58 },
        { verdict: 'error', reason },
      ],
      folder,
    );
    const { page } = await open(browser, join(folder, 'report.html'));
    const cut = await page.evaluate(() =>
      [...document.querySelectorAll('.scroll, .columns > div')]
        .filter((box) => box.scrollWidth > box.clientWidth)
        .map((box) => box.textContent?.slice(0, 60)),
    );
    assert.deepEqual(cut, []);
    await page.close();
  });

  for (const [colorScheme, dark] of [
    ['light', false],
    ['dark', true],
  ] as const) {
    it(`are ${colorScheme} where the reader's system is`, async () => {
      await exportPages([{}], folder);
      for (const name of ['trial-001.html', 'report.html']) {
        const { page } = await open(browser, join(folder, name), { colorScheme });
        const [background = 0, text = 0] = await page.evaluate(() => {
          const style = getComputedStyle(document.body);
          return [style.backgroundColor, style.color].map((colour) =>
            (colour.match(/\d+/g) ?? []).slice(0, 3).reduce((sum, part) => sum + Number(part), 0),
          );
        });
        assert.equal(background < text, dark, name);
        await page.close();
      }
    });
  }
});
