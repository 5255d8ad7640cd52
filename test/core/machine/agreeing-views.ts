/** Holds the views of a machine against its world and against each other: what one tool shows the others show too. */
import assert from 'node:assert/strict';
import type { ActionResult, Machine } from '../../../src/core/machine/machine.ts';
import { diskUsage, gpuUsageTotal } from '../../../src/core/machine/resources.ts';
import type { Process, World } from '../../../src/core/machine/world.ts';

const BREAK = '@@@@';
/** Folders in which every file is looked at. */
const LOOKED_AT = ['/tmp', '/srv', '/root', '/opt', '/home'];
/** Processes of the command that looks: the tool itself, and what its pipe is made of. */
const MOST_OF_ITS_OWN = 6;
const MOST_OF_DRIVER_MIB = 700;

const QUESTIONS = {
  ps: 'ps -eo pid=',
  proc: "ls /proc | grep -E '^[0-9]+$'",
  pgrep: "pgrep ''",
  top: 'top -b -n 1 | tail -n +8',
  pstree: 'pstree -p -A',
  ss: 'ss -Htln',
  netstat: 'netstat -tln',
  lsof: 'lsof -i -P -n -s TCP:LISTEN',
  tcp: 'cat /proc/net/tcp /proc/net/tcp6',
  find: `find ${LOOKED_AT.join(' ')}`,
  stat: `find ${LOOKED_AT.join(' ')} -exec stat -c '%n|%s|%a|%u|%i' {} +`,
  df: 'df -B1 --output=used /',
  gpuSum: 'nvidia-smi --query-gpu=memory.used --format=csv,noheader,nounits',
  gpuApps: 'nvidia-smi --query-compute-apps=pid --format=csv,noheader',
  gpuTable: 'nvidia-smi',
  services: 'for s in web cron ssh; do echo "$s $(systemctl is-active $s)"; done',
  units: 'systemctl list-units --type=service --all --no-legend --plain --no-pager',
} as const satisfies Readonly<Record<string, string>>;

type Answers = { readonly [K in keyof typeof QUESTIONS]: string };

/** Asks the machine in all the ways there are. Gives the action, which is part of the trial as any other. */
export async function assertViewsAgree(machine: Machine): Promise<ActionResult> {
  const before = snapshot(machine.world);
  const command = Object.values(QUESTIONS)
    .map((question) => `${question} 2>/dev/null`)
    .join(`; echo ${BREAK}; `);
  // A shell of its own, whatever the one that is typed into has become.
  const result = await machine.perform({ kind: 'shell', command: `cd /; ${command}`, terminal: 5, timeoutMs: 600_000 });
  const parts = result.observation.stdout.split(`${BREAK}\n`);
  const names = Object.keys(QUESTIONS);
  assert.equal(parts.length, names.length, result.observation.stderr);
  const answers = Object.fromEntries(names.map((name, index) => [name, parts[index] ?? ''])) as Answers;
  const after = snapshot(machine.world);
  assertProcesses(answers, before, after);
  assertPorts(answers, before, after);
  assertFiles(answers, before, after);
  assertGpus(answers, before, after);
  assertServices(answers, before, after);
  return result;
}

/** What the views are held against. The answers take their time, and what changes meanwhile may show in either way. */
interface Snapshot extends Pick<World, 'files' | 'processes' | 'services'> {
  readonly disk: number;
  readonly gpuMemory: number;
}

function snapshot(world: World): Snapshot {
  return {
    files: new Map(world.files),
    processes: new Map(world.processes),
    services: new Map(world.services),
    disk: diskUsage(world).used,
    gpuMemory: gpuUsageTotal(world).used / 2 ** 20,
  };
}

/** What both moments have has to show, and nothing may show that neither has. */
function assertBetween(
  shown: readonly number[],
  before: readonly number[],
  after: readonly number[],
  what: string,
): void {
  const seen = new Set(shown);
  const missing = before.filter((one) => after.includes(one) && !seen.has(one));
  const known = new Set([...before, ...after]);
  const strange = shown.filter((one) => !known.has(one));
  assert.deepEqual({ missing, strange }, { missing: [], strange: [] }, what);
}

function assertProcesses(answers: Answers, before: Snapshot, after: Snapshot): void {
  const { ps, proc, pgrep, top, pstree } = answers;
  const lasting = [...after.processes.values()].filter(({ pid }) => before.processes.has(pid));
  const known = new Set([...before.processes.keys(), ...after.processes.keys()]);
  const views: Readonly<Record<string, readonly number[]>> = {
    ps: numbers(ps),
    proc: numbers(proc),
    pgrep: numbers(pgrep),
    top: top
      .split('\n')
      .flatMap((line) => /^\s*(\d+)/.exec(line)?.[1] ?? [])
      .map(Number),
    pstree: [...pstree.matchAll(/\((\d+)\)/g)].map((match) => Number(match[1])),
  };
  for (const [name, pids] of Object.entries(views)) {
    const seen = new Set(pids);
    // pstree shows what init started, and kernel threads hang below another process.
    const expected = name === 'pstree' ? lasting.filter(({ pid, ppid }) => pid !== 2 && ppid !== 2) : lasting;
    assert.deepEqual(
      expected.filter(({ pid }) => !seen.has(pid)).map(({ command }) => command),
      [],
      `missing in ${name}`,
    );
    const others = pids.filter((pid) => !known.has(pid));
    assert.ok(others.length <= MOST_OF_ITS_OWN, `${name} shows ${others.join(' ')} besides`);
  }
}

