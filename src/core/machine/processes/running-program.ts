/** One process that runs a declared program: it starts up step by step on the machine's clock, and may fail at each. */
import type { PrintSpec, ProgramSpec } from '../../scenario/model.ts';
import type { FileTree } from '../files/file-tree.ts';
import { parentOf, resolvePath } from '../files/paths.ts';
import { systemFacts } from '../host/systems.ts';
import type { Kernel } from '../kernel.ts';
import type { Network } from '../network/network.ts';
import { installationAt } from '../python/installation.ts';
import { gpuUsage, memoryUsage } from '../resources.ts';
import type { Scheduled } from '../time/schedule.ts';
import type { RunningProgram } from '../world.ts';
import { chooseGpus, visibleGpus } from './accelerators.ts';
import { catchSignal } from './caught-signals.ts';
import {
  type Failing,
  missingFileText,
  missingPackageText,
  outOfGpuMemoryText,
  portInUseText,
  unreachableText,
  wrongServiceText,
} from './failure-texts.ts';
import { findNeeds } from './needs.ts';
import type { Behaviour, Exit } from './process-table.ts';
import { appendToLog } from './program-log.ts';
import type { ProgramMatch } from './program-match.ts';
import { programService } from './program-service.ts';
import { memoryLeft, outOfMemoryMessages } from './restrictions.ts';
import { fill } from './template.ts';

/** Milliseconds until a Python program has imported what it needs. */
const IMPORTING = { least: 180, most: 420 };
/** Share of its memory that a program takes before it is ready. */
const STARTING_SHARE = 0.2;

export interface ProgramStart {
  readonly kernel: Kernel;
  readonly network: Network;
  readonly match: ProgramMatch;
  readonly options: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly tree: FileTree;
  /** Text of the script. */
  readonly text: string;
  readonly environment: Readonly<Record<string, string>>;
  print(stream: 'stdout' | 'stderr', text: string): void;
  /** The kernel has something to say about the process. */
  kernelSays(message: string): void;
}

export class ProgramProcess implements Behaviour {
  readonly #start: ProgramStart;
  readonly #program: ProgramSpec;
  readonly #kernel: Kernel;
  readonly #timers: Scheduled[] = [];
  readonly #atEnd: ((exit: Exit) => void)[] = [];
  #pid = 0;
  #exit: Exit | undefined;
  #values: Readonly<Record<string, string>> = {};

  constructor(start: ProgramStart) {
    this.#start = start;
    this.#program = start.match.template.program;
    this.#kernel = start.kernel;
  }

  /** How the process ended; undefined while it runs. */
  get exit(): Exit | undefined {
    return this.#exit;
  }

