/** What a machine tells of the contents of its files: what changed in them, however large they are. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Machine } from '../../../../src/core/machine/machine.ts';
import type { ToldContents } from '../../../../src/core/machine/world.ts';
import type { TranscriptEvent } from '../../../../src/core/transcript/events.ts';
import { transcriptInMemory } from '../../../../src/core/transcript/indexed/in-memory.ts';
import { TranscriptWriter, transcriptLine } from '../../../../src/core/transcript/writer.ts';
import { makeMachine } from '../machine-fixture.ts';

const LOG = '/tmp/service.log';
const LINE = '2025-03-04T09:12:00 request served in 12 ms\n';

/** A machine whose transcript is written as it goes. */
class Recorded {
  readonly events: TranscriptEvent[] = [];
  readonly machine: Machine;
  readonly #writer = new TranscriptWriter('agent', (event) => this.events.push(event));

  constructor(machine: Machine) {
    this.machine = machine;
    this.#writer.writeContents(machine.initial.contents);
    this.#writer.write({ type: 'machine.started', patch: machine.initial.patch });
  }

  /** Gives the bytes of transcript that a command costs. */
  async type(command: string): Promise<number> {
    return this.#perform({ kind: 'shell', command, timeoutMs: 60_000 });
  }

  async write(path: string, content: string): Promise<number> {
    return this.#perform({ kind: 'write_file', path, content });
  }

  async #perform(action: Parameters<Machine['perform']>[0]): Promise<number> {
    const { patch, contents } = await this.machine.perform(action);
    const before = this.events.length;
    this.#writer.writeContents(contents);
    this.#writer.write({ type: 'world.patch', patch });
    return this.bytes(before).length;
  }

  bytes(from = 0): Uint8Array {
    return new TextEncoder().encode(this.events.slice(from).map(transcriptLine).join(''));
  }

  /** Asserts that the transcript gives every file as the machine has it. */
  async assertReadable(paths: readonly string[]): Promise<void> {
    const transcript = await transcriptInMemory(this.bytes());
    for (const path of paths) {
      const node = this.machine.world.files.get(path);
      if (node?.kind !== 'file') continue;
      assert.deepEqual(await transcript.content(node.digest), this.machine.content(node.digest), path);
    }
  }

  /** Splices that have to be gone through for the content of a file. */
  splicesOf(path: string): number {
    const node = this.machine.world.files.get(path);
    let digest = node?.kind === 'file' ? node.digest : '';
    for (let count = 0; ; count++) {
      const event = this.events.find((stored) => stored.type === 'content.spliced' && stored.digest === digest);
      if (event?.type !== 'content.spliced') return count;
      digest = event.base;
    }
  }
}

const bytesTold = (contents: ToldContents): number =>
  [...contents.values()].reduce(
    (sum, content) => sum + (content instanceof Uint8Array ? content : content.inserted).length,
    0,
  );

describe('the contents that a machine tells', function () {
  this.timeout(60_000);

  it('cost what is appended, however large the file is', async () => {
    const costs: number[] = [];
    for (const lines of [100, 10_000]) {
      const machine = await makeMachine();
      await machine.perform({ kind: 'write_file', path: LOG, content: LINE.repeat(lines) });
      let told = 0;
      for (let step = 0; step < 40; step++) {
        const { contents } = await machine.perform({
          kind: 'shell',
          command: `echo "line ${step} of the log" >> ${LOG}`,
          timeoutMs: 60_000,
        });
        told += bytesTold(contents);
      }
      costs.push(told);
    }
    assert.equal(costs[1], costs[0]);
    assert.ok((costs[0] ?? 0) < 40 * 30, String(costs[0]));
  });

  it('cost in a transcript what changed, also in the middle and from the start of a file', async () => {
    const trial = new Recorded(await makeMachine());
    await trial.write(LOG, Array.from({ length: 5_000 }, (_, line) => `${line} ${LINE}`).join(''));
    for (const command of [
      `echo one more >> ${LOG}`,
      `sed -i 's/^2500 /changed /' ${LOG}`,
      `sed -i '100,120d' ${LOG}`,
      `tail -n +3 ${LOG} > /tmp/rest; mv /tmp/rest ${LOG}`,
      `echo and one more >> ${LOG}`,
    ]) {
      const cost = await trial.type(command);
      assert.ok(cost < 4_000, `${command}: ${cost}`);
      await trial.assertReadable([LOG]);
    }
  });

  it('are put together from few parts after many appends, no byte of which is told often', async () => {
    const trial = new Recorded(await makeMachine());
    await trial.write(LOG, LINE.repeat(100));
    let cost = 0;
    for (let step = 0; step < 300; step++) cost += await trial.type(`echo "line ${step} of the log" >> ${LOG}`);
    assert.ok(trial.splicesOf(LOG) <= 68, String(trial.splicesOf(LOG)));
    assert.ok(cost < 300 * 1_000, String(cost));
    await trial.assertReadable([LOG]);
  });

  it('are told whole again after many changes that are no appends', async () => {
    const trial = new Recorded(await makeMachine());
    await trial.write(LOG, `count 0\n${LINE.repeat(100)}`);
    for (let step = 1; step <= 150; step++) await trial.type(`sed -i 's/^count .*/count ${step}/' ${LOG}`);
    assert.ok(trial.splicesOf(LOG) <= 64, String(trial.splicesOf(LOG)));
    await trial.assertReadable([LOG]);
  });

  it('are in the transcript what they are on the machine, whatever is done to files', async () => {
    const path = fc.constantFrom('/tmp/a', '/tmp/b');
    const change = fc.oneof(
      fc.tuple(fc.constantFrom('>', '>>'), path).map(([how, to]) => `printf 'more é\\n' ${how} ${to}`),
      path.map((to) => `head -c 700 /dev/zero | tr '\\0' x >> ${to}`),
      fc.tuple(path, path).map(([from, to]) => `cat ${from} ${to} > /tmp/joint; cp /tmp/joint ${to}`),
      path.map((to) => `sed -i '1s/^/first /' ${to}`),
      path.map((to) => `head -c 5 ${to} > /tmp/part; tail -c 600 ${to} >> /tmp/part; mv /tmp/part ${to}`),
      path.map((to) => `echo a >> ${to}; echo b > ${to}; echo c >> ${to}`),
      fc.constant('rm -f /tmp/b; cp /tmp/a /tmp/b; echo end >> /tmp/b'),
      fc.constant('ln -f /tmp/a /tmp/b'),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 25 }), async (commands) => {
        const trial = new Recorded(await makeMachine());
        await trial.write('/tmp/a', LINE.repeat(40));
        await trial.write('/tmp/b', 'short\n');
        for (const command of commands) {
          await trial.type(command);
          await trial.assertReadable(['/tmp/a', '/tmp/b', '/tmp/joint']);
        }
      }),
      { numRuns: 15 },
    );
  });
});
