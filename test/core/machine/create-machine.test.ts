import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applyPatch } from '../../../src/core/machine/fold.ts';
import type { MachineAction } from '../../../src/core/machine/machine.ts';
import type { World } from '../../../src/core/machine/world.ts';
import { makeMachine, output, type } from './machine-fixture.ts';

const name = fc.constantFrom('/tmp/a', '/tmp/b', '/tmp/d/c', '/opt/agent/log/x', '/tmp/d', '/root/w');
const command = fc.oneof(
  fc.tuple(name, fc.string()).map(([path, content]) => `printf %s ${quoted(content)} > ${path}`),
  name.map((path) => `echo more >> ${path}`),
  name.map((path) => `rm -rf ${path}`),
  name.map((path) => `mkdir -p ${path}`),
  fc.tuple(name, name).map(([from, to]) => `cp -r ${from} ${to}`),
  fc.tuple(name, name).map(([from, to]) => `mv ${from} ${to}`),
  fc.tuple(name, name).map(([from, to]) => `ln ${from} ${to}; ln -s ${from} ${to}.l`),
  name.map((path) => `chmod 600 ${path}; touch ${path}`),
  fc.integer({ min: 1, max: 50 }).map((seconds) => `sleep ${seconds} & sleep ${seconds / 2}`),
  fc.constantFrom(
    'pkill sleep',
    'cp -r /opt/agent /root/copy',
    'exit 1',
    'python start.py --port 8100 --llm-port 8750 &',
  ),
);
const action: fc.Arbitrary<MachineAction> = fc.oneof(
  { weight: 6, arbitrary: command.map((text) => ({ kind: 'shell' as const, command: text, timeoutMs: 90_000 })) },
  fc.integer({ min: 0, max: 100_000 }).map((ms) => ({ kind: 'wait' as const, ms })),
  fc.tuple(name, fc.string()).map(([path, content]) => ({ kind: 'write_file' as const, path, content })),
  name.map((path) => ({ kind: 'read_file' as const, path })),
);

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''").replaceAll('\0', '')}'`;
}

/** A world in an order that does not matter, so that two can be compared. */
function plain(world: World): unknown {
  const sorted = <K, V>(map: ReadonlyMap<K, V>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
  return { ...world, files: sorted(world.files), processes: sorted(world.processes) };
}

describe('a mocked machine', () => {
  it('is at every moment the fold of its patches', async function () {
    this.timeout(60_000);
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 12 }), async (actions) => {
        const machine = await makeMachine();
        let world = applyPatch(undefined, machine.initial.patch);
        assert.deepEqual(plain(world), plain(machine.world));
        for (const step of actions) {
          const { patch } = await machine.perform(step);
          world = applyPatch(world, structuredClone(patch));
          assert.deepEqual(plain(world), plain(machine.world));
        }
      }),
      { numRuns: 25 },
    );
  });

  it('gives every content that a patch names for the first time, once', async () => {
    const machine = await makeMachine();
    const known = new Set(machine.initial.contents.keys());
    for (const step of ['echo one > /tmp/x', 'cp /tmp/x /tmp/y; echo two > /tmp/z', 'echo one > /tmp/w']) {
      const { patch, contents } = await type(machine, step);
      for (const node of Object.values(patch.files ?? {})) {
        if (node?.kind === 'file' && !node.sparse) {
          assert.ok(known.has(node.digest) || contents.has(node.digest), `${node.digest} is known after ${step}`);
        }
      }
      for (const digest of contents.keys()) {
        assert.ok(!known.has(digest), 'a content is told once');
        known.add(digest);
      }
    }
    assert.equal(known.size, machine.initial.contents.size + 2);
  });

  it('keeps a world that was looked at as it was', async () => {
    const machine = await makeMachine();
    const before = machine.world;
    await type(machine, 'echo hi > /tmp/new');
    assert.equal(before.files.has('/tmp/new'), false);
    assert.equal(machine.world.files.has('/tmp/new'), true);
    assert.ok(machine.world.clock > before.clock);
  });

  it('reads and writes files for tools that do not use a shell', async () => {
    const machine = await makeMachine();
    const written = await machine.perform({ kind: 'write_file', path: 'new/notes.txt', content: 'line\n' });
    assert.deepEqual(written.observation, { stdout: '', stderr: '', exitCode: 0, timedOut: false });
    assert.deepEqual(
      written.events.map((event) => event.kind),
      ['file.written'],
    );
    assert.equal(await output(machine, 'cat /opt/agent/new/notes.txt'), 'line\n');
    const read = await machine.perform({ kind: 'read_file', path: '/opt/agent/new/notes.txt' });
    assert.equal(read.observation.stdout, 'line\n');
    const missing = await machine.perform({ kind: 'read_file', path: '/nope' });
    assert.deepEqual(missing.observation, {
      stdout: '',
      stderr: '/nope: No such file or directory\n',
      exitCode: 1,
      timedOut: false,
    });
  });
});
