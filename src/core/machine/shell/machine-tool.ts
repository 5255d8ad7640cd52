/** The commands that are views of the world, as tools of the shell. */
import { decodeBytesToUtf8, parse } from 'just-bash';
import type { CommandContext, MachineCommand, MachineControl } from '../commands/command.ts';
import { renameHost } from '../commands/identity/host-control.ts';
import { resolvePath } from '../files/paths.ts';
import { exchange } from '../python/exchange.ts';
import type { World } from '../world.ts';
import type { Call, Tool } from './contracts.ts';
import { LiveOutput } from './live-output.ts';
import { RESULT_SINKS, type Sinks } from './redirections.ts';
import { freshState } from './shell-state.ts';

/** Commands under which others survive the end of the terminal. */
const DETACHING = new Set(['nohup', 'setsid']);

/** A command of the machine as the shell calls it. */
export function machineTool(command: MachineCommand): Tool {
  return {
    name: command.name,
    run: async (args, call) => {
      const output = new LiveOutput(call);
      const words = jobsAsPids(command.name, args, call);
      const result = await command.run(words, commandContext(command.name, args, call, output));
      return { ...result, stdout: output.held + result.stdout };
    },
  };
}

/** `kill %1` means the process of a job, which only the shell knows. */
function jobsAsPids(name: string, args: readonly string[], call: Call): readonly string[] {
  if (name !== 'kill') return args;
  return args.map((word) => (word.startsWith('%') ? String(call.shell.jobs.find(word)?.pid ?? word) : word));
}

function commandContext(name: string, args: readonly string[], call: Call, output: LiveOutput): CommandContext {
  const { context, shell } = call;
  const { kernel } = shell.parts;
  return {
    get world(): World {
      return kernel.state.view;
    },
    shell: shell.process,
    ownPid: kernel.processes.lastPid,
    own: call.run.pipelines.running([name, ...args]),
    cwd: context.cwd,
    env: new Map(Object.entries(context.exportedEnv ?? {})),
    stdin: decodeBytesToUtf8(context.stdin),
    redirected: call.sinks.stdout.kind === 'file' || call.sinks.stdout.kind === 'nowhere',
    control: controlOf(name, call, output),
    readText: async (path) => {
      try {
        return await context.fs.readFile(resolvePath(context.cwd, path), 'utf8');
      } catch {
        return undefined;
      }
    },
  };
}

function controlOf(name: string, call: Call, output: LiveOutput): MachineControl {
  const { context, shell } = call;
  const { kernel } = shell.parts;
  const state = freshState(context.cwd, context.exportedEnv ?? {});
  const nohup = DETACHING.has(name);
  return {
    signal: (pid, signal) => {
      const send = (): ReturnType<MachineControl['signal']> => kernel.processes.signal(pid, signal, shell.who.uid);
      return name === 'kill' ? shell.signalling(send) : send();
    },
    print: (text) => output.print(text),
    get ended() {
      return shell.interruption !== undefined;
    },
    advance: (ms) => shell.pass(ms),
    request: (request) => exchange(shell, request),
    spawn: async (command, options) => {
      const [statement] = parse(command).statements;
      const pid = statement && shell.startJob(statement, state, detached(call.sinks), options.nohup);
      return pid ?? 0;
    },
    run: async (command, how) => {
      const inner = shell.inner({ sinks: how?.captured ? RESULT_SINKS : call.sinks, nohup });
      const { stdout, stderr, exitCode } = await inner.run(parse(command), state, decodeBytesToUtf8(context.stdin));
      return { stdout, stderr, exitCode };
    },
    report: (event) => kernel.events.report(event),
    rename: (host) => renameHost(host, call),
  };
}

/** Sinks for something that goes on when the command is over. */
function detached(sinks: Sinks): Sinks {
  const { stdout, stderr } = sinks;
  return {
    stdout: stdout.kind === 'result' ? { kind: 'terminal', stream: 'stdout' } : stdout,
    stderr: stderr.kind === 'result' ? { kind: 'terminal', stream: 'stderr' } : stderr,
  };
}
