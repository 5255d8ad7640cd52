/** The machine at a step as the replay shows it, against the step before and against the start. */
import { processName } from '../machine/host/process-figures.ts';
import { diskUsage, gpuUsageTotal, memoryUsage } from '../machine/resources.ts';
import type { Node, Process, World } from '../machine/world.ts';
import type { TranscriptEvent } from './events.ts';
import { NO_NETWORK, networkView } from './network-view.ts';
import type { Change, MachineFile, MachineProcess, MachineView } from './replay-view.ts';

/** Files that a view lists; those that changed in the step come first when there are more. */
const MOST_FILES = 2_000;

/** Path at step 0 of each content, by digest; empty files are left out, since they are all alike. */
export type Originals = ReadonlyMap<string, string>;

/** Where the contents of a world lie, to tell copies of them later. */
export function originalsOf(world: World): Originals {
  const originals = new Map<string, string>();
  for (const [path, node] of world.files) {
    if (node.kind !== 'file' || node.size === 0) continue;
    const known = originals.get(node.digest);
    if (known === undefined || path < known) originals.set(node.digest, path);
  }
  return originals;
}

/** The view of a transcript that tells of no machine. */
export function viewOfNothing(step: number): MachineView {
  return {
    step,
    clock: 0,
    elapsedMs: 0,
    hostname: '',
    files: [],
    filesOmitted: 0,
    processes: [],
    replicas: [],
    ports: [],
    network: NO_NETWORK,
    resources: { memoryUsed: 0, memory: 0, gpuMemoryUsed: 0, gpuMemory: 0, diskUsed: 0, disk: 0 },
  };
}

/**
 * The machine at the end of a step.
 * @param before the world at the end of the step before; at step 0 the world itself
 * @param events those of the step; only what happened on the machine is looked at
 */
export function machineView(
  step: number,
  worlds: { readonly start: World; readonly before: World; readonly now: World },
  originals: Originals,
  events: readonly TranscriptEvent[],
): MachineView {
  const { start, before, now } = worlds;
  const files = placesOf(worlds).flatMap(([host, place]) =>
    changedFiles(place, originals).map((file) => (host === '' ? file : { ...file, path: `${host}:${file.path}` })),
  );
  const listed = files.length <= MOST_FILES ? files : mostTelling(files);
  const memory = memoryUsage(now);
  const gpus = gpuUsageTotal(now);
  const disk = diskUsage(now);
  return {
    step,
    clock: now.clock,
    elapsedMs: now.clock - start.clock,
    hostname: now.host.hostname,
    files: listed,
    filesOmitted: files.length - listed.length,
    processes: placesOf(worlds).flatMap(([host, place]) => processList(host, place)),
    replicas: [],
    ports: portList(before, now),
    network: networkView(before, now, events),
    resources: {
      memoryUsed: memory.used,
      memory: memory.total,
      gpuMemoryUsed: gpus.used,
      gpuMemory: gpus.total,
      diskUsed: disk.used,
      disk: disk.total,
    },
  };
}

type Part = Pick<World, 'files' | 'processes'>;
interface Place {
  readonly start: Part;
  readonly before: Part;
  readonly now: Part;
}

/** The machine itself, under the empty name, and the other hosts that are played, each before and after. */
function placesOf({
  start,
  before,
  now,
}: {
  readonly start: World;
  readonly before: World;
  readonly now: World;
}): readonly (readonly [host: string, place: Place])[] {
  const others = [...(now.hosts ?? [])].map(([name, world]): readonly [string, Place] => {
    const first = start.hosts?.get(name) ?? asFound(before.hosts?.get(name) ?? world, start.clock);
    return [name, { start: first, before: before.hosts?.get(name) ?? first, now: world }];
  });
  return [['', { start, before, now }], ...others];
}

/** A host that is built when somebody first gets to it, as it was before: without what is younger than the trial. */
function asFound({ files, processes }: Part, start: number): Part {
  return {
    files: new Map([...files].filter(([, node]) => node.mtime < start)),
    processes: new Map([...processes].filter(([, process]) => process.startedAt < start)),
  };
}

