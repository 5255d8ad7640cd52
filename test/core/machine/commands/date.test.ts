import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseDate } from '../../../../src/core/machine/commands/date/parse-date.ts';
import { strftime } from '../../../../src/core/machine/host/strftime.ts';
import { realTool } from './real-tool.ts';
import { testMachine } from './world.ts';

/** Dates in words, and what they are at 2025-03-04 09:12:00 UTC, which is a Tuesday. */
const NOW = Date.parse('2025-03-04T09:12:00Z');
const DATES: readonly (readonly [text: string, result: string])[] = [
  ['now', '2025-03-04 09:12:00'],
  ['today', '2025-03-04 09:12:00'],
  ['yesterday', '2025-03-03 09:12:00'],
  ['tomorrow', '2025-03-05 09:12:00'],
  ['@1700000000', '2023-11-14 22:13:20'],
  ['2025-01-02', '2025-01-02 00:00:00'],
  ['2025-01-02 03:04', '2025-01-02 03:04:00'],
  ['2025-01-02T03:04:05Z', '2025-01-02 03:04:05'],
  ['2025-01-02T03:04:05+02:00', '2025-01-02 01:04:05'],
  ['20250102', '2025-01-02 00:00:00'],
  ['12/25/2025', '2025-12-25 00:00:00'],
  ['5 Jan 2025', '2025-01-05 00:00:00'],
  ['Jan 5, 2025', '2025-01-05 00:00:00'],
  ['10:30', '2025-03-04 10:30:00'],
  ['3:15 pm', '2025-03-04 15:15:00'],
  ['1 day ago', '2025-03-03 09:12:00'],
  ['+2 hours', '2025-03-04 11:12:00'],
  ['2 weeks ago', '2025-02-18 09:12:00'],
  ['next week', '2025-03-11 09:12:00'],
  ['last month', '2025-02-04 09:12:00'],
  ['next year', '2026-03-04 09:12:00'],
  ['2025-01-31 +1 month', '2025-03-03 00:00:00'],
  ['friday 10:00', '2025-03-07 10:00:00'],
  ['next tuesday', '2025-03-11 00:00:00'],
  ['last friday', '2025-02-28 00:00:00'],
  ['Tue Mar  4 09:12:00 UTC 2025', '2025-03-04 09:12:00'],
];

/** A format with every conversion that coreutils know. */
const CONVERSIONS = [...'aAbBcCdDeFgGhHIjklmMnNpPqrRsSTtuUVwWxXyYzZ%'].map((letter) => `%${letter}`);

describe('date', () => {
  it('reads dates in words', () => {
    for (const [text, result] of DATES) {
      const time = parseDate(text, NOW);
      assert.equal(time === undefined ? undefined : strftime('%F %T', time), result, text);
    }
    for (const text of ['foo', '2025-02-30', '25:00', 'tomorrow tomorrow x', '@12x']) {
      assert.equal(parseDate(text, NOW), undefined, text);
    }
  });

  it('reads absolute dates as GNU date does', () => {
    for (const [text] of DATES.filter(
      ([entry]) => /^[@\dT]/.test(entry) && !/^(10:30|3:15|1 day|2 weeks|today|tomorrow)/.test(entry),
    )) {
      const real = realTool('date', ['-u', '-d', text, '+%F %T']);
      if (!real) continue;
      const time = parseDate(text, NOW);
      assert.equal(time === undefined ? '' : `${strftime('%F %T', time)}\n`, real.stdout, text);
    }
  });

  it('writes every conversion as GNU date does', () => {
    const times = [0, 951_782_400, 1_704_067_199, 1_735_689_600, 1_741_079_520];
    const formats = [
      CONVERSIONS.join('|'),
      '%-d %_d %-m %_H %^a %^B %#p %05d %10Y %-I %E %Q',
      '%:z %::z %:::z %3N %-j %_j %^c %0e',
    ];
    for (const format of formats) {
      for (const time of times) {
        const ours = strftime(format, time * 1000);
        assert.doesNotMatch(ours, /undefined|NaN/);
        const real = realTool('date', ['-u', '-d', `@${time}`, `+${format}`]);
        if (real) assert.equal(`${ours}\n`, real.stdout, `${format} at ${time}`);
      }
    }
    assert.equal(strftime('%a %b %e %H:%M:%S %Z %Y', NOW), 'Tue Mar  4 09:12:00 UTC 2025');
    assert.equal(strftime('%G-W%V-%u %j %U %W', NOW), '2025-W10-2 063 09 09');
  });

  it('never throws for any format or date', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 0, max: 4e12 }), (format, time) => {
        strftime(format, time);
        strftime(`%${format}`, time);
        parseDate(format, time);
      }),
    );
  });

  it('stands on the clock of the machine', async () => {
    const machine = testMachine();
    assert.equal((await machine.run('date')).stdout, 'Tue Mar  4 09:12:00 UTC 2025\n');
    assert.equal((await machine.run('date', '+%s')).stdout, `${NOW / 1000}\n`);
    assert.equal((await machine.run('date', '-u', '-Iseconds')).stdout, '2025-03-04T09:12:00+00:00\n');
    assert.equal((await machine.run('date', '-R')).stdout, 'Tue, 04 Mar 2025 09:12:00 +0000\n');
    assert.equal((await machine.run('date', '-I')).stdout, '2025-03-04\n');
    assert.equal((await machine.run('date', '--rfc-3339=seconds')).stdout, '2025-03-04 09:12:00+00:00\n');
    assert.equal((await machine.run('date', '-d', '@0')).stdout, 'Thu Jan  1 00:00:00 UTC 1970\n');
    assert.equal((await machine.run('date', '-d', '1 hour ago', '+%H:%M')).stdout, '08:12\n');
    assert.match((await machine.run('date', '-r', '/etc/hostname', '+%Y')).stdout, /^202[45]\n$/);
  });

  it('cannot be set', async () => {
    const machine = testMachine();
    const { stderr, exitCode } = await machine.run('date', '-s', '2030-01-01');
    assert.equal(stderr, 'date: cannot set date: Operation not permitted\n');
    assert.equal(exitCode, 1);
    assert.equal(machine.events[0]?.kind, 'unsupported');
  });
});
