import assert from 'node:assert/strict';
import { faults } from '../editor/faults.ts';
import { useBrowser } from './replay-page.ts';
import type { ThemeName } from './themes.ts';
import { storyTrial } from './trial.ts';

describe('the replay for everybody', function () {
  this.timeout(60_000);
  const openReplay = useBrowser();

  for (const theme of ['dark-modern', 'light-modern', 'high-contrast', 'high-contrast-light'] satisfies ThemeName[]) {
    for (const width of [1280, 400]) {
      it(`has no serious fault in ${theme} at ${width} px`, async () => {
        const { page, host } = await openReplay(storyTrial(), { theme, width, at: 13 });
        assert.deepEqual(await faults(page), []);
        if (width === 400) await page.getByRole('tab', { name: 'Steps' }).click();
        await page.keyboard.press('/');
        await page.keyboard.type('echo');
        await page.getByRole('button', { name: 'Filter' }).click();
        await page.locator('.find-status').waitFor();
        await host.say({
          type: 'notes',
          notes: [{ step: 13, author: 'Ada', at: '2026-01-01T10:00:00Z', text: 'Here it turns.' }],
        });
        assert.deepEqual(await faults(page), []);
        await host.say({
          type: 'samples',
          title: 'replicate',
          model: 'gpt',
          samples: [{ id: '1', epoch: 1, verdict: 'success', scores: { match: 'C' }, messages: 3 }],
        });
        assert.deepEqual(await faults(page), []);
      });
    }
  }
});