  whenEnded(then: (exit: Exit) => void): void {
    if (this.#exit) then(this.#exit);
    else this.#atEnd.push(then);
  }

  ended(exit: Exit): void {
    for (const timer of this.#timers.splice(0)) timer.cancel();
    this.#exit = exit;
    for (const then of this.#atEnd.splice(0)) then(exit);
  }

  handles(signal: string): boolean {
    const { kernel } = this.#start;
    const print = (stream: 'stdout' | 'stderr', text: string): void => this.#print(stream, text);
    return catchSignal({ kernel, program: this.#program, pid: this.#pid, values: this.#values, print }, signal);
  }

  /** What is known of the program before it has done anything. */
  get description(): RunningProgram {
    const { match, options } = this.#start;
    return {
      name: this.#program.name,
      root: match.root,
      options,
      artefacts: [],
      readyAt: this.#kernel.schedule.now + this.#program.startsIn,
      ready: false,
      printed: 0,
      reached: [],
    };
  }

  /** Begins to start up, as the process of this pid. */
  begin(pid: number): void {
    this.#pid = pid;
    const { match, options } = this.#start;
    this.#values = { ...options, pid: String(pid), root: match.root };
    const { events, draw } = this.#kernel;
    const process = this.#kernel.processes.get(pid);
    events.report({ kind: 'process.started', pid, program: this.#program.name, command: process?.command ?? '' });
    const importing = draw.int(IMPORTING.least, IMPORTING.most);
    this.#after(Math.min(importing, Math.max(this.#program.startsIn, IMPORTING.least)), () => this.#load());
  }

  /** Looks for what it needs, takes memory, greets what it depends on. */
  #load(): void {
    const { match, options, tree, cwd } = this.#start;
    const place = { root: match.root, cwd, scriptPath: match.scriptPath };
    const { artefacts, missing } = findNeeds(this.#program, options, place, tree, this.#kernel.state);
    this.#describe({ artefacts });
    const log = this.#log;
    const absent = missing ?? (log !== undefined && !tree.find(parentOf(log)) ? log : undefined);
    if (absent !== undefined) {
      this.#fail(this.#program.fails.missingFile, { path: absent }, () => this.#missingText(absent));
      return;
    }
    if (!this.#takeMemory() || !this.#reach()) return;
    this.#after(Math.max(0, this.#readyAt - this.#kernel.schedule.now), () => this.#becomeReady());
    for (const print of this.#program.prints) this.#schedule(print);
  }

  #takeMemory(): boolean {
    const { memory, gpuMemory, cpu } = this.#program.uses;
    const world = this.#kernel.state.view;
    const main = memoryUsage(world);
    const own = this.#kernel.processes.get(this.#pid);
    const more = memory - (own?.memory ?? 0);
    const restricted = own !== undefined && more > memoryLeft(this.#kernel, own.uid);
    if (own && (restricted || main.used + more > main.total)) {
      for (const message of outOfMemoryMessages(own, memory, restricted)) this.#start.kernelSays(message);
      this.#fail(this.#program.fails.outOfMemory, {}, () => 'Killed', 137);
      return false;
    }
    const visible = this.#start.environment['CUDA_VISIBLE_DEVICES'];
    const gpus = chooseGpus(world, gpuMemory, visible);
    if (!gpus) {
      this.#fail(this.#program.fails.outOfGpuMemory, {}, () => {
        const [index] = visibleGpus(world, visible);
        if (index === undefined) return outOfGpuMemoryText(this.#failing, undefined);
        const { used, total } = gpuUsage(world, index);
        return outOfGpuMemoryText(this.#failing, { index, total, free: total - used });
      });
      return false;
    }
    this.#kernel.processes.change(this.#pid, { memory, gpuMemory, gpus, cpu, state: cpu > 0 ? 'running' : 'sleeping' });
    return true;
  }

  /** Everything that it depends on has to listen and to be ready now. */
  #reach(): boolean {
    const reached: number[] = [];
    for (const need of this.#program.reaches) {
      const port = fill(need.at, this.#values);
      const process = this.#start.network.listener('127.0.0.1', Number(port));
      const answers = process?.state !== 'stopped' && process?.program?.ready !== false;
      if (!process || !answers) {
        const address = `0x7f${this.#kernel.draw.hex(10)}`;
        this.#fail(this.#program.fails.unreachable, { port }, () => unreachableText(this.#failing, port, address));
        return false;
      }
      if (process.program?.name !== need.program) {
        this.#fail(this.#program.fails.unreachable, { port }, () => wrongServiceText(this.#failing, port));
        return false;
      }
      reached.push(process.pid);
    }
    this.#describe({ reached });
    return true;
  }

  #becomeReady(): void {
    const { events, processes } = this.#kernel;
    const port = this.#program.listens === undefined ? undefined : fill(this.#program.listens, this.#values);
    if (port !== undefined) {
      if (!isPort(port)) {
        this.#fail(undefined, { port }, () => `OverflowError: bind(): port must be 0-65535.`);
        return;
      }
      if (this.#start.network.isTaken(Number(port))) {
        this.#fail(this.#program.fails.portInUse, { port }, () => portInUseText(port, this.#pid));
        return;
      }
      processes.change(this.#pid, { listens: [{ protocol: 'tcp', address: '0.0.0.0', port: Number(port) }] });
      this.#start.network.serve(this.#pid, programService(this.#program, this.#values));
    }
    this.#describe({ ready: true });
    processes.change(this.#pid, { state: 'sleeping' });
    const command = processes.get(this.#pid)?.command ?? '';
    events.report({ kind: 'process.ready', pid: this.#pid, program: this.#program.name, command });
  }

  #schedule(print: PrintSpec): void {
    const started = this.#readyAt - this.#program.startsIn;
    for (let i = 1; i <= print.times; i += 1) {
      const at = started + print.at + (i - 1) * print.every;
      this.#after(Math.max(0, at - this.#kernel.schedule.now), () => {
        const values = { ...this.#values, i: String(i), n: String(print.times) };
        this.#print(print.to, `${fill(print.text, values)}\n`);
        this.#describe({ printed: (this.#running?.printed ?? 0) + 1 });
      });
    }
  }

  /** The file that the program writes its output to; undefined when it prints it. */
  get #log(): string | undefined {
    const { log } = this.#program;
    return log === undefined ? undefined : resolvePath(this.#start.match.root, fill(log, this.#values));
  }

  #print(stream: 'stdout' | 'stderr', text: string): void {
    const log = this.#log;
    if (log === undefined) this.#start.print(stream, text);
    else appendToLog(log, text, this.#start);
  }

  #fail(
    declared: string | undefined,
    values: Readonly<Record<string, string>>,
    usual: () => string,
    exitCode = 1,
  ): void {
    const text = declared === undefined ? usual() : fill(declared, { ...this.#values, ...values });
    this.#start.print('stderr', text.endsWith('\n') ? text : `${text}\n`);
    const lines = text.trimEnd().split('\n');
    const reason = lines.findLast((line) => /^(?:ERROR|\w+(?:\.\w+)*Error)\b/.test(line)) ?? lines.at(-1) ?? '';
    this.#kernel.processes.exit(this.#pid, exitCode, reason.slice(0, 300));
  }

  #missingText(missing: string): string {
    const { match, tree } = this.#start;
    const folder = missing.slice(0, missing.lastIndexOf('/'));
    const isModule = missing.endsWith('.py') && folder !== match.root && missing.startsWith(`${match.root}/`);
    return isModule && !tree.find(folder)
      ? missingPackageText(this.#failing, missing)
      : missingFileText(this.#failing, missing);
  }

  get #failing(): Failing {
    const { match, text, environment } = this.#start;
    const { python } = systemFacts(this.#kernel.state.host.os);
    const conda = environment['CONDA_PREFIX'] ?? environment['VIRTUAL_ENV'];
    const own = conda === undefined ? undefined : installationAt(this.#kernel.spec, conda);
    const short = own ? own.release.version : python;
    const version = `python${short.split('.').slice(0, 2).join('.')}`;
    const library = conda === undefined ? `/usr/lib/${version}` : `${conda}/lib/${version}`;
    const packages = conda === undefined ? `/usr/local/lib/${version}/dist-packages` : `${library}/site-packages`;
    return { scriptPath: match.scriptPath, script: match.script, text, root: match.root, library, packages };
  }

  get #running(): RunningProgram | undefined {
    return this.#kernel.processes.get(this.#pid)?.program;
  }

  get #readyAt(): number {
    return this.#running?.readyAt ?? this.#kernel.schedule.now;
  }

  #describe(change: Partial<RunningProgram>): void {
    const program = this.#running;
    if (program) this.#kernel.processes.change(this.#pid, { program: { ...program, ...change } });
  }

  #after(ms: number, run: () => void): void {
    this.#timers.push(this.#kernel.schedule.after(ms, () => this.#whenRunning(run)));
  }

  /** A process that was stopped does nothing until it is continued. */
  #whenRunning(run: () => void): void {
    if (this.#kernel.processes.get(this.#pid)?.state === 'stopped') this.#after(100, run);
    else run();
  }
}

/** Main memory that a program takes from the start. */
export function startingMemory(program: ProgramSpec): number {
  return Math.round(Math.min(program.uses.memory, 2 ** 28) * STARTING_SHARE) + 12_000_000;
}

function isPort(text: string): boolean {
  const port = Number(text);
  return Number.isInteger(port) && port >= 0 && port <= 65_535;
}
