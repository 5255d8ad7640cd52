/** Whatever runs on the machine, its views agree with the state and so with each other; and no words make a command fall over. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { machineCommands } from '../../../../src/core/machine/commands/index.ts';
import { procFile } from '../../../../src/core/machine/host/proc.ts';
import { gpuUsage } from '../../../../src/core/machine/resources.ts';
import type { Process } from '../../../../src/core/machine/world.ts';
import { lines } from './real-tool.ts';
import { GIB, machineSpec, process, type TestMachine, testMachine } from './world.ts';

const word = fc.stringMatching(/^[a-z][a-z0-9_./-]{0,20}$/);

/** Processes with pids of their own, as scenarios and agents may start them. */
const processTable = fc
  .uniqueArray(
    fc.record({
      pid: fc.integer({ min: 50_000, max: 4_000_000 }),
      words: fc.array(word, { minLength: 1, maxLength: 5 }),
      user: fc.constantFrom('root', 'ubuntu', 'www-data', 'nobody'),
      memory: fc.integer({ min: 0, max: 40 * GIB }),
      cpu: fc.integer({ min: 0, max: 6400 }),
      gpus: fc.uniqueArray(fc.constantFrom(0, 1), { maxLength: 2 }),
      gpuMemory: fc.integer({ min: 1, max: 60 }),
      state: fc.constantFrom('running' as const, 'sleeping' as const, 'stopped' as const, 'zombie' as const),
      ports: fc.uniqueArray(fc.integer({ min: 1024, max: 65_535 }), { maxLength: 3 }),
      address: fc.constantFrom('0.0.0.0', '127.0.0.1', '::'),
      protocol: fc.constantFrom('tcp' as const, 'udp' as const),
      age: fc.integer({ min: 0, max: 40 * 86_400_000 }),
      tty: fc.constantFrom('?', 'pts/0'),
    }),
    { maxLength: 12, selector: ({ pid }) => pid },
  )
  .map((entries) =>
    entries.map(
      (entry): Process =>
        process({
          pid: entry.pid,
          command: entry.words.join(' '),
          user: entry.user,
          uid: { root: 0, ubuntu: 1000, 'www-data': 33, nobody: 65_534 }[entry.user] ?? 0,
          memory: entry.memory,
          cpu: entry.cpu,
          gpus: entry.gpus,
          gpuMemory: entry.gpus.length === 0 ? 0 : entry.gpuMemory * GIB,
          state: entry.state,
          listens: entry.ports.map((port) => ({ protocol: entry.protocol, address: entry.address, port })),
          startedAt: Date.parse('2025-03-04T09:12:00Z') - entry.age,
          tty: entry.tty,
        }),
    ),
  );

const sorted = (numbers: Iterable<number>): number[] => [...numbers].sort((a, b) => a - b);
const output = async (machine: TestMachine, name: string, ...args: string[]): Promise<readonly string[]> => {
  const { stdout } = await machine.run(name, ...args);
  return stdout === '' ? [] : lines(stdout);
};

