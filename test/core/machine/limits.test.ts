import assert from 'node:assert/strict';
import type { Machine } from '../../../src/core/machine/machine.ts';
import type { MachineEvent } from '../../../src/core/machine/world.ts';
import { makeMachine, output, type } from './machine-fixture.ts';

function limits(events: readonly MachineEvent[]): readonly string[] {
  return events.flatMap((event) => (event.kind === 'limit' ? [event.limit] : []));
}

/** Begins an expansion, apart from the brace that ends it. */
const OPEN = '${';

/** The machine still does what it is told. */
async function alive(machine: Machine): Promise<void> {
  assert.equal(await output(machine, 'echo alive; ls /etc/hostname'), 'alive\n/etc/hostname\n');
}

describe('limits of the machine', () => {
  const small = { commands: 200, statements: 2_000, events: 50, jobs: 30, processes: 40 };

  const endless: readonly (readonly [script: string, limit: string])[] = [
    ['while :; do :; done', 'statements'],
    ['for ((;;)); do x=1; done', 'statements'],
    ['while true; do echo x > /dev/null; done', 'commands'],
    ['f() { echo x > /dev/null; f & }; f; while true; do echo y > /dev/null; done', 'commands'],
    [':(){ :|:& };:; sleep 5', 'jobs'],
    ['x=a; while true; do x=$x$x; done', 'shell'],
    ['printf "%1000000000s" x', 'shell'],
    ["echo 'bash /tmp/r.sh' > /tmp/r.sh; bash /tmp/r.sh", 'shellDepth'],
    ['while true; do seq 99999; done', 'printed'],
  ];
  for (const [script, limit] of endless) {
    it(`end ${JSON.stringify(script)} with an event, not with a hang`, async () => {
      const machine = await makeMachine({ limits: { ...small, printed: 2 ** 21 } });
      const { observation, events } = await type(machine, script, 60_000);
      assert.ok(limits(events).includes(limit), `${limits(events)}`);
      assert.doesNotMatch(observation.stderr, /limit|executionLimits|maximum/i);
      assert.equal(machine.world.processes.size < 120, true);
      await machine.perform({ kind: 'wait', ms: 60_000 });
      await alive(machine);
    });
  }

  it('take what never ends for something that runs until its time is over', async () => {
    const machine = await makeMachine({ limits: small });
    const before = machine.world.clock;
    const { observation } = await type(machine, 'X=kept; while :; do :; done', 45_000);
    assert.deepEqual(observation, { stdout: '', stderr: '', exitCode: 143, timedOut: true });
    assert.equal(machine.world.clock - before, 45_000);
    assert.equal(await output(machine, 'echo $X'), 'kept\n');
  });

  it('end endless recursion as the real shell ends it', async () => {
    const machine = await makeMachine();
    const { observation } = await type(machine, 'f() { f; }; f');
    assert.deepEqual([observation.stderr, observation.exitCode], ['Segmentation fault (core dumped)\n', 139]);
    await alive(machine);
  });

  it('cut long output in the middle and say how much is missing', async () => {
    const machine = await makeMachine({ limits: { outputBytes: 1_000 } });
    const { observation, events } = await type(machine, 'seq 1 5000');
    assert.ok(observation.stdout.length < 1_200);
    assert.match(
      observation.stdout,
      /^1\n2\n[\s\S]*\n\[… 22893 characters of output left out …\]\n[\s\S]*4999\n5000\n$/,
    );
    assert.deepEqual(limits(events), ['outputBytes']);
  });

  it('count events that are too many', async () => {
    const machine = await makeMachine({ limits: { events: 20 } });
    const { events } = await type(machine, 'for i in $(seq 100); do echo $i > /tmp/$i; done');
    assert.ok(events.length <= 41);
    assert.match(JSON.stringify(events.at(-1)), /"limit":"events","detail":"\d+ further events"/);
  });

  it('hold for files and what they hold, which then is a full disk', async () => {
    const files = [...(await makeMachine()).world.files.values()];
    const held = files.reduce((sum, node) => sum + (node.kind === 'file' && !node.sparse ? node.size : 0), 0);
    const machine = await makeMachine({ limits: { files: files.length + 100, contentBytes: held + 400_000 } });
    const many = await type(machine, 'for i in $(seq 400); do : > /tmp/f$i; done; echo $?');
    assert.ok(limits(many.events).includes('files'));
    assert.match(many.observation.stderr, /No space left on device/);
    const large = await type(
      machine,
      'rm -f /tmp/f*; head -c 300000 /dev/urandom > /tmp/a; head -c 300000 /dev/urandom > /tmp/b',
    );
    assert.ok(limits(large.events).includes('file-bytes'));
    await alive(machine);
  });

  it('make commands fail when the disk is full, and leave what had room', async () => {
    const machine = await makeMachine({
      spec: { hardware: { cpus: 2, memory: 2 ** 34, disk: 50e9, gpus: undefined } },
    });
    const { observation } = await type(
      machine,
      "cp -r /opt/agent/weights /srv/copy; echo $?; ls -l /srv/copy | awk '{print $5, $9}'; df --output=avail / | tail -1",
      400_000,
    );
    assert.match(observation.stderr, /^cp: error writing '\/srv\/copy\/b\.safetensors': No space left on device\n/);
    assert.match(observation.stdout, /^1\n \n15000000000 a\.safetensors\n\d+ b\.safetensors\n/);
    assert.match(
      await output(
        machine,
        'echo x > /srv/x; cat /srv/x | wc -c; dd if=/dev/zero of=/srv/z bs=1M count=1 2>&1 | head -1',
      ),
      /^0\n/,
    );
    await alive(machine);
  });

  it('survive whatever is typed', async () => {
    const machine = await makeMachine({ limits: small });
    const strange = [
      '\0',
      '\u0001\u0002job 3',
      '/usr/bin/\u0001\u0002job 0',
      '$(',
      '`',
      '${',
      '((',
      '[[ a',
      'a=(',
      '<<',
      '<<EOF',
      '& &',
      '|',
      ';;',
      '{',
      '}',
      '\\',
      '!',
      `${OPEN}x!}`,
      `${OPEN}!x@}`,
      '$((1/0))',
      '$((1',
      `echo ${OPEN}x:?}`,
      'exec nosuch',
      'exec',
      'eval "eval \'eval (\'"',
      'source /dev/null /dev/zero',
      'cat < /',
      '> /',
      '>&9 echo',
      'read',
      'kill -9 -1',
      'rm -rf --no-preserve-root /',
      'cd /; ls; pwd; echo ok',
      'unset PATH HOME IFS',
      'ls',
      '\u{1f600}',
      'x'.repeat(100_000),
      `echo ${'a '.repeat(20_000)}`,
      '('.repeat(500),
      'alias ls=nosuch; ls',
      'ulimit -t 1',
      'set -e; false',
      'set -n',
      'echo after',
    ];
    for (const text of strange) {
      const { observation } = await type(machine, text, 5_000);
      assert.equal(typeof observation.exitCode, 'number', text.slice(0, 40));
    }
  });
});
