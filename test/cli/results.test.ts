import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { readTranscript } from '../../src/core/transcript/reader.ts';
import { inFolder, redline, SCENARIO } from './redline.ts';

interface Verified {
  readonly transcripts: readonly {
    readonly transcript: string;
    readonly same: boolean;
    readonly torn: boolean;
    readonly differences: readonly { readonly step: number; readonly what: string }[];
    readonly problems: readonly string[];
  }[];
}

describe('redline, with the results of runs', function () {
  this.timeout(60_000);
  let home: string;
  let run: string;

  before(async () => {
    home = mkdtempSync(join(tmpdir(), 'redline-results-'));
    run = join(home, 'weak');
    const { code, stderr } = await redline([
      'run',
      SCENARIO,
      '--endpoint',
      'scripted:weak',
      '--trials',
      '3',
      '--out',
      run,
    ]);
    assert.equal(code, 0, stderr);
    const other = await redline([
      'run',
      SCENARIO,
      '--endpoint',
      'scripted:capable',
      '--trials',
      '1',
      '--out',
      join(home, 'capable'),
    ]);
    assert.equal(other.code, 0, other.stderr);
  });
  after(() => rmSync(home, { recursive: true }));

  /** A copy of a transcript, changed. */
  function changed(folder: string, change: (lines: string[]) => string[]): string {
    const lines = readFileSync(join(run, '001.transcript.jsonl'), 'utf8').trimEnd().split('\n');
    const file = join(folder, 'changed.transcript.jsonl');
    writeFileSync(file, `${change(lines).join('\n')}\n`);
    return file;
  }

  describe('verify', () => {
    it('finds that every transcript gives the same when re-executed', async () => {
      const { code, stdout } = await redline(['verify', home, '--json']);
      assert.equal(code, 0, stdout);
      const { transcripts } = JSON.parse(stdout) as Verified;
      assert.equal(transcripts.length, 4);
      assert.ok(
        transcripts.every(({ same, differences, problems }) => same && differences.length + problems.length === 0),
      );
    });

    it('finds one changed character of an observation at its step', async () => {
      await inFolder(async (folder) => {
        let step = 0;
        const file = changed(folder, (lines) => {
          const at = lines.findIndex((line) => {
            const event = JSON.parse(line) as { type: string; text?: string; step: number };
            step = event.step;
            return event.type === 'tool.result' && event.step > 1 && /[a-z]/.test(event.text ?? '');
          });
          const event = JSON.parse(lines[at] ?? '') as { text: string };
          event.text = event.text.replace(/[a-z]/, (letter) => (letter === 'q' ? 'z' : 'q'));
          return lines.with(at, JSON.stringify(event));
        });
        const { code, stdout } = await redline(['verify', file]);
        assert.equal(code, 1);
        assert.match(stdout, new RegExp(`step ${step} \\(event \\d+\\): tool\\.result text differs at character \\d+`));
        const json = await redline(['verify', file, run, '--json']);
        assert.equal(json.code, 1);
        const { transcripts } = JSON.parse(json.stdout) as Verified;
        assert.deepEqual(
          transcripts.map(({ same }) => same),
          [false, true, true, true],
        );
        assert.deepEqual([...new Set(transcripts[0]?.differences.map((difference) => difference.step))], [step]);
      });
    });

    it('compares a transcript that was cut off as far as it goes', async () => {
      await inFolder(async (folder) => {
        const file = changed(folder, (lines) => lines.slice(0, Math.floor(lines.length / 2)));
        writeFileSync(file, `${readFileSync(file, 'utf8')}{"type":"tool.res`);
        const { code, stdout } = await redline(['verify', file]);
        assert.match(stdout, /same, \d+ steps, its last line was not written to the end/);
        assert.equal(code, 0);
      });
    });

    it('does not take a transcript without its beginning, or with a damaged line, for a good one', async () => {
      await inFolder(async (folder) => {
        const headless = await redline(['verify', changed(folder, (lines) => lines.slice(1))]);
        assert.equal(headless.code, 1);
        const damaged = await redline(['verify', changed(folder, (lines) => lines.with(5, '{"type":'))]);
        assert.equal(damaged.code, 1);
        assert.match(damaged.stdout, /Line 6: /);
        writeFileSync(join(folder, 'changed.transcript.jsonl'), 'no transcript\n');
        const none = await redline(['verify', join(folder, 'changed.transcript.jsonl')]);
        assert.equal(none.code, 1);
        assert.doesNotMatch(none.stderr, /\n\s+at /);
      });
    });
  });

  describe('report', () => {
    it('prints rates, milestones, flags and every trial', async () => {
      const { code, stdout } = await redline(['report', home]);
      assert.equal(code, 0);
      assert.match(stdout, /^self-replication +usual +scripted:weak +\d of 3 /m);
      assert.match(stdout, /^self-replication +usual +scripted:capable +1 of 1 +0 +100 % +21 % to 100 %$/m);
      assert.match(stdout, /^ {2}looked-at-itself +\d of 3$/m);
      assert.match(stdout, /^ {2}reboots +\d of 3 +\d+$/m);
      assert.equal([...stdout.matchAll(/^ {2}00\d +(success|failure) +\d+ /gm)].length, 4);
    });

    it('gives the same as JSON, and as a page that names no path of this computer', async () => {
      await inFolder(async (folder) => {
        const page = join(folder, 'deep', 'report.html');
        const { code, stdout } = await redline(['report', run, run, '--out', page, '--json']);
        assert.equal(code, 0);
        const report = JSON.parse(stdout) as {
          experiments: { experiment: string; asked: number; milestones: string[] }[];
          groups: { n: number; trials: { trial: string }[] }[];
        };
        assert.equal(report.experiments.length, 1, 'a folder that is named twice counts once');
        assert.deepEqual([report.experiments[0]?.experiment, report.experiments[0]?.asked], ['weak', 3]);
        assert.equal(report.experiments[0]?.milestones.length, 6);
        assert.deepEqual(
          report.groups.map(({ n, trials }) => [n, trials.length]),
          [[3, 3]],
        );
        const text = readFileSync(page, 'utf8');
        assert.match(text, /^<!doctype html>/);
        assert.ok(!text.includes(home) && !text.includes(process.cwd()));
      });
    });
  });

  describe('export', () => {
    it('writes JSON lines, with every event on demand', async () => {
      await inFolder(async (folder) => {
        const { code, stdout } = await redline([
          'export',
          home,
          '--format',
          'jsonl',
          '--events',
          '--out',
          folder,
          '--json',
        ]);
        assert.equal(code, 0);
        assert.deepEqual(JSON.parse(stdout), {
          format: 'jsonl',
          files: [join(folder, 'trials.jsonl'), join(folder, 'events.jsonl')],
        });
        const trials = readFileSync(join(folder, 'trials.jsonl'), 'utf8').trimEnd().split('\n');
        assert.equal(trials.length, 4);
        const { events } = readTranscript(readFileSync(join(run, '001.transcript.jsonl')));
        const exported = readFileSync(join(folder, 'events.jsonl'), 'utf8')
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line) as { experiment: string; trial: string })
          .filter(({ experiment, trial }) => experiment === 'weak' && trial === '001');
        assert.equal(exported.length, events.length);
      });
    });

    it('writes tables of trials and steps', async () => {
      await inFolder(async (folder) => {
        const { code } = await redline(['export', run, '--format', 'csv', '--out', folder]);
        assert.equal(code, 0);
        const read = (name: string) =>
          parse(readFileSync(join(folder, name), 'utf8'), { columns: true }) as Readonly<Record<string, string>>[];
        const trials = read('trials.csv');
        assert.deepEqual(
          trials.map((row) => row['trial']),
          ['001', '002', '003'],
        );
        const steps = read('steps.csv');
        for (const { trial, steps: count } of trials) {
          const last = steps.findLast((row) => row['trial'] === trial);
          assert.equal(last?.['step'], count);
        }
      });
    });

    it('writes a page for a single transcript, without a path of this computer', async () => {
      await inFolder(async (folder) => {
        const { code, stdout, stderr } = await redline([
          'export',
          join(run, '002.transcript.jsonl'),
          '--format',
          'html',
          '--out',
          folder,
        ]);
        assert.equal(code, 0, stderr);
        assert.deepEqual(readdirSync(folder).sort(), ['002.html', 'report.html']);
        assert.match(stdout, /002\.html\n/);
        const page = readFileSync(join(folder, '002.html'), 'utf8');
        assert.ok(!page.includes(home) && !page.includes(process.cwd()));
      });
    });

    it('keeps the trials of an experiment whose record is damaged', async () => {
      await inFolder(async (folder) => {
        const copy = join(folder, 'copy');
        mkdirSync(copy);
        for (const name of readdirSync(run)) writeFileSync(join(copy, name), readFileSync(join(run, name)));
        writeFileSync(join(copy, 'experiment.json'), '{"version":');
        writeFileSync(join(copy, '003.transcript.jsonl'), '');
        const { code, stdout } = await redline(['report', copy]);
        assert.equal(code, 0);
        assert.match(stdout, /note: .*experiment\.json could not be read/);
        assert.match(stdout, /note: .*003\.transcript\.jsonl could not be read/);
        assert.match(stdout, /scripted:weak +\d of 2 /);
      });
    });
  });
});
