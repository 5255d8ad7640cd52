/** The processes of services: how they are started, and what belongs to them. */
import { commandLine } from '../commands/shell-message.ts';
import { rootTree } from '../files/root-tree.ts';
import type { Kernel } from '../kernel.ts';
import type { LaunchFunction } from '../processes/launch.ts';
import { userNamed } from '../users/accounts.ts';
import type { ServiceDefinition } from './definition.ts';
import { executableOf } from './executable.ts';

/** Starts a process of a service that the scenario declares with nothing behind its command; gives its pid. */
export type PlainStarter = (definition: ServiceDefinition, parent: number) => number | undefined;

/** What it takes to start a service. */
export interface ServiceStart {
  readonly kernel: Kernel;
  readonly launch: LaunchFunction;
  readonly plain: PlainStarter;
  /** The agent for which it is started, by the pid of its process. */
  readonly startedFor: number | undefined;
  print(text: string): void;
}

/** Exit codes of services that systemd itself could not start. */
export const NO_FOLDER = 200;
const NO_PROGRAM = 203;
const NO_USER = 217;

/** Starts the process of a service; gives its pid, or how it failed before anything of its own ran. */
export function startService(
  definition: ServiceDefinition,
  parent: number,
  { kernel, launch, plain, startedFor, print }: ServiceStart,
): { readonly pid: number } | { readonly failure: string; readonly exitCode: number } {
  const { commands, before, user, environment, output, name } = definition;
  if (!userNamed(kernel.state.host, user)) return { failure: '217/USER', exitCode: NO_USER };
  const cwd = definition.cwd ?? '/';
  if (rootTree(kernel).find(cwd)?.kind !== 'directory') return { failure: '200/CHDIR', exitCode: NO_FOLDER };
  const [program = ''] = commands[0] ?? [];
  if (executableOf(program, kernel.state) === undefined) {
    const pid = plain(definition, parent);
    return pid === undefined ? { failure: '203/EXEC', exitCode: NO_PROGRAM } : { pid };
  }
  const pid = launch({
    command: [...before, ...commands].map(commandLine).join(' && '),
    user,
    cwd,
    environment,
    parent,
    startedFor,
    self: kernel.spec.services.find((service) => service.name === name)?.process.self ?? false,
    ...(output === undefined ? {} : { output }),
    print: (_, text) => print(text),
  });
  return pid === undefined ? { failure: '11/n/a', exitCode: 1 } : { pid };
}

/** What a service that forks left behind since a time, in milliseconds since 1970. */
export function leftBehind({ state, processes }: Kernel, since: number): number | undefined {
  return [...state.processes.values()].find(
    ({ pid, ppid, startedAt, tty }) => ppid === 1 && tty === '?' && startedAt >= since && !processes.isOriginal(pid),
  )?.pid;
}

/** A process and all that it started, the youngest first. */
export function familyOf({ state }: Kernel, pid: number): readonly number[] {
  const family = [pid];
  for (let at = 0; at < family.length; at += 1) {
    for (const process of state.processes.values()) if (process.ppid === family[at]) family.push(process.pid);
  }
  return family.reverse();
}
