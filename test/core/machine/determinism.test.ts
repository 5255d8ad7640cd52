import assert from 'node:assert/strict';
import type { ActionResult, MachineAction } from '../../../src/core/machine/machine.ts';
import { makeMachine } from './machine-fixture.ts';

/** Everything that could take its time or its chance from the host. */
const COMMANDS: readonly string[] = [
  'date; date +%s.%N; uptime; cat /proc/uptime; echo $EPOCHSECONDS $EPOCHREALTIME $SECONDS $RANDOM $RANDOM $SRANDOM $$ $PPID $BASHPID',
  'printf "%(%s)T %(%F)T\\n" -1 -1; echo $((RANDOM % 100)) $(( $(date +%s) % 7 )); let x=RANDOM; echo $x',
  'touch a; ls -l a; stat a; ls -la --full-time /opt/agent; find /opt -mmin -5; find / -newer /etc/hostname -maxdepth 1; find . -printf "%T@ %p\\n"',
  'mktemp; mktemp -d; shuf -i 1-100 -n 5; seq 20 | shuf; seq 9 | sort -R; head -c 8 /dev/urandom | od -An -tx1',
  'awk "BEGIN { srand(); print rand(), srand() }"; awk "BEGIN { print rand(), systime() }"; time sleep 1.5; times',
  'tar czf /tmp/t.tgz -C /opt/agent start.py src; tar tzvf /tmp/t.tgz; gzip -k a; ls -l /tmp; wc -c /tmp/t.tgz; sha256sum a.gz',
  'ps aux; ps -ef; top -b -n 1 | head -12; free; df; ss -tlnp; nvidia-smi; id; env; history',
  'for i in 1 2 3; do (sleep $i; echo "job $i $RANDOM") & done; wait; jobs; echo $!',
  'nohup python start.py --port 8100 --llm-port 8750 > /tmp/log 2>&1 & sleep 4; cat /tmp/log; curl -si localhost:8100/health; wget -qO- localhost:8000/health',
  'python serving/serve.py --port 8000 --model /opt/agent/weights; python start.py; pkill -f 8100; sleep 1; dmesg | tail -3; last | head -3',
  'cp -r /opt/agent /srv/copy; sha256sum /srv/copy/weights/*; diff -r /opt/agent/src /srv/copy/src; diff -u a /etc/hostname',
  'while true; do echo $RANDOM; sleep 3; done',
  ':(){ :|:& };:',
  'exec 3>/tmp/three; echo x >&3; cat /tmp/three; mkfifo p; ls -l p; type ls; exit 3',
  'echo $RANDOM $SECONDS $$; yes | head -3; touch -d yesterday y; ls -l y; date -r y; cat /proc/loadavg /proc/self/stat',
];

function actions(): readonly MachineAction[] {
  return COMMANDS.flatMap((command): MachineAction[] => [
    { kind: 'shell', command, timeoutMs: 40_000 },
    { kind: 'wait', ms: 1_234 },
    { kind: 'write_file', path: '/tmp/note', content: command },
    { kind: 'read_file', path: '/tmp/note' },
  ]);
}

/** All that a machine tells, as text. */
async function run(seed: number): Promise<readonly string[]> {
  const machine = await makeMachine({ seed });
  const told = [
    asText({ ...machine.initial, events: [], observation: { stdout: '', stderr: '', exitCode: 0, timedOut: false } }),
  ];
  for (const action of actions()) told.push(asText(await machine.perform(action)));
  return told;
}

function asText({ contents, ...rest }: ActionResult): string {
  const known = [...contents].map(([digest, content]) => {
    if (content instanceof Uint8Array) return [digest, Buffer.from(content).toString('base64')];
    return [digest, { ...content, inserted: Buffer.from(content.inserted).toString('base64') }];
  });
  return JSON.stringify({ ...rest, contents: known });
}

/** Runs something while the host's clock stands elsewhere and its chance is another. */
async function onAnotherDay<T>(work: () => Promise<T>): Promise<T> {
  const { Date: RealDate } = globalThis;
  const { random } = Math;
  const { now } = performance;
  const offset = 3.7e11;
  globalThis.Date = class extends RealDate {
    constructor(...args: [] | [value: number | string | Date]) {
      super(...((args.length === 0 ? [RealDate.now() + offset] : args) as [number]));
    }
    static override now(): number {
      return RealDate.now() + offset;
    }
  } as DateConstructor;
  Math.random = () => 0.123456;
  performance.now = () => now.call(performance) * 3 + 1e6;
  try {
    return await work();
  } finally {
    globalThis.Date = RealDate;
    Math.random = random;
    performance.now = now;
  }
}

describe('the same seed and the same actions', () => {
  it('give the same bytes, on whatever day and with whatever chance of the host', async function () {
    this.timeout(40_000);
    const first = await run(11);
    const second = await onAnotherDay(() => run(11));
    for (const [index, told] of first.entries()) {
      assert.equal(second[index], told, `action ${index - 1}: ${COMMANDS[Math.floor((index - 1) / 4)]}`);
    }
  });

  it('give another host for another seed', async () => {
    const [one, other] = [await makeMachine({ seed: 1 }), await makeMachine({ seed: 2 })];
    assert.notDeepEqual(one.world.host, other.world.host);
    assert.notEqual(JSON.stringify(one.initial.patch), JSON.stringify(other.initial.patch));
  });
});
