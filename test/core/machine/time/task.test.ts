import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Schedule } from '../../../../src/core/machine/time/schedule.ts';
import { drive, Task } from '../../../../src/core/machine/time/task.ts';

function clock(): Schedule {
  let now = 0;
  return new Schedule(
    () => now,
    (time) => {
      now = time;
    },
  );
}

describe('the schedule', () => {
  it('lets things happen by time, and at the same time in the order in which they were entered', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 20 })), async (delays) => {
        const schedule = clock();
        const happened: [number, number][] = [];
        for (const [order, delay] of delays.entries()) {
          schedule.after(delay, () => {
            assert.equal(schedule.now, delay);
            happened.push([delay, order]);
          });
        }
        while (schedule.next !== undefined) await schedule.step();
        const sorted = delays
          .map((delay, order): [number, number] => [delay, order])
          .sort((a, b) => a[0] - b[0] || a[1] - b[1]);
        assert.deepEqual(happened, sorted);
      }),
    );
  });

  it('leaves out what was cancelled', async () => {
    const schedule = clock();
    const happened: string[] = [];
    const first = schedule.after(1, () => void happened.push('first'));
    schedule.after(2, () => void happened.push('second'));
    first.cancel();
    while (schedule.next !== undefined) await schedule.step();
    assert.deepEqual([happened, schedule.now], [['second'], 2]);
  });
});

describe('tasks', () => {
  it('take turns, always in the same order', async () => {
    const schedule = clock();
    const said: string[] = [];
    const worker = (name: string, pause: number) => async (task: Task) => {
      for (let i = 0; i < 3; i += 1) {
        await task.sleep(pause);
        await Promise.resolve();
        said.push(`${schedule.now} ${name}`);
      }
    };
    const [a, b] = [new Task(schedule), new Task(schedule)];
    await a.start(() => worker('a', 10)(a));
    await b.start(() => worker('b', 15)(b));
    assert.equal(await drive(schedule, b, 100), true);
    assert.deepEqual(said, ['10 a', '15 b', '20 a', '30 b', '30 a', '45 b']);
    assert.equal(schedule.now, 45);
  });

  it('go no further than the deadline, and end when they are told to', async () => {
    const schedule = clock();
    const task = new Task(schedule);
    let ended = 0;
    await task.start(async () => {
      await task.sleep(1_000);
      ended = schedule.now;
      await task.sleep(1_000);
    });
    assert.equal(await drive(schedule, task, 300), false);
    assert.deepEqual([schedule.now, task.done], [300, false]);
    task.end();
    assert.equal(await drive(schedule, task, 300), true);
    assert.deepEqual([schedule.now, ended], [300, 300]);
  });

  it('wait for each other, stop and go on', async () => {
    const schedule = clock();
    const [sleeper, waiter] = [new Task(schedule), new Task(schedule)];
    await sleeper.start(() => sleeper.sleep(50));
    let woken = 0;
    await waiter.start(async () => {
      await waiter.until((wake) => sleeper.whenDone(wake));
      woken = schedule.now;
    });
    sleeper.stop();
    schedule.after(80, () => sleeper.continue());
    await drive(schedule, waiter, 1_000);
    assert.equal(woken, 80);
  });

  it('wait one after another where parts of one would wait at once', async () => {
    const schedule = clock();
    const task = new Task(schedule);
    await task.start(async () => {
      await Promise.all([task.sleep(10), task.sleep(20), task.sleep(5)]);
    });
    assert.equal(await drive(schedule, task, 100), true);
    assert.equal(schedule.now, 35);
  });

  it('keep what went wrong in them', async () => {
    const schedule = clock();
    const task = new Task(schedule);
    await task.start(async () => {
      throw new Error('broken');
    });
    assert.deepEqual([task.done, task.failure?.message], [true, 'broken']);
  });
});
