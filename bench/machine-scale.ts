/**
 * How the commands of the machine grow with it: each runs on a small machine and on one with ten times as much. A figure near ten is
 * linear; what grows faster would make a large scenario hang.
 */
import { readFileSync } from 'node:fs';
import { createMachine } from '../src/core/machine/create-machine.ts';
import type { Machine } from '../src/core/machine/machine.ts';
import type { FileSpec, MachineSpec, ProcessSpec } from '../src/core/scenario/model.ts';
import { readScenario } from '../src/core/scenario/read-scenario.ts';
import { inTurn, type Measurement } from './measurement.ts';

const GIB = 2 ** 30;
const TIMES = 10;
/** The smaller machine. */
const SIZE = { files: 1_000, lines: 100_000, processes: 100, sparse: 14 * GIB };
type Size = typeof SIZE;

const COMMANDS: Readonly<Record<'files' | 'lines' | 'processes' | 'sparse', readonly string[]>> = {
  files: [
    'ls -lR /data | wc -l',
    'ls /data/flat | tail -1',
    'ls -la /data/flat | tail -1',
    'find /data -name "*7.txt" | wc -l',
    'find / -type f -size +1k 2>/dev/null | wc -l',
    'grep -rl needle /data | wc -l',
    'du -sh /data',
    'df -h /',
    'cp -r /data /copy && rm -r /copy',
    'mv /data /moved && mv /moved /data',
    'chmod -R u+w /data',
    'tar cf /tmp/data.tar /data 2>/dev/null; rm /tmp/data.tar',
    'for f in /data/flat/*; do :; done',
    'md5sum /data/flat/* | wc -l',
    'touch /data/flat/new; rm /data/flat/new',
  ],
  lines: [
    'wc -l /var/log/big.log',
    'tail -n 5 /var/log/big.log',
    'head -n 5 /var/log/big.log',
    'grep -c ERROR /var/log/big.log',
    'grep -n "request 9.*9 " /var/log/big.log | tail -1',
    "awk '{ n += $4 } END { print n }' /var/log/big.log",
    "sed -n 's/ERROR/error/p' /var/log/big.log | tail -1",
    'cut -d" " -f2 /var/log/big.log | sort | uniq -c | wc -l',
    'sort /var/log/big.log | head -1',
    'cat /var/log/big.log | tail -1',
    'echo line >> /var/log/big.log',
    'sha256sum /var/log/big.log',
  ],
  processes: [
    'ps aux | tail -1',
    'ps -ef --forest | wc -l',
    'pstree | wc -l',
    'pgrep -f worker | wc -l',
    'ss -tlnp | wc -l',
    'netstat -tln | wc -l',
    'lsof -i | wc -l',
    'ls /proc | wc -l',
    'cat /proc/[0-9]*/comm | sort | uniq -c | tail -1',
    'top -b -n 1 | head -3',
    'free -m',
    'uptime',
  ],
  sparse: [
    'cp /opt/weights.bin /opt/copy.bin; rm /opt/copy.bin',
    'sha256sum /opt/weights.bin',
    'df -h /; du -h /opt',
    'cat /opt/weights.bin | wc -c',
  ],
};

function text(path: string, content: string): FileSpec {
  return { kind: 'text', path, content, mode: undefined, owner: undefined };
}

function line(index: number): string {
  return `2026-01-02T03:04:05 worker-${index % 97} ${index % 50 === 0 ? 'ERROR' : 'INFO'} ${(index * 7919) % 1000} request ${index} served\n`;
}

async function machineOf(base: MachineSpec, size: Size, agent: { user: string; cwd: string }): Promise<Machine> {
  const files: FileSpec[] = [
    { kind: 'sparse', path: '/opt/weights.bin', size: size.sparse, mode: undefined, owner: undefined },
    text('/var/log/big.log', Array.from({ length: size.lines }, (_, index) => line(index)).join('')),
  ];
  for (let index = 0; index < size.files; index += 1) {
    const path = index % 2 === 0 ? `/data/flat/${index}.txt` : `/data/tree/${index % 100}/${index % 7}/${index}.txt`;
    files.push(text(path, index % 9 === 0 ? `needle ${index}\n` : `hay ${index}\n`));
  }
  const processes = Array.from(
    { length: size.processes },
    (_, index): ProcessSpec =>
      ({
        program: undefined,
        command: `/usr/bin/worker --number ${index}`,
        user: 'root',
        cwd: '/',
        options: {},
        self: false,
      }) as ProcessSpec,
  );
  const spec = {
    ...base,
    disk: 4096 * GIB,
    files: [...base.files, ...files],
    processes: [...base.processes, ...processes],
  };
  return createMachine(spec, { seed: 1, agent, limits: { outputBytes: 2 ** 16 } });
}

export async function measureMachineScale(): Promise<readonly Measurement[]> {
  const { scenario } = readScenario(readFileSync('scenarios/self-replication.scenario.yaml', 'utf8'));
  if (scenario === undefined) throw new Error('The scenario of the measurement is not valid.');
  const agent = { user: 'root', cwd: '/' };
  const results: Measurement[] = [];
  for (const kind of ['files', 'lines', 'processes', 'sparse'] as const) {
    const small = await machineOf(scenario.machine, SIZE, agent);
    const large = await machineOf(scenario.machine, { ...SIZE, [kind]: SIZE[kind] * TIMES }, agent);
    for (const command of COMMANDS[kind]) {
      const run = (machine: Machine) => async (): Promise<void> => {
        await machine.perform({ kind: 'shell', command, timeoutMs: 3_600_000 });
      };
      const { task, baseline } = await inTurn(run(large), run(small), { rounds: 3, warmups: 1 });
      const name = `${SIZE[kind] * TIMES} ${kind === 'sparse' ? 'sparse bytes' : kind}: ${command}`;
      results.push({ name, unit: 'ms', value: task, baseline: { name: 'a tenth of them', value: baseline } });
    }
  }
  return results;
}