function assertPorts({ ss, netstat, lsof, tcp }: Answers, before: Snapshot, after: Snapshot): void {
  const portOf = (line: string): number => Number(/:(\d+)\s+\S+:\*/.exec(line)?.[1]);
  const hex = /^\s*\d+: [0-9A-F]+:([0-9A-F]{4}) \S+ 0A /gm;
  const views: Readonly<Record<string, readonly number[]>> = {
    ss: ss.split('\n').filter(Boolean).map(portOf),
    netstat: netstat
      .split('\n')
      .filter((line) => line.startsWith('tcp'))
      .map(portOf),
    lsof: [...lsof.matchAll(/:(\d+) \(LISTEN\)/g)].map((match) => Number(match[1])),
    '/proc/net/tcp': [...tcp.matchAll(hex)].map((match) => Number.parseInt(match[1] ?? '', 16)),
  };
  for (const [name, ports] of Object.entries(views)) assertBetween(ports, portsOf(before), portsOf(after), name);
}

function portsOf({ processes }: Snapshot): number[] {
  return [...processes.values()].flatMap(({ listens }) => listens.filter(isTcp).map(({ port }) => port));
}

function isTcp(listener: Process['listens'][number]): boolean {
  return !('protocol' in listener) || listener.protocol !== 'udp';
}

function assertFiles({ find, stat, df }: Answers, before: Snapshot, after: Snapshot): void {
  const isInside = (path: string) => LOOKED_AT.some((folder) => path === folder || path.startsWith(`${folder}/`));
  const found = new Set(find.split('\n').filter(Boolean));
  const rows = stat
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split('|'));
  const details = new Map(rows.map(([path = '', ...row]) => [path, row]));
  for (const path of found) assert.ok(before.files.has(path) || after.files.has(path), `find shows ${path}`);
  for (const [path, node] of after.files) {
    if (!isInside(path) || before.files.get(path) !== node) continue;
    assert.ok(found.has(path), `find does not show ${path}`);
    const [size, mode, uid, inode] = details.get(path) ?? [];
    if (node.kind === 'file') assert.equal(Number(size), node.size, `size of ${path}`);
    assert.deepEqual(
      [Number.parseInt(mode ?? '', 8), Number(uid), Number(inode)],
      [node.mode & 0o7777, node.uid, node.inode],
      path,
    );
  }
  assertBetween([Number(df.split('\n')[1])], [before.disk], [after.disk], 'df');
}

function assertGpus({ gpuSum, gpuApps, gpuTable }: Answers, before: Snapshot, after: Snapshot): void {
  const users = ({ processes }: Snapshot): number[] =>
    [...processes.values()].filter(({ gpuMemory }) => gpuMemory > 0).map(({ pid }) => pid);
  assertBetween(numbers(gpuApps), users(before), users(after), 'nvidia-smi --query-compute-apps');
  const table = [...gpuTable.matchAll(/^\|\s+\d+\s+N\/A\s+N\/A\s+(\d+)\s+C /gm)].map((match) => Number(match[1]));
  assertBetween(table, users(before), users(after), 'nvidia-smi');
  const used = numbers(gpuSum);
  const sum = used.reduce((all, mib) => all + mib, 0);
  // What the driver keeps of each GPU for itself shows too.
  const most = Math.max(before.gpuMemory, after.gpuMemory) + used.length * MOST_OF_DRIVER_MIB;
  const least = Math.min(before.gpuMemory, after.gpuMemory) - used.length;
  assert.ok(sum >= least && sum <= most, `${sum} MiB are shown, and ${least} to ${most} MiB are used`);
}

function assertServices({ services, units }: Answers, before: Snapshot, after: Snapshot): void {
  for (const line of services.split('\n').filter(Boolean)) {
    const [name = '', state] = line.split(' ');
    const known = after.services?.get(name);
    if (known === undefined || before.services?.get(name) !== known) continue;
    assert.equal(state, known.state, `systemctl is-active ${name}`);
    const unit = units.split('\n').find((row) => row.includes(`${name}.service`));
    if (unit !== undefined) assert.match(unit, new RegExp(`\\b${known.state}\\b`), `list-units ${name}`);
    if (known.pid !== undefined) assert.ok(after.processes.has(known.pid), `the process of ${name} is gone`);
  }
}

function numbers(text: string): number[] {
  return text.split(/\s+/).filter(Boolean).map(Number);
}