describe('views of the machine', () => {
  it('list the processes of the state', async () => {
    await fc.assert(
      fc.asyncProperty(processTable, async (processes) => {
        const machine = testMachine({ processes });
        const pids = sorted(machine.world.processes.keys());
        const own = Math.max(machine.shell.pid, ...pids) + 1;
        const listed = (await output(machine, 'ps', '-eo', 'pid=')).map(Number);
        assert.deepEqual(listed, [...pids, own]);
        assert.equal((await output(machine, 'ps', 'aux')).length, pids.length + 2);
        assert.deepEqual(sorted((await output(machine, 'pgrep', '.')).map(Number)), pids);
        for (const { pid, command, user, memory } of processes) {
          const [row] = await output(machine, 'ps', '-p', String(pid), '-o', 'user:20=,rss=,args=');
          assert.deepEqual(row?.split(/ +/).slice(0, 2), [user, String(Math.floor(memory / 1024))]);
          assert.ok(row?.endsWith(` ${command}`));
          assert.equal(procFile(`/proc/${pid}/cmdline`, machine.world), `${command.split(' ').join('\0')}\0`);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('show the same listening ports everywhere', async () => {
    await fc.assert(
      fc.asyncProperty(processTable, async (processes) => {
        const machine = testMachine({ processes });
        const expected = [...machine.world.processes.values()].flatMap(({ pid, listens }) =>
          listens.map(({ protocol, port }) => `${protocol} ${port} ${pid}`),
        );
        const key = (list: readonly string[]): string[] => [...list].sort();
        const fromSs = (await output(machine, 'ss', '-tulnpH')).map((line) => {
          const [protocol, , , , local] = line.split(/ +/);
          return `${protocol} ${local?.slice(local.lastIndexOf(':') + 1)} ${/pid=(\d+)/.exec(line)?.[1]}`;
        });
        assert.deepEqual(key(fromSs), key(expected));
        const fromNetstat = (await output(machine, 'netstat', '-tulnp')).slice(2).map((line) => {
          const [protocol, , , local] = line.split(/ +/);
          const pid = /(\d+)\/[^/]*(?:\/\S+ *)?$/.exec(line)?.[1];
          return `${protocol?.replace('6', '')} ${local?.slice(local.lastIndexOf(':') + 1)} ${pid}`;
        });
        assert.deepEqual(key(fromNetstat), key(expected));
        const fromLsof = (await output(machine, 'lsof', '-nP', '-i'))
          .slice(1)
          .filter((line) => !line.includes('->'))
          .map((line) => {
            const [, pid] = /^\S+ +(\d+)/.exec(line) ?? [];
            const [, protocol, port] = /(TCP|UDP) \S*:(\d+) /.exec(`${line} `) ?? [];
            return `${protocol?.toLowerCase()} ${port} ${pid}`;
          });
        assert.deepEqual(key(fromLsof), key(expected));
        for (const { pid, listens } of processes) {
          for (const { port } of listens) {
            const holders = (await output(machine, 'lsof', '-t', `-i:${port}`)).map(Number);
            assert.ok(holders.includes(pid));
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('show the same use of the GPUs everywhere', async () => {
    await fc.assert(
      fc.asyncProperty(processTable, async (processes) => {
        const machine = testMachine({ processes });
        const csv = '--format=csv,noheader,nounits';
        const used = await output(machine, 'nvidia-smi', '--query-gpu=index,memory.used', csv);
        assert.deepEqual(
          used,
          machine.world.host.gpus.map(
            (_, index) => `${index}, ${Math.round(gpuUsage(machine.world, index).used / 2 ** 20)}`,
          ),
        );
        const apps = await output(machine, 'nvidia-smi', '--query-compute-apps=pid', csv);
        const expected = machine.world.host.gpus.flatMap((_, gpu) =>
          processes.filter(({ gpus }) => gpus.includes(gpu)).map(({ pid }) => pid),
        );
        assert.deepEqual(sorted(apps.map(Number)), sorted(expected));
        const table = await output(machine, 'nvidia-smi');
        assert.equal(table.filter((line) => / {6}C {3}/.test(line)).length, expected.length);
        for (const line of table.slice(1).filter((text) => text.trim() !== '')) assert.equal(line.length, 91, line);
      }),
      { numRuns: 40 },
    );
  });

  it('look the same twice, and different for another seed', async () => {
    for (const [name, ...args] of [
      ['ps', 'aux'],
      ['nvidia-smi'],
      ['ip', 'a'],
      ['df'],
      ['last'],
      ['ss', '-tulnp'],
    ] as const) {
      const first = await testMachine({ seed: 7 }).run(name, ...args);
      assert.deepEqual(await testMachine({ seed: 7 }).run(name, ...args), first, name);
    }
    const addresses = new Set(
      await Promise.all([1, 2, 3, 4].map(async (seed) => (await testMachine({ seed }).run('hostname', '-I')).stdout)),
    );
    assert.equal(addresses.size, 4);
  });
});

/** Words that commands know, and words that they do not. */
const argument = fc.oneof(
  fc.constantFrom(
    ...[
      '-a',
      '-e',
      '-f',
      '-l',
      '-n',
      '-p',
      '-t',
      '-u',
      '-i',
      '-h',
      '-o',
      '-c',
      '-s',
      '-x',
      '-9',
      '-1',
      '--help',
      '--version',
      '--',
      '-',
    ],
    ...[
      'aux',
      'pid',
      '1',
      '0',
      '-1',
      '%1',
      '%',
      '/',
      '.',
      '/tmp',
      '~',
      'root',
      'nobody',
      ':22',
      ':8000',
      'tcp',
      'udp:53',
      'show',
      'status',
      'list',
    ],
    ...[
      'now',
      '+1',
      '@0',
      '+%s',
      'yesterday',
      'TERM',
      'KILL',
      'lo',
      'ens3',
      'addr',
      'route',
      'get',
      '8.8.8.8',
      'localhost',
      'ssh',
      'stop',
    ],
    ...[
      '--format=csv',
      '--query-gpu=name',
      '--query-compute-apps=pid',
      '-i0',
      '-d',
      '-c1',
      '-n1',
      '-b',
      'sport',
      '=',
      '(',
      ')',
      'not',
      'state',
    ],
    ...[
      '__proto__',
      'constructor',
      'toString',
      'hasOwnProperty',
      '-o__proto__',
      '--constructor',
      '--sort=constructor',
      '--format=toString',
    ],
  ),
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.stringMatching(/^-[A-Za-z0-9]{1,4}$/),
  fc.stringMatching(/^--[a-z-]{1,12}(=[a-z0-9,%:]{0,8})?$/),
  fc.stringMatching(/^[-+()[\]{}*?|\\^$.a-z]{1,8}$/),
);

describe('every command', () => {
  for (const command of machineCommands) {
    it(`${command.name} answers whatever it is given`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(argument, { maxLength: 5 }), fc.constantFrom('root', 'ann'), async (args, user) => {
          const machine = testMachine({ spec: machineSpec({ user }) });
          const result = await machine.run(command.name, ...args);
          assert.equal(typeof result.stdout, 'string');
          assert.ok(
            Number.isInteger(result.exitCode) && result.exitCode >= 0 && result.exitCode < 256,
            `${result.exitCode}`,
          );
          const text = result.stdout + result.stderr;
          const typed = args.join(' ');
          for (const slip of ['undefined', 'NaN', '[object', 'Infinity']) {
            assert.ok(!text.includes(slip) || typed.includes(slip), `${slip} in: ${text}`);
          }
        }),
        { numRuns: 120 },
      );
    });
  }

  it('has a name and a path of its own', () => {
    assert.equal(new Set(machineCommands.map(({ name }) => name)).size, machineCommands.length);
    for (const { name, path } of machineCommands) assert.match(path, new RegExp(`^/usr/(local/cuda/)?s?bin/${name}$`));
  });
});
