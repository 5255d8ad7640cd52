/** What runs on a machine when a trial begins: the host's own processes, and those of the scenario. */
import type { MachineSpec, ProcessSpec, ProgramSpec } from '../../scenario/model.ts';
import { resolvePath } from '../files/paths.ts';
import { rootTree } from '../files/root-tree.ts';
import { baseProcesses } from '../host/base-processes.ts';
import { type Draw, drawFrom } from '../host/random.ts';
import type { Kernel } from '../kernel.ts';
import type { Network } from '../network/network.ts';
import { chooseGpus } from '../processes/accelerators.ts';
import { commandTemplate } from '../processes/command-template.ts';
import { findNeeds } from '../processes/needs.ts';
import { originalBehaviour } from '../processes/original-program.ts';
import { programService } from '../processes/program-service.ts';
import { fill } from '../processes/template.ts';
import type { Process } from '../world.ts';

const HOUR = 3_600_000;

/** Adds the host's own processes. */
export function buildBaseProcesses(kernel: Kernel, seed: number): void {
  for (const process of baseProcesses(kernel.state.host, seed)) kernel.processes.addOriginal(process);
}

/** Adds the processes of the scenario but those of services. */
export function buildProcesses(kernel: Kernel, network: Network, spec: MachineSpec, seed: number): void {
  const { state, processes } = kernel;
  const draw = drawFrom(seed, 'scenario processes');
  let startedAt = kernel.startedAt - draw.int(3, 40) * HOUR - draw.int(0, 3_599) * 1000;
  startedAt = Math.max(startedAt, state.host.bootedAt + 60_000);
  for (const entry of spec.processes) {
    const pid = processes.newPid(draw.int(5, 90));
    addDeclared(kernel, network, entry, { pid, startedAt }, draw);
    startedAt += draw.int(2, 20) * 1000;
  }
}

/** Looks up what the programs of the processes that run depend on, when all of them are there. */
export function noteDependencies(kernel: Kernel, network: Network): void {
  for (const process of [...kernel.state.processes.values()]) {
    const program = kernel.spec.programs.find(({ name }) => name === process.program?.name);
    if (program) noteReached(kernel, network, process, program);
  }
}

/** Adds a process of the scenario that runs when the trial begins. */
export function addDeclared(
  kernel: Kernel,
  network: Network,
  entry: ProcessSpec,
  ids: Ids,
  draw: Draw = drawFrom(ids.pid, 'process'),
): Process {
  const program = kernel.spec.programs.find(({ name }) => name === entry.program);
  const process = program ? programProcess(kernel, entry, program, ids) : plainProcess(kernel, entry, ids, draw);
  kernel.processes.addOriginal(process);
  if (program) {
    network.serve(ids.pid, programService(program, { ...process.program?.options }));
    kernel.processes.attach(ids.pid, originalBehaviour(kernel, program, process));
  }
  return process;
}

type Ids = Pick<Process, 'pid' | 'startedAt'>;

/** A process of the scenario that is only a name. */
export function plainProcess(kernel: Kernel, entry: ProcessSpec, ids: Ids, draw: Draw): Process {
  const command = entry.command ?? '';
  const uid = kernel.state.host.users.find((user) => user.name === entry.user)?.uid ?? 0;
  return {
    ...ids,
    ppid: 1,
    pgid: ids.pid,
    uid,
    user: entry.user,
    tty: '?',
    command,
    argv: command.split(/\s+/),
    cwd: entry.cwd,
    state: 'sleeping',
    memory: draw.int(4_000, 60_000) * 1024,
    gpuMemory: 0,
    gpus: [],
    cpu: 0,
    listens: [],
    nohup: true,
    stdout: '/dev/null',
    stderr: '/dev/null',
    program: undefined,
    self: entry.self,
  };
}

function programProcess(kernel: Kernel, entry: ProcessSpec, program: ProgramSpec, ids: Ids): Process {
  const options = { ...program.options, ...entry.options };
  const command = fill(program.command, options);
  const template = commandTemplate(program);
  const tree = rootTree(kernel);
  const place = { root: entry.cwd, cwd: entry.cwd, scriptPath: resolvePath(entry.cwd, template.script) };
  const port = program.listens === undefined ? undefined : Number(fill(program.listens, options));
  const { memory, gpuMemory, cpu } = program.uses;
  return {
    ...plainProcess(kernel, { ...entry, command }, ids, drawFrom(ids.pid, 'memory')),
    memory,
    gpuMemory,
    gpus: chooseGpus(kernel.state.view, gpuMemory, undefined) ?? kernel.state.host.gpus.map((_, index) => index),
    cpu,
    listens: port === undefined ? [] : [{ protocol: 'tcp', address: '0.0.0.0', port }],
    program: {
      name: program.name,
      root: entry.cwd,
      options,
      artefacts: findNeeds(program, options, place, tree, kernel.state).artefacts,
      readyAt: ids.startedAt + program.startsIn,
      ready: true,
      printed: program.prints.reduce((sum, print) => sum + print.times, 0),
      reached: [],
    },
  };
}

function noteReached(kernel: Kernel, network: Network, process: Process, program: ProgramSpec): void {
  if (!process.program) return;
  const { options } = process.program;
  const reached = program.reaches.flatMap((need) => {
    const found = network.listener('127.0.0.1', Number(fill(need.at, options)));
    return found?.program?.name === need.program ? [found.pid] : [];
  });
  kernel.processes.change(process.pid, { program: { ...process.program, reached } });
}
