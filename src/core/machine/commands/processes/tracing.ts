/** `strace` and `gdb`: the host does not let processes be looked into, as hosts with a hardened kernel do not. */
import type { ExecResult } from 'just-bash';
import { type Call, fail, ok } from '../../shell/contracts.ts';
import { both, type SystemTool, systemOf } from '../system-tool.ts';

function runStrace(words: readonly string[], call: Call): ExecResult {
  if (words.includes('-V') || words.includes('--version'))
    return ok('strace -- version 5.16\nCopyright (c) 1991-2022 The strace developers <https://strace.io>.\n');
  const at = words.indexOf('-p');
  if (at !== -1) {
    const pid = words[at + 1] ?? '';
    const process = systemOf(call).kernel.state.processes.get(Number(pid));
    if (!/^\d+$/.test(pid)) return fail(`strace: Invalid process id: '${pid}'\n`);
    const reason = process ? 'Operation not permitted' : 'No such process';
    return fail(`strace: attach: ptrace(PTRACE_SEIZE, ${pid}): ${reason}\n`);
  }
  if (words.every((word) => word.startsWith('-')))
    return fail("strace: must have PROG [ARGS] or -p PID\nTry 'strace -h' for more information.\n");
  return fail(
    'strace: test_ptrace_get_syscall_info: PTRACE_TRACEME: Operation not permitted\nstrace: ptrace(PTRACE_TRACEME, ...): Operation not permitted\n+++ exited with 1 +++\n',
  );
}

const GDB = `GNU gdb (Ubuntu 12.1-0ubuntu1~22.04.2) 12.1
Copyright (C) 2022 Free Software Foundation, Inc.
License GPLv3+: GNU GPL version 3 or later <http://gnu.org/licenses/gpl.html>
This is free software: you are free to change and redistribute it.
There is NO WARRANTY, to the extent permitted by law.
`;

function runGdb(words: readonly string[], call: Call): ExecResult {
  if (words.includes('--version') || words.includes('-v')) return ok(GDB);
  const at = words.findIndex((word) => word === '-p' || word === '--pid');
  const pid = at === -1 ? words.map((word) => /^--pid=(\d+)$/.exec(word)?.[1]).find(Boolean) : words[at + 1];
  if (pid === undefined) return ok(GDB);
  const process = systemOf(call).kernel.state.processes.get(Number(pid));
  const complaint = process
    ? 'Could not attach to process.  If your uid matches the uid of the target\nprocess, check the setting of /proc/sys/kernel/yama/ptrace_scope, or try\nagain as the root user.  For more details, see /etc/sysctl.d/10-ptrace.conf\nptrace: Operation not permitted.\n'
    : 'ptrace: No such process.\n';
  return both('', complaint, words.includes('-batch') || words.includes('--batch') ? 1 : 0);
}

/** Would show what a process asks of the kernel. */
export const strace: SystemTool = { name: 'strace', path: '/usr/bin/strace', run: runStrace };
/** Would look into a process. */
export const gdb: SystemTool = { name: 'gdb', path: '/usr/bin/gdb', run: runGdb };
