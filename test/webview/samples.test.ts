import assert from 'node:assert/strict';
import { join } from 'node:path';
import { useBrowser } from './replay-page.ts';
import { storyTrial } from './trial.ts';

const SCREENSHOTS = join(import.meta.dirname, '../../out/screenshots/webview');

describe('the samples of a log', function () {
  this.timeout(60_000);
  const openReplay = useBrowser();

  it('are a list from which each opens, and to which one comes back', async () => {
    const { page, host, trouble } = await openReplay(storyTrial(), { source: 'log' });
    const samples = [
      { id: '1', epoch: 1, verdict: 'success', scores: { match: 'C', length: '0.25' }, messages: 12 },
      {
        id: 'a very long name of a sample, '.repeat(4),
        epoch: 1,
        verdict: 'failure',
        scores: { match: 'I' },
        messages: 1234,
      },
      { id: '<b>3</b>', epoch: 2, verdict: undefined, scores: {}, messages: undefined },
    ] as const;
    await host.say({ type: 'samples', title: 'replicate', model: 'openai/gpt-x', samples });
    await page.getByRole('heading', { name: 'replicate' }).waitFor();
    assert.equal(await page.locator('.samples tbody tr').count(), 3);
    await page.screenshot({ path: join(SCREENSHOTS, 'samples.png') });
    await page.getByRole('button', { name: '<b>3</b>' }).click();
    assert.deepEqual(host.all('open-sample'), [{ type: 'open-sample', index: 2 }]);
    const { header, state, steps, marks } = storyTrial();
    await host.say({ type: 'opened', header, state, steps, marks, at: 3, sample: true });
    await page.locator('.panel-step h2', { hasText: 'Step 3' }).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Write a note on this step' }).count(), 0);
    await page.getByRole('button', { name: 'Back to the list of samples' }).click();
    assert.equal(host.all('close-sample').length, 1);
    await host.say({ type: 'samples', title: 'empty', model: '', samples: [] });
    await page.getByText('This log has no samples yet.').waitFor();
    await host.say({ type: 'failed', message: 'The sample cannot be read: it is damaged.' });
    await page.getByRole('alert').getByText('it is damaged').waitFor();
    assert.deepEqual(trouble, []);
  });
});
