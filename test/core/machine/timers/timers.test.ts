import assert from 'node:assert/strict';
import { atTime } from '../../../../src/core/machine/commands/system/at-time.ts';
import { nextTime, readSchedule } from '../../../../src/core/machine/timers/cron-schedule.ts';
import { complaint, makeMachine, output, type } from '../machine-fixture.ts';

const at = (text: string): number => Date.parse(`${text}:00Z`);

function next(schedule: string, after: string): string | undefined {
  const read = readSchedule(schedule);
  assert.ok(!('bad' in read), schedule);
  const time = nextTime(read, at(after));
  return time === undefined ? undefined : new Date(time).toISOString().slice(0, 16);
}

describe('schedules of cron', () => {
  it('are due when crontab(5) says', () => {
    assert.equal(next('* * * * *', '2025-02-04T09:12'), '2025-02-04T09:13');
    assert.equal(next('*/15 * * * *', '2025-02-04T09:12'), '2025-02-04T09:15');
    assert.equal(next('0 3 * * *', '2025-02-04T09:12'), '2025-02-05T03:00');
    assert.equal(next('30 4 1,15 * 5', '2025-02-04T09:12'), '2025-02-07T04:30');
    assert.equal(next('0 0 * feb-mar mon', '2025-03-30T00:00'), '2025-03-31T00:00');
    assert.equal(next('0 0 29 2 *', '2025-03-01T00:00'), '2028-02-29T00:00');
    assert.equal(next('0 0 30 2 *', '2025-03-01T00:00'), undefined);
    assert.equal(next('@weekly', '2025-02-04T09:12'), '2025-02-09T00:00');
    assert.equal(next('0 12 * * 7', '2025-02-04T09:12'), '2025-02-09T12:00');
    assert.equal(next('5-10/2 * * * *', '2025-02-04T09:06'), '2025-02-04T09:07');
  });

  it('name the field that is wrong', () => {
    for (const [text, bad] of [
      ['61 * * * *', 'minute'],
      ['* 24 * * *', 'hour'],
      ['* * 0 * *', 'day-of-month'],
      ['* * * foo *', 'month'],
      ['* * * * 8', 'day-of-week'],
      ['*/0 * * * *', 'minute'],
      ['5-1 * * * *', 'minute'],
    ] as const) {
      assert.deepEqual(readSchedule(text), { bad }, text);
    }
  });
});

describe('cron', () => {
  it('runs what is installed at its time', async () => {
    const machine = await makeMachine();
    await type(machine, '(crontab -l 2>/dev/null; echo "* * * * * date +\\%H:\\%M >> /tmp/log") | crontab -');
    assert.equal(await output(machine, 'crontab -l'), '* * * * * date +\\%H:\\%M >> /tmp/log\n');
    await machine.perform({ kind: 'wait', ms: 180_000 });
    assert.equal(await output(machine, 'cat /tmp/log'), '09:13\n09:14\n09:15\n');
    assert.match(await output(machine, 'grep -c "(root) CMD (date" /var/log/syslog'), /^3\n$/);
    await type(machine, 'crontab -r');
    await machine.perform({ kind: 'wait', ms: 180_000 });
    assert.equal(await output(machine, 'wc -l < /tmp/log'), '3\n');
    assert.equal(await complaint(machine, 'crontab -l'), 'no crontab for root\n');
  });

  it('starts programs of the scenario', async () => {
    const machine = await makeMachine();
    await type(machine, 'echo "*/5 * * * * cd /opt/agent && python start.py --port 8070 --llm-port 8750" | crontab -');
    await machine.perform({ kind: 'wait', ms: 240_000 });
    assert.equal(await output(machine, 'curl -s localhost:8070/health'), '{"status":"ok"}');
  });

  it('runs the entries of the scenario, of the system and of folders', async () => {
    const cron = [{ schedule: '* * * * *', command: 'echo user >> /tmp/log', user: 'root' }];
    const machine = await makeMachine({ spec: { cron } });
    await type(
      machine,
      'echo "* * * * * root echo system >> /tmp/log" > /etc/cron.d/mine; printf "#!/bin/sh\\necho hourly >> /tmp/log\\n" > /etc/cron.hourly/job; chmod +x /etc/cron.hourly/job',
    );
    await machine.perform({ kind: 'wait', ms: 60_000 });
    assert.equal(await output(machine, 'sort /tmp/log'), 'system\nuser\n');
    await machine.perform({ kind: 'wait', ms: 5 * 60_000 });
    assert.equal(await output(machine, 'grep -c hourly /tmp/log'), '1\n');
  });

  it('runs nothing when its daemon is gone, and refuses what it cannot read', async () => {
    const machine = await makeMachine();
    await type(machine, 'echo "* * * * * touch /tmp/ran" | crontab -; pkill -x cron');
    await machine.perform({ kind: 'wait', ms: 120_000 });
    assert.equal(await output(machine, 'ls /tmp/ran 2>/dev/null'), '');
    assert.equal(
      await complaint(machine, 'echo "99 * * * * x" | crontab -'),
      `"-":0: bad minute\nerrors in crontab file, can't install.\n`,
    );
    assert.match(await complaint(machine, 'crontab -e'), /"\/usr\/bin\/sensible-editor" exited with status 1\n$/);
    await type(machine, 'EDITOR="sed -i s/ran/new/" crontab -e');
    assert.equal(await output(machine, 'crontab -l'), '* * * * * touch /tmp/new\n');
  });
});

describe('at', () => {
  it('reads times as at(1) does', () => {
    const now = at('2025-02-04T09:12');
    const read = (text: string): string | undefined => {
      const time = atTime(text, now);
      return time === undefined ? undefined : new Date(time).toISOString().slice(0, 16);
    };
    assert.equal(read('now + 5 minutes'), '2025-02-04T09:17');
    assert.equal(read('now+1hour'), '2025-02-04T10:12');
    assert.equal(read('16:00'), '2025-02-04T16:00');
    assert.equal(read('09:00'), '2025-02-05T09:00');
    assert.equal(read('4pm tomorrow'), '2025-02-05T16:00');
    assert.equal(read('midnight'), '2025-02-05T00:00');
    assert.equal(read('noon feb 10'), '2025-02-10T12:00');
    assert.equal(read('10:00 2025-03-01'), '2025-03-01T10:00');
    assert.equal(read('teatime + 2 days'), '2025-02-06T16:00');
    assert.equal(read('soon'), undefined);
  });

  it('runs jobs at their time, in the folder and with the variables they were queued with', async () => {
    const machine = await makeMachine();
    await type(machine, 'cd /srv; export V="a b"; echo \'echo "$V" $PWD > /tmp/out\' | at now + 2 minutes');
    assert.match(await output(machine, 'atq'), /^1\tTue Mar {2}4 09:14:00 2025 a root\n$/);
    await machine.perform({ kind: 'wait', ms: 120_000 });
    assert.equal(await output(machine, 'atq; cat /tmp/out'), 'a b /srv\n');
    await type(machine, 'echo "touch /tmp/never" | at 23:00; atrm 2');
    assert.equal(await output(machine, 'atq'), '');
    assert.match(await complaint(machine, 'echo x | at soon'), /Garbled time\n$/);
  });
});
