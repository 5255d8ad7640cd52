import assert from 'node:assert/strict';
import { jsonlExporter } from '../../../src/core/exporters/jsonl.ts';
import { transcriptEventSchema } from '../../../src/core/transcript/events.ts';
import { sampleTrial } from '../experiment/sample-trials.ts';
import { exported, sampleSource } from './sources.ts';

const lines = (text: string | undefined): unknown[] =>
  (text ?? '')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

describe('JSON lines', () => {
  it('has one line for each trial', async () => {
    const source = sampleSource([{ stdout: 'a\nb\u2028c' }, { verdict: 'failure' }]);
    const files = await exported(jsonlExporter, source);
    assert.deepEqual([...files.keys()], ['trials.jsonl']);
    assert.deepEqual(lines(files.get('trials.jsonl')), structuredClone(source.experiments[0]?.trials));
  });

  it('has every event on demand, as the transcripts hold them', async () => {
    const source = sampleSource([{ trial: 'one' }, { trial: 'two', verdict: undefined }], true);
    const files = await exported(jsonlExporter, source);
    const events = lines(files.get('events.jsonl'));
    const written = [
      sampleTrial({ trial: 'one', seed: 1 }),
      sampleTrial({ trial: 'two', seed: 2, verdict: undefined }),
    ];
    assert.deepEqual(
      events.map((event) => transcriptEventSchema.parse(event)),
      written.flat(),
    );
    assert.ok(
      events.every((event) => {
        const { trial, experiment } = event as { trial: string; experiment: string };
        return experiment === 'sample' && ['one', 'two'].includes(trial);
      }),
    );
  });
});
