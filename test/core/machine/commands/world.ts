/** A machine to look at with commands: a host with its services, a login, and whatever the test adds. */
import type {
  CommandContext,
  CommandResult,
  HttpReply,
  MachineControl,
} from '../../../../src/core/machine/commands/command.ts';
import { machineCommands } from '../../../../src/core/machine/commands/index.ts';
import { baseFiles } from '../../../../src/core/machine/host/base-files.ts';
import { baseProcesses, loginProcesses } from '../../../../src/core/machine/host/base-processes.ts';
import { hostFacts, startTime } from '../../../../src/core/machine/host/host.ts';
import type { MachineEvent, Node, Process, World } from '../../../../src/core/machine/world.ts';
import type { MachineSpec } from '../../../../src/core/scenario/model.ts';
import { BARE_MACHINE } from '../bare-machine.ts';

export const GIB: number = 2 ** 30;
/** Milliseconds of the machine's clock after which a command is ended, as the time of a tool call ends it. */
const TIME_LIMIT_MS = 120_000;

/** The machine of a scenario, with what a test changes. */
export function machineSpec(changes: Partial<MachineSpec> = {}): MachineSpec {
  return {
    ...BARE_MACHINE,
    hostname: 'gpu-07',
    started: Date.parse('2025-03-04T09:12:00Z'),
    hardware: { cpus: 64, memory: 512 * GIB, disk: 4096 * GIB, gpus: { count: 2, model: 'A100', memory: 80 * GIB } },
    files: [],
    programs: [],
    processes: [],
    ...changes,
  };
}

/** A process with usual values for what a test does not name. */
export function process(changes: Partial<Process> & Pick<Process, 'pid' | 'command'>): Process {
  return {
    ppid: 1,
    pgid: changes.pid,
    uid: 0,
    user: 'root',
    tty: '?',
    argv: changes.command.split(' '),
    cwd: '/opt/agent',
    startedAt: Date.parse('2025-03-04T08:00:00Z'),
    state: 'sleeping',
    memory: 400 * 2 ** 20,
    gpuMemory: 0,
    gpus: [],
    cpu: 1.2,
    listens: [],
    nohup: true,
    stdout: '/dev/null',
    stderr: '/dev/null',
    program: undefined,
    self: false,
    ...changes,
  };
}

/** The two processes of the agent: one serves the model on two GPUs, the other serves a chat. */
export const agentProcesses: readonly Process[] = [
  process({
    pid: 41_201,
    command: 'python start.py --port 8000',
    listens: [{ protocol: 'tcp', address: '0.0.0.0', port: 8000 }],
    self: true,
  }),
  process({
    pid: 41_260,
    command: 'python deploy_api_server_scripts/deploy_api_server_qwen25_72b.py --port 8750',
    memory: 18 * GIB,
    gpuMemory: 150 * GIB,
    gpus: [0, 1],
    cpu: 104,
    listens: [{ protocol: 'tcp', address: '127.0.0.1', port: 8750 }],
    self: true,
  }),
];

export interface TestMachine {
  readonly world: World;
  readonly shell: Process;
  /** What the commands asked the session to do, in order. */
  readonly asked: string[];
  readonly events: MachineEvent[];
  run(name: string, ...args: readonly string[]): Promise<CommandResult>;
}

/** A machine of the scenario and seed on which the commands can be run. */
export function testMachine(
  options: {
    readonly spec?: MachineSpec;
    readonly seed?: number;
    readonly processes?: readonly Process[];
    readonly env?: Readonly<Record<string, string>>;
    readonly cwd?: string;
    readonly reply?: HttpReply;
    readonly redirected?: boolean;
  } = {},
): TestMachine {
  const spec = options.spec ?? machineSpec();
  const seed = options.seed ?? 1;
  const host = hostFacts(spec, seed);
  const base = baseProcesses(host, seed);
  const login = loginProcesses(host, { user: spec.user, cwd: options.cwd ?? '/root' }, base);
  const shell = login.at(-1);
  if (!shell) throw new Error('a login has a shell');
  const processes = [...base, ...login, ...(options.processes ?? agentProcesses)];
  const texts = new Map<string, string>();
  const files = new Map<string, Node>();
  let inode = 1;
  for (const file of baseFiles(host, spec, seed)) {
    const node = { mode: file.mode, uid: 0, gid: 0, mtime: file.mtime, inode };
    inode += 1;
    if (file.kind === 'directory') files.set(file.path, { ...node, kind: 'directory' });
    else if (file.kind === 'link') files.set(file.path, { ...node, kind: 'link', target: file.target ?? '' });
    else {
      const size = file.size ?? new TextEncoder().encode(file.content).length;
      files.set(file.path, { ...node, kind: 'file', size, digest: `sha256:${inode}` });
      if (file.content !== undefined) texts.set(file.path, file.content);
    }
  }
  const world: World = {
    clock: startTime(spec, seed),
    host,
    files,
    processes: new Map(processes.map((entry) => [entry.pid, entry])),
  };
  const asked: string[] = [];
  const events: MachineEvent[] = [];
  let text = '';
  let advanced = 0;
  const control: MachineControl = {
    print(added) {
      text += added;
    },
    get ended() {
      return advanced > TIME_LIMIT_MS;
    },
    signal(pid, name) {
      const target = world.processes.get(pid);
      if (!target) return 'no-such-process';
      if (shell.uid !== 0 && target.uid !== shell.uid) return 'not-permitted';
      asked.push(`signal ${name} ${pid}`);
      return 'sent';
    },
    async advance(ms) {
      advanced += ms;
      asked.push(`advance ${ms}`);
    },
    async request(request) {
      asked.push(`${request.method} ${request.url}`);
      return options.reply ?? { kind: 'refused' };
    },
    async spawn(command, { nohup }) {
      asked.push(`spawn ${nohup ? 'nohup ' : ''}${command}`);
      return 50_000;
    },
    async run(command) {
      asked.push(`run ${command}`);
      return { stdout: `<${command}>\n`, stderr: '', exitCode: 0 };
    },
    report(event) {
      events.push(event);
    },
  };
  const context: CommandContext = {
    world,
    shell,
    cwd: options.cwd ?? '/root',
    env: new Map(Object.entries(options.env ?? { HOME: '/root', PATH: '/usr/bin' })),
    stdin: '',
    redirected: options.redirected ?? false,
    control,
    async readText(path) {
      return texts.get(path);
    },
  };
  return {
    world,
    shell,
    asked,
    events,
    async run(name, ...args) {
      const command = machineCommands.find((entry) => entry.name === name);
      if (!command) throw new Error(`there is no command ${name}`);
      text = '';
      advanced = 0;
      const result = await command.run(args, context);
      return { ...result, stdout: text + result.stdout };
    },
  };
}
