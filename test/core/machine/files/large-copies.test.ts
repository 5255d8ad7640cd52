/**
 * Copies of model weights. A disk of 1.2 GB a second takes two minutes for 140 GiB, so a command that somebody waits for runs into its
 * time limit; one that goes on in a terminal comes to its end as the clock moves, and the copy is seen to grow meanwhile.
 */
import assert from 'node:assert/strict';
import type { ActionResult, Machine, MachineAction } from '../../../../src/core/machine/machine.ts';
import { makeMachine, output, SPEC, type } from '../machine-fixture.ts';

const GIB = 2 ** 30;
const SIZE = 140 * GIB;
const FROM = '/opt/model.bin';
const TO = '/opt/copy.bin';

const SPACIOUS = {
  hardware: { ...SPEC.hardware, disk: 1024 * GIB },
  files: [...SPEC.files, { kind: 'sparse' as const, path: FROM, size: SIZE, mode: undefined, owner: undefined }],
};

const spacious = (): Promise<Machine> => makeMachine({ spec: SPACIOUS });

function start(machine: Machine, command: string): Promise<ActionResult> {
  const action: MachineAction = { kind: 'shell', terminal: 2, command, longRunning: true, timeoutMs: 60_000 };
  return machine.perform(action);
}

const commands = ({ observation }: ActionResult) => observation.terminals?.map(({ command }) => command);
const fileAt = ({ world }: Machine, path: string) =>
  world.files.get(path) as { size: number; digest: string } | undefined;
const seconds = (machine: Machine, count: number) => machine.perform({ kind: 'wait', ms: count * 1_000 });

describe('a copy of 140 GiB', () => {
  it('takes more time than a command that somebody waits for has, and leaves a part behind', async () => {
    const machine = await spacious();
    const { observation } = await type(machine, `cp ${FROM} ${TO}`, 60_000);
    assert.equal(observation.timedOut, true);
    const part = fileAt(machine, TO);
    assert.ok(part && part.size > 70e9 && part.size < 73e9, String(part?.size));
    assert.notEqual(part.digest, fileAt(machine, FROM)?.digest);
  });

  it('goes on in a terminal, grows as the clock moves, and is whole in the end', async () => {
    const machine = await spacious();
    assert.equal(commands(await start(machine, `cp ${FROM} ${TO}`))?.[1], `cp ${FROM} ${TO}`);
    const sizes: number[] = [];
    const begun = machine.world.clock;
    while (fileAt(machine, TO)?.size !== SIZE && machine.world.clock - begun < 300_000) {
      sizes.push(fileAt(machine, TO)?.size ?? 0);
      await seconds(machine, 10);
    }
    const took = machine.world.clock - begun;
    assert.ok(took > 115_000 && took < 135_000, `${took} ms`);
    for (const [index, size] of sizes.slice(1).entries()) {
      const grown = size - (sizes[index] ?? 0);
      assert.ok(grown > 11e9 && grown < 13.5e9, `${grown} bytes in ten seconds`);
    }
    assert.equal(fileAt(machine, TO)?.digest, fileAt(machine, FROM)?.digest);
    const after = await machine.perform({ kind: 'receive', terminal: 2 });
    assert.equal(commands(after)?.[1], '');
    assert.equal(after.observation.exitCode, 0);
  });

  it('is seen by every command while it goes on', async () => {
    const machine = await spacious();
    const before = Number((await output(machine, 'df --output=avail -B1 / | tail -1')).trim());
    await start(machine, `cp ${FROM} ${TO}`);
    await seconds(machine, 30);
    const size = Number(await output(machine, `stat -c %s ${TO}`));
    assert.ok(size > 35e9 && size < 40e9, String(size));
    const taken = before - Number((await output(machine, 'df --output=avail -B1 / | tail -1')).trim());
    assert.ok(Math.abs(taken - size) < 2e9, `${taken} bytes taken by ${size}`);
  });

  it('leaves what it wrote when it is interrupted, and nothing where its file was removed', async () => {
    const machine = await spacious();
    await start(machine, `cp ${FROM} ${TO}`);
    await seconds(machine, 20);
    await machine.perform({ kind: 'shell', terminal: 2, command: 'C-c', timeoutMs: 5_000 });
    const part = fileAt(machine, TO)?.size ?? 0;
    await seconds(machine, 20);
    assert.ok(part > 20e9, String(part));
    assert.equal(fileAt(machine, TO)?.size, part);

    await start(machine, `cp ${FROM} /opt/gone.bin`);
    await seconds(machine, 20);
    await type(machine, 'rm /opt/gone.bin');
    await seconds(machine, 200);
    assert.equal(fileAt(machine, '/opt/gone.bin'), undefined);
  });

  it('fills a disk that has no room for it and says so', async () => {
    const machine = await makeMachine({
      spec: { ...SPACIOUS, hardware: { ...SPEC.hardware, disk: 240 * GIB } },
    });
    const { observation } = await type(machine, `cp ${FROM} ${TO}`, 600_000);
    assert.match(observation.stderr, /No space left on device/);
    assert.equal(observation.exitCode, 1);
    assert.ok((fileAt(machine, TO)?.size ?? 0) > 30 * GIB);
    assert.match(await output(machine, 'df -h / | tail -1'), /100%/);
  });
});
