/** `renice` of util-linux and `pwdx` of procps-ng. */
import type { ExecResult } from 'just-bash';
import { niceValue } from '../../host/process-figures.ts';
import { type Call, fail } from '../../shell/contracts.ts';
import type { Process } from '../../world.ts';
import { both, isRoot, type SystemTool, systemOf } from '../system-tool.ts';

const USAGE = "renice: not enough arguments\nTry 'renice --help' for more information.\n";

/** The processes that a word means, as what the options say it is. */
function meant(word: string, kind: 'p' | 'g' | 'u', processes: Iterable<Process>): readonly Process[] {
  return [...processes].filter(({ pid, pgid, uid, user }) =>
    kind === 'p' ? String(pid) === word : kind === 'g' ? String(pgid) === word : user === word || String(uid) === word,
  );
}

function runRenice(words: readonly string[], call: Call): ExecResult {
  const { processes, state } = systemOf(call).kernel;
  const rest = [...words];
  let relative = false;
  let text = '';
  const [first = ''] = rest;
  if (first === '-n' || first === '--priority') text = rest.splice(0, 2)[1] ?? '';
  else if (first === '--relative') {
    relative = true;
    text = rest.splice(0, 2)[1] ?? '';
  } else text = rest.shift() ?? '';
  if (text === '' || rest.length === 0) return fail(USAGE);
  if (!/^[-+]?\d+$/.test(text))
    return fail(`renice: invalid priority '${text}'\nTry 'renice --help' for more information.\n`);
  let kind: 'p' | 'g' | 'u' = 'p';
  let stdout = '';
  let stderr = '';
  for (const word of rest) {
    if (/^-[pgu]$/.test(word)) {
      kind = word === '-g' ? 'g' : word === '-u' ? 'u' : 'p';
      continue;
    }
    const found = meant(word, kind, state.processes.values());
    if (found.length === 0) stderr += `renice: failed to get priority for ${word} (process ID): No such process\n`;
    for (const process of found) {
      const before = niceValue(process);
      const after = Math.max(-20, Math.min(19, relative ? before + Number(text) : Number(text)));
      if (!isRoot(call) && (process.uid !== call.shell.who.uid || after < before)) {
        const why = process.uid === call.shell.who.uid ? 'Permission denied' : 'Operation not permitted';
        stderr += `renice: failed to set priority for ${process.pid} (process ID): ${why}\n`;
        continue;
      }
      processes.change(process.pid, { nice: after });
      stdout += `${process.pid} (process ID) old priority ${before}, new priority ${after}\n`;
    }
  }
  return both(stdout, stderr, stderr === '' ? 0 : 1);
}

function runPwdx(words: readonly string[], call: Call): ExecResult {
  const { state } = systemOf(call).kernel;
  if (words.length === 0) return fail("pwdx: missing operand\nTry `pwdx --help' for more information.\n");
  let stdout = '';
  let exitCode = 0;
  for (const word of words) {
    const process = state.processes.get(Number(word.replace(/^\/proc\//, '')));
    if (!process) {
      stdout += `${word}: No such process\n`;
      exitCode = 1;
    } else if (!isRoot(call) && process.uid !== call.shell.who.uid) {
      stdout += `${word}: Permission denied\n`;
      exitCode = 1;
    } else stdout += `${process.pid}: ${process.cwd}\n`;
  }
  return both(stdout, '', exitCode);
}

/** Changes how much of the processors a process is given. */
export const renice: SystemTool = { name: 'renice', path: '/usr/bin/renice', run: runRenice };
/** Shows in which folder a process works. */
export const pwdx: SystemTool = { name: 'pwdx', path: '/usr/bin/pwdx', run: runPwdx };
