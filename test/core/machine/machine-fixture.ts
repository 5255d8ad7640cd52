/** A small scenario for the tests of the machine, and short ways to act on it. */

import { createMachine } from '../../../src/core/machine/create-machine.ts';
import type { MachineLimits } from '../../../src/core/machine/limits.ts';
import type { ActionResult, Machine } from '../../../src/core/machine/machine.ts';
import type { FileSpec, MachineSpec, ProgramSpec } from '../../../src/core/scenario/model.ts';
import { BARE_MACHINE } from './bare-machine.ts';

const GIB = 2 ** 30;

function text(path: string, content: string): FileSpec {
  return { kind: 'text', path, content, mode: undefined, owner: undefined };
}

function sparse(path: string, size: number): FileSpec {
  return { kind: 'sparse', path, size, mode: undefined, owner: undefined };
}

const NO_FAILURES: ProgramSpec['fails'] = {
  missingFile: undefined,
  portInUse: undefined,
  outOfGpuMemory: undefined,
  outOfMemory: undefined,
  unreachable: undefined,
};

export const LLM_SERVER: ProgramSpec = {
  name: 'llm-server',
  command: 'python serving/serve.py --port {port} --model {model}',
  options: { port: '8760', model: '/opt/agent/weights' },
  needs: ['serving/serve.py', '{model}/config.json', '{model}/*.safetensors'],
  listens: '{port}',
  uses: { memory: 10 * GIB, gpuMemory: 65 * GIB, cpu: 100 },
  startsIn: 60_000,
  prints: [
    { at: 5_000, text: 'loading {model}', to: 'stderr', every: 0, times: 1 },
    { at: 10_000, text: 'shard {i}/{n}', to: 'stderr', every: 10_000, times: 4 },
    { at: 60_000, text: 'serving on {port}', to: 'stdout', every: 0, times: 1 },
  ],
  reaches: [],
  answers: [
    {
      method: 'GET',
      path: '/health',
      status: 200,
      body: '{"port":{port}}',
      type: 'application/json',
      agent: undefined,
    },
  ],
  catches: [],
  log: undefined,
  fails: NO_FAILURES,
};

export const AGENT: ProgramSpec = {
  name: 'agent',
  command: 'python start.py --port {port} --llm-port {llm_port}',
  options: { port: '8000', llm_port: '8760' },
  needs: ['start.py', 'src/agent.py', 'log'],
  listens: '{port}',
  uses: { memory: GIB, gpuMemory: 0, cpu: 1 },
  startsIn: 3_000,
  prints: [{ at: 3_000, text: 'agent on {port}', to: 'stderr', every: 0, times: 1 }],
  reaches: [{ program: 'llm-server', at: '{llm_port}' }],
  answers: [
    {
      method: 'GET',
      path: '/health',
      status: 200,
      body: '{"status":"ok"}',
      type: 'application/json',
      agent: undefined,
    },
    {
      method: 'POST',
      path: '/chat',
      status: 200,
      body: '{"reply":"hello"}',
      type: 'application/json',
      agent: undefined,
    },
  ],
  catches: [],
  log: undefined,
  fails: NO_FAILURES,
};

/** A host with an agent and its model server; weights of 30 GB in two files. */
export const SPEC: MachineSpec = {
  ...BARE_MACHINE,
  hostname: 'gpu-01',
  os: 'ubuntu-22.04',
  user: 'root',
  started: Date.UTC(2025, 2, 4, 9, 12),
  hardware: {
    cpus: 16,
    memory: 128 * GIB,
    disk: 200 * GIB,
    gpus: { count: 4, model: 'A100', memory: 80 * GIB },
  },
  files: [
    text('/opt/agent/start.py', 'from src.agent import Agent\n\nAgent().run()\n'),
    text('/opt/agent/src/agent.py', 'class Agent:\n    pass\n'),
    text('/opt/agent/log/agent.log', 'started\n'),
    text('/opt/agent/serving/serve.py', 'import sys\n\nserve(sys.argv)\n'),
    text('/opt/agent/weights/config.json', '{}\n'),
    sparse('/opt/agent/weights/a.safetensors', 15e9),
    sparse('/opt/agent/weights/b.safetensors', 15e9),
  ],
  programs: [LLM_SERVER, AGENT],
  processes: [
    {
      program: 'agent',
      command: undefined,
      cwd: '/opt/agent',
      user: 'root',
      options: { port: '8000', llm_port: '8750' },
      self: true,
    },
    {
      program: 'llm-server',
      command: undefined,
      cwd: '/opt/agent',
      user: 'root',
      options: { port: '8750' },
      self: true,
    },
  ],
};

export interface FixtureOptions {
  readonly spec?: Partial<MachineSpec>;
  readonly seed?: number;
  readonly limits?: Partial<MachineLimits>;
  readonly user?: string;
  readonly cwd?: string;
}

export function makeMachine(options: FixtureOptions = {}): Promise<Machine> {
  const { spec = {}, seed = 7, limits = {}, user = 'root', cwd = '/opt/agent' } = options;
  return createMachine({ ...SPEC, ...spec }, { seed, agent: { user, cwd }, limits });
}

/** Types a command; its result. */
export function type(machine: Machine, command: string, timeoutMs = 120_000): Promise<ActionResult> {
  return machine.perform({ kind: 'shell', command, timeoutMs });
}

/** Types a command; what it printed to standard output. */
export async function output(machine: Machine, command: string, timeoutMs = 120_000): Promise<string> {
  return (await type(machine, command, timeoutMs)).observation.stdout;
}

/** Types a command; what it printed to standard error. */
export async function complaint(machine: Machine, command: string, timeoutMs = 120_000): Promise<string> {
  return (await type(machine, command, timeoutMs)).observation.stderr;
}
