/** Nothing that a script does hangs or takes more than it may, and everything that it does is the same again. */
import assert from 'node:assert/strict';
import { DEFAULT_LIMITS } from '../../../../src/core/machine/limits.ts';
import { machineWithPython, script, type } from './python-fixture.ts';

const FEW = { pythonRounds: 5 };

describe('limits of scripts', function () {
  this.timeout(30_000);

  it('end loops that do not end, in Python and in what Python calls, when their time is over', async () => {
    for (const text of [
      'while True: pass',
      'sum(range(10**12))',
      "import re; re.match('(a+)+$', 'a' * 60 + 'b')",
      'while True:\n  try: raise ValueError\n  except ValueError: pass',
    ]) {
      const machine = await machineWithPython({ limits: FEW });
      const before = machine.world.clock;
      const { observation, events } = await type(machine, `python3 -c "${text}"`, 60_000);
      assert.deepEqual([observation.timedOut, observation.exitCode], [true, 143], text);
      assert.ok(machine.world.clock - before >= 60_000);
      assert.ok(
        events.some((event) => event.kind === 'limit' && event.limit === 'pythonRounds'),
        text,
      );
      assert.equal(
        (await type(machine, 'pgrep -c python3 -f "while|sum|re.match" || echo none')).observation.stdout.includes(
          'Traceback',
        ),
        false,
      );
    }
  });

  it('let a loop that waits go on for as long as it likes', async () => {
    const machine = await machineWithPython({ limits: FEW });
    assert.equal(
      await script(
        machine,
        'import time\nfor n in range(200):\n  sum(range(20000)); time.sleep(1)\nprint("end")',
        400_000,
      ),
      'end\n',
    );
  });

  it('kill what takes more and more memory, and refuse what asks for it at once', async () => {
    const machine = await machineWithPython({ limits: { pythonMemory: 96 * 2 ** 20 } });
    const { observation, events } = await type(machine, 'python3 -c "x = []\nwhile True: x.append(bytearray(10**6))"');
    assert.equal(observation.exitCode, 137);
    assert.ok(events.some((event) => event.kind === 'limit' && event.limit === 'pythonMemory'));
    assert.match(await script(machine, "x = 'a' * 10**9"), /MemoryError\n$/);
  });

  it('start no more processes than there may be', async () => {
    const machine = await machineWithPython({ limits: { pythonProcesses: 2 } });
    const { observation, events } = await type(
      machine,
      'for i in 1 2 3; do python3 -c "import time; time.sleep(9)" & done; wait',
    );
    assert.match(observation.stdout + observation.stderr, /Cannot allocate memory/);
    assert.ok(events.some((event) => event.kind === 'limit' && event.limit === 'pythonProcesses'));
    assert.equal(DEFAULT_LIMITS.pythonProcesses > 2, true);
  });

  it('survive recursion that does not end', async () => {
    const machine = await machineWithPython();
    assert.match(await script(machine, 'def f(): f()\nf()'), /RecursionError: maximum recursion depth exceeded\n$/);
    assert.match(
      await script(machine, 'class A:\n  def __getattr__(self, n): return getattr(self, n + "x")\nA().a'),
      /RecursionError: maximum recursion depth exceeded/,
    );
  });

  it('give the same bytes for the same seed, and others for another', async () => {
    const text = `import random, uuid, time, os, secrets, datetime, subprocess
print(random.random(), uuid.uuid4(), time.time(), time.perf_counter(), os.getpid(), secrets.token_hex(4), hash('x'), object(), datetime.datetime.now())
print(subprocess.check_output(['ps', 'aux'], text=True)); print(set('abcdef'), {str(n) for n in range(20)}, id([]))`;
    const outputs: string[] = [];
    for (const seed of [1, 1, 2]) outputs.push(await script(await machineWithPython({ seed }), text));
    assert.equal(outputs[0], outputs[1]);
    assert.notEqual(outputs[0], outputs[2]);
  });

  it('leave nothing to the next run', async () => {
    const machine = await machineWithPython();
    await script(
      machine,
      "import builtins, sys, os; builtins.leak = 1; sys.path.append('/leak'); os.environ['LEAK'] = '1'; sys.modules['leak'] = sys",
    );
    assert.equal(
      await script(
        machine,
        "import builtins, sys, os; print(hasattr(builtins, 'leak'), '/leak' in sys.path, 'LEAK' in os.environ, 'leak' in sys.modules)",
      ),
      'False False False False\n',
    );
  });
});
