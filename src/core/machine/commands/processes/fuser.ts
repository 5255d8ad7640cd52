/** `fuser` of psmisc: who uses a file or a port. */
import type { ExecResult } from 'just-bash';
import { resolvePath } from '../../files/paths.ts';
import { exePath } from '../../host/proc-process.ts';
import { processName } from '../../host/process-figures.ts';
import { type Call, fail } from '../../shell/contracts.ts';
import type { Process } from '../../world.ts';
import { signalName, signalNumber } from '../signals.ts';
import { both, isRoot, type SystemTool, systemOf } from '../system-tool.ts';

const USAGE = 'No process specification given\n';

/** How a process uses a file: `c` as its folder, `e` as its program, `F` open for writing, nothing for open. */
function accessTo(process: Process, path: string, call: Call): string | undefined {
  const world = systemOf(call).kernel.state.view;
  if (process.argv.length === 0) return undefined;
  if (process.cwd === path) return 'c';
  if (exePath(process, world) === path) return 'e';
  if (process.stdout === path || process.stderr === path) return 'F';
  return undefined;
}

function usersOf(target: string, call: Call, isMount: boolean): readonly (readonly [Process, string])[] {
  const { state } = systemOf(call).kernel;
  const all = [...state.processes.values()].sort((a, b) => a.pid - b.pid);
  const visible = all.filter(({ uid }) => isRoot(call) || uid === call.shell.who.uid);
  const [, port, protocol] = /^(\d+)\/(tcp|udp)$/.exec(target) ?? [];
  if (port !== undefined) {
    return visible.flatMap((process): readonly (readonly [Process, string])[] =>
      process.listens.some((entry) => entry.port === Number(port) && entry.protocol === protocol)
        ? [[process, '']]
        : [],
    );
  }
  const path = resolvePath(call.context.cwd, target);
  return visible.flatMap((process): readonly (readonly [Process, string])[] => {
    const access =
      isMount && (process.cwd === path || process.cwd.startsWith(`${path}/`)) ? 'c' : accessTo(process, path, call);
    return access === undefined ? [] : [[process, access]];
  });
}

function run(words: readonly string[], call: Call): ExecResult {
  const flags = words.filter((word) => /^-[a-z]+$/.test(word)).join('');
  const namespace = /-n\b/.test(flags) ? words[words.indexOf('-n') + 1] : undefined;
  const signal = words.map((word) => /^-([A-Z]+|\d+)$/.exec(word)?.[1]).find((word) => word !== undefined) ?? 'KILL';
  const targets = words.filter((word) => !word.startsWith('-') && word !== namespace);
  if (targets.length === 0) return fail(USAGE);
  const number = signalNumber(signal);
  if (number === undefined) return fail(`${signal}: unknown signal; fuser -l lists signals.\n`);
  let stdout = '';
  let stderr = '';
  let found = false;
  for (const word of targets) {
    const target = namespace === 'tcp' || namespace === 'udp' ? `${word}/${namespace}` : word;
    if (!/^\d+\/(?:tcp|udp)$/.test(target) && !call.shell.tree.find(resolvePath(call.context.cwd, target))) {
      stderr += `Specified filename ${word} does not exist.\n`;
      continue;
    }
    const users = usersOf(target, call, flags.includes('m'));
    if (users.length === 0) continue;
    found = true;
    const shown = /\//.test(target) && /tcp|udp/.test(target) ? target : resolvePath(call.context.cwd, word);
    if (flags.includes('v')) {
      if (stderr === '') stderr += `${''.padEnd(21)}USER        PID ACCESS COMMAND\n`;
      for (const [index, [process, access]] of users.entries()) {
        const head = index === 0 ? `${shown}:`.padEnd(21) : ''.padEnd(21);
        const letters = access === '' ? 'F....' : access === 'c' ? '..c..' : access === 'e' ? '...e.' : 'F....';
        stderr += `${head}${process.user.padEnd(8)}${String(process.pid).padStart(7)} ${letters}  ${processName(process)}\n`;
      }
    } else {
      stderr += `${shown}:`.padEnd(21);
      for (const [process, access] of users) {
        stdout += ` ${String(process.pid).padStart(5)}`;
        stderr += access === 'F' || access === '' ? '' : access;
      }
      stderr += '\n';
    }
    if (flags.includes('k')) {
      const { processes } = systemOf(call).kernel;
      for (const [process] of users) processes.signal(process.pid, signalName(number) ?? 'KILL', call.shell.who.uid);
    }
  }
  return both(stdout, stderr, found ? 0 : 1);
}

/** Shows which processes use files and ports, and ends them. */
export const fuser: SystemTool = { name: 'fuser', path: '/usr/bin/fuser', run };
