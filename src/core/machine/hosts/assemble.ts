/** Puts a host together: its state, its network, its programs and commands, its files and what runs on it. */
import type { MachineSpec } from '../../scenario/model.ts';
import { buildCrontabs } from '../build/build-cron.ts';
import { buildFiles } from '../build/build-files.ts';
import { buildPeople } from '../build/build-people.ts';
import { buildBaseProcesses, buildProcesses, noteDependencies } from '../build/build-processes.ts';
import { buildRestrictions } from '../build/build-restrictions.ts';
import { buildServiceFiles, buildServices, plainStarter } from '../build/build-services.ts';
import { commandsOf, machineCommands } from '../commands/index.ts';
import { NETWORK_TOOLS } from '../commands/network/network-tools.ts';
import { packageTools } from '../commands/packages/package-tools.ts';
import { systemTools } from '../commands/system-tools.ts';
import { startTime } from '../host/host.ts';
import { systemFacts } from '../host/systems.ts';
import { Kernel } from '../kernel.ts';
import type { MachineLimits } from '../limits.ts';
import { openPane } from '../multiplexer/shell-pane.ts';
import { Network } from '../network/network.ts';
import { declaredNetwork } from '../network/packet-filter.ts';
import { buildPackages, withPackageServices } from '../packages/build-packages.ts';
import { missingCommands } from '../packages/installed-packages.ts';
import { launchShell } from '../processes/launch-shell.ts';
import { ProgramRunner } from '../processes/program-runner.ts';
import type { PythonRuntime } from '../python/python-runtime.ts';
import { SocketTable } from '../python/socket-table.ts';
import { shippedEnded } from '../services/shipped-units.ts';
import { hasFile, interpretedNames } from '../shell/bundled.ts';
import type { Parts, Tool } from '../shell/contracts.ts';
import { hiddenCommands } from '../shell/hidden/index.ts';
import { machineTool } from '../shell/machine-tool.ts';
import { shellTools } from '../shell/tools/index.ts';
import { System } from '../system.ts';
import type { HostFacts } from '../world.ts';
import { buildNetwork } from './build-network.ts';
import type { HostSet } from './host-set.ts';

export interface HostPlan {
  readonly spec: MachineSpec;
  readonly seed: number;
  readonly host: HostFacts;
  readonly limits: MachineLimits;
  readonly python: PythonRuntime | undefined;
  readonly hosts: HostSet;
  /** The first host of the trial and the name of this one, for one that is not the first. */
  readonly first?: { readonly kernel: Kernel; readonly name: string };
}

/** A host as it is when the trial begins. */
export function assembleHost(plan: HostPlan): Parts {
  const { seed, host, limits, hosts, first } = plan;
  const spec = withPackageServices(plan.spec);
  const kernel = new Kernel(spec, seed, host, startTime(spec, seed), limits, first);
  const network = new Network(kernel, hosts.map, first?.name, (name) => hosts.parts(name)?.network);
  const programs = new ProgramRunner(kernel, network, spec);
  const tools = toolsOf(spec, host, programs);
  buildFiles(kernel, spec, seed, commandPaths(tools, spec));
  buildPeople(kernel, spec);
  buildRestrictions(kernel, spec);
  const system = new System({
    kernel,
    network,
    seed,
    launch: (launch) => launchShell(parts, launch),
    plain: plainStarter(kernel),
    openPane: (request) => openPane(parts, request),
  });
  buildBaseProcesses(kernel, seed);
  buildServiceFiles(kernel, spec);
  buildCrontabs(kernel, spec);
  buildServices(kernel, network, system.services, { spec, seed });
  buildProcesses(kernel, network, spec, seed);
  noteDependencies(kernel, network);
  system.begin();
  kernel.processes.whenOriginalEnds((process, exit) => shippedEnded(process, exit, system));
  for (const name of spec.absent) removeCommand(kernel, name);
  buildPackages(kernel);
  buildNetwork(kernel, network, hosts.map, seed);
  const declared = declaredNetwork(spec.network.firewall);
  if (declared) kernel.state.setNetwork(declared);
  const parts: Parts = {
    kernel,
    network,
    programs,
    system,
    python: plan.python,
    sockets: new SocketTable(),
    tools,
    hidden: hiddenCommands(),
    hosts,
    terminal: { stdout: '', stderr: '' },
  };
  return parts;
}

/** Commands that take the place of the interpreter's: those of the shell first, then the views of the world. */
function toolsOf(spec: MachineSpec, host: HostFacts, programs: ProgramRunner): ReadonlyMap<string, Tool> {
  const tools = new Map<string, Tool>();
  for (const command of commandsOf(host)) tools.set(command.name, machineTool(command));
  for (const tool of systemTools(spec)) tools.set(tool.name, tool);
  for (const tool of NETWORK_TOOLS) tools.set(tool.name, tool);
  for (const tool of packageTools(spec)) tools.set(tool.name, tool);
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
function commandPaths(tools: ReadonlyMap<string, Tool>, spec: MachineSpec): readonly string[] {
  const own = new Map(
    [...machineCommands, ...systemTools(spec), ...NETWORK_TOOLS, ...packageTools(spec)].map(({ name, path }) => [
      name,
      path,
    ]),
  );
  const names = new Set([...[...interpretedNames()].filter(hasFile), ...tools.keys()]);
  const missing = missingCommands(spec);
  return [...names]
    .filter((name) => !spec.absent.includes(name) && !missing.has(name))
    .map((name) => own.get(name) ?? `/usr/bin/${name}`);
}

/** Takes a command off the host that came with the system. What the scenario puts there itself stays. */
function removeCommand(kernel: Kernel, name: string): void {
  for (const folder of ['/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/local/cuda-12.4/bin']) {
    const path = `${folder}/${name}`;
    if (!kernel.spec.files.some((file) => file.path === path)) kernel.state.removeNode(path);
  }
}