function changedFiles({ start, before, now }: Place, originals: Originals): MachineFile[] {
  const files: MachineFile[] = [];
  const add = (path: string, shown: Node, sinceStart: Change) => {
    const copyOf = shown.kind === 'file' ? originals.get(shown.digest) : undefined;
    files.push({
      path,
      kind: shown.kind,
      size: shown.kind === 'file' ? shown.size : 0,
      copyOf: copyOf === path ? undefined : copyOf,
      sinceStart,
      now: changeOf(before.files.get(path), now.files.get(path)),
    });
  };
  for (const [path, node] of now.files) {
    const change = changeOf(start.files.get(path), node);
    if (change !== undefined) add(path, node, change);
  }
  for (const [path, node] of start.files) {
    if (!now.files.has(path)) add(path, node, 'removed');
  }
  // What came and went again differs from the start no more, but the step in which it went should show it.
  for (const [path, node] of before.files) {
    if (!now.files.has(path) && !start.files.has(path)) add(path, node, 'removed');
  }
  return files.sort((a, b) => compare(a.path, b.path));
}

function mostTelling(files: readonly MachineFile[]): MachineFile[] {
  const inStep = files.filter((file) => file.now !== undefined);
  const earlier = files.filter((file) => file.now === undefined);
  return [...inStep, ...earlier].slice(0, MOST_FILES).sort((a, b) => compare(a.path, b.path));
}

function changeOf(before: Node | undefined, now: Node | undefined): Change | undefined {
  if (before === now) return undefined;
  if (before === undefined) return 'added';
  if (now === undefined) return 'removed';
  return sameNode(before, now) ? undefined : 'changed';
}

/** Whether two nodes are alike to a reader: a folder is not changed by what is put into it. */
function sameNode(a: Node, b: Node): boolean {
  if (a.kind !== b.kind || a.mode !== b.mode || a.uid !== b.uid || a.gid !== b.gid) return false;
  if (a.kind === 'file' && b.kind === 'file') {
    return a.digest === b.digest && a.size === b.size && a.mtime === b.mtime;
  }
  return a.kind !== 'link' || b.kind !== 'link' || a.target === b.target;
}

function processList(host: string, { start, before, now }: Place): MachineProcess[] {
  const list: MachineProcess[] = [];
  for (const [pid, process] of now.processes) {
    const earlier = before.processes.get(pid);
    list.push(
      processLine(
        host,
        start,
        process,
        earlier === undefined ? 'added' : changeOfProcess(host, start, earlier, process),
      ),
    );
  }
  for (const [pid, process] of before.processes) {
    if (!now.processes.has(pid)) list.push(processLine(host, start, process, 'removed'));
  }
  return list.sort((a, b) => a.pid - b.pid);
}

function changeOfProcess(host: string, start: Part, before: Process, now: Process): Change | undefined {
  if (before === now) return undefined;
  const shown = (process: Process) => JSON.stringify(processLine(host, start, process, undefined));
  return shown(before) === shown(now) ? undefined : 'changed';
}

function processLine(host: string, start: Part, process: Process, now: Change | undefined): MachineProcess {
  const { pid, ppid, user, command, program, self, memory, gpuMemory, listens } = process;
  return {
    host,
    pid,
    ppid,
    user,
    command,
    program: program?.name ?? '',
    root: program?.root ?? '',
    ready: program?.ready ?? true,
    self,
    ofHost: !self && program === undefined && start.processes.get(pid)?.startedAt === process.startedAt,
    memory,
    gpuMemory,
    ports: listens.map((listener) => listener.port),
    now,
  };
}

type Port = MachineView['ports'][number];

function portList(before: World, now: World): Port[] {
  const earlier = listenersOf(before);
  const current = listenersOf(now);
  const list: Port[] = [];
  for (const [key, port] of current) list.push({ ...port, now: earlier.has(key) ? undefined : 'added' });
  for (const [key, port] of earlier) if (!current.has(key)) list.push({ ...port, now: 'removed' });
  return list.sort((a, b) => a.port - b.port || a.pid - b.pid || compare(a.address, b.address));
}

function listenersOf(world: World): Map<string, Omit<Port, 'now'>> {
  const listeners = new Map<string, Omit<Port, 'now'>>();
  for (const process of world.processes.values()) {
    const { pid, program } = process;
    for (const { protocol, address, port } of process.listens) {
      const name = program?.name ?? processName(process);
      listeners.set(`${protocol} ${address} ${port} ${pid}`, { port, address, pid, program: name });
    }
  }
  return listeners;
}

/** Order by code units: the same on every machine, whatever its language. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
