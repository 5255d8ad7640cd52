/** Makes a mocked machine from a scenario and a seed. */
import type { AgentSpec, MachineSpec } from '../scenario/model.ts';
import { buildFiles } from './build/build-files.ts';
import { buildProcesses } from './build/build-processes.ts';
import { commandsOf, machineCommands } from './commands/index.ts';
import { groupsOf } from './host/accounts.ts';
import { hostFacts, startTime } from './host/host.ts';
import { systemFacts } from './host/systems.ts';
import { Kernel } from './kernel.ts';
import { DEFAULT_LIMITS, type MachineLimits } from './limits.ts';
import type { AgentPlace, Machine } from './machine.ts';
import { MockedMachine } from './mocked-machine.ts';
import { Network } from './network/network.ts';
import { ProgramRunner } from './processes/program-runner.ts';
import type { PythonRuntime } from './python/python-runtime.ts';
import { Session, type SessionOptions } from './session.ts';
import { hasFile, interpretedNames } from './shell/bundled.ts';
import type { Parts, Tool } from './shell/contracts.ts';
import { hiddenCommands } from './shell/hidden/index.ts';
import { machineTool } from './shell/machine-tool.ts';
import { shellTools } from './shell/tools/index.ts';
import { Terminals } from './terminals.ts';
import { logIn, loginEnvironment } from './users/login.ts';
import type { HostFacts } from './world.ts';

export interface MachineOptions {
  readonly seed: number;
  /** Who types, and where. */
  readonly agent: Pick<AgentSpec, 'user' | 'cwd'>;
  readonly limits?: Partial<MachineLimits>;
  /** Python; without it scripts that no program declares cannot run. */
  readonly python?: PythonRuntime;
}

type OpenPlace = Omit<AgentPlace, 'id'>;

/**
 * A machine as the scenario describes it, at the moment at which the trial begins. The same scenario and seed give the same machine,
 * and the same actions on it the same results.
 * @throws TypeError when a file of the scenario was not loaded yet; `loadFixtures` does that.
 */
export async function createMachine(spec: MachineSpec, options: MachineOptions): Promise<Machine> {
  const { seed, agent } = options;
  const limits: MachineLimits = { ...DEFAULT_LIMITS, ...options.limits };
  const host = hostFacts(spec, seed);
  const kernel = new Kernel(spec, seed, host, startTime(spec, seed), limits);
  const network = new Network(kernel);
  const programs = new ProgramRunner(kernel, network, spec);
  const tools = toolsOf(host, programs);
  buildFiles(kernel, spec, seed, commandPaths(tools));
  buildProcesses(kernel, network, spec, seed);
  const parts: Parts = {
    kernel,
    network,
    programs,
    python: options.python,
    tools,
    hidden: hiddenCommands(),
    terminal: { stdout: '', stderr: '' },
  };
  const openSession = (place: OpenPlace): Session => new Session(sessionOptions(parts, place));
  const firstAgent = new Terminals(() => openSession({ ...agent, host: undefined, pid: undefined }));
  return new MockedMachine(kernel, firstAgent, openSession);
}

/** Commands that take the place of the interpreter's: those of the shell first, then the views of the world. */
function toolsOf(host: HostFacts, programs: ProgramRunner): ReadonlyMap<string, Tool> {
  const tools = new Map<string, Tool>();
  for (const command of commandsOf(host)) tools.set(command.name, machineTool(command));
  for (const tool of shellTools(systemFacts(host.os).python)) tools.set(tool.name, tool);
  for (const name of programs.commandNames) {
    tools.set(name, {
      name,
      run: async (args, call) => {
        const match = programs.match([name, ...args], call.context.cwd);
        return match ? programs.runInForeground(match, call) : { stdout: '', stderr: '', exitCode: 127 };
      },
    });
  }
  return tools;
}

/** Where each command lies as a file. */
function commandPaths(tools: ReadonlyMap<string, Tool>): readonly string[] {
  const own = new Map(machineCommands.map((command) => [command.name, command.path]));
  const names = new Set([...interpretedNames().filter(hasFile), ...tools.keys()]);
  return [...names].map((name) => own.get(name) ?? `/usr/bin/${name}`);
}

/** What a session of a user needs; each time somebody logs in there is a terminal of its own for it. */
function sessionOptions(parts: Parts, place: OpenPlace): SessionOptions {
  const { kernel } = parts;
  const { host } = kernel.state;
  const user = userOf(host, place.user);
  const groups = groupsOf(host).flatMap((group) => (group.members.includes(user.name) ? [group.gid] : []));
  return {
    parts: { ...parts, terminal: { stdout: '', stderr: '' } },
    user,
    who: { uid: user.uid, gid: user.gid, groups },
    cwd: place.cwd,
    environment: { ...loginEnvironment(host, user, place.cwd), ...kernel.spec.env },
    login: () => logIn(kernel, { user: user.name, cwd: place.cwd, startedFor: place.pid }),
  };
}

function userOf(host: HostFacts, name: string): HostFacts['users'][number] {
  const user = host.users.find((entry) => entry.name === name);
  return user ?? { name, uid: 1000, gid: 1000, home: `/home/${name}`, shell: '/bin/bash' };
}
