/** `pstree` of psmisc. */
import { isKernelThread, processName, threadsOf } from '../../host/process-figures.ts';
import type { Process } from '../../world.ts';
import { type CommandContext, type CommandResult, failed, type MachineCommand, printed } from '../command.ts';
import { getopt, has } from '../getopt.ts';
import { ownProcess, withOwnProcess } from '../own-process.ts';
import { psmiscVersion } from '../versions.ts';

interface Branch {
  readonly label: string;
  readonly children: readonly Branch[];
}

/** Lines of a branch; the first goes on where the parent's name ended. */
function lines(branch: Branch): readonly string[] {
  const { label, children } = branch;
  if (children.length === 0) return [label];
  const gap = ' '.repeat(label.length);
  return children.flatMap((child, index) => {
    const last = index === children.length - 1;
    const only = children.length === 1;
    const start = index === 0 ? `${label}${only ? '───' : '─┬─'}` : `${gap} ${last ? '└' : '├'}─`;
    const rest = `${gap} ${last ? ' ' : '│'} `;
    return lines(child).map((line, place) => (place === 0 ? `${start}${line}` : `${rest}${line}`));
  });
}

/** Equal branches are counted instead of repeated. */
function gathered(branches: readonly Branch[]): readonly Branch[] {
  const counts = new Map<string, { readonly branch: Branch; count: number }>();
  for (const branch of branches) {
    const key = lines(branch).join('\n');
    const entry = counts.get(key);
    if (entry) entry.count += 1;
    else counts.set(key, { branch, count: 1 });
  }
  return [...counts.values()].map(({ branch, count }) =>
    count === 1
      ? branch
      : { label: `${count}*[${branch.label}${branch.children.length > 0 ? '' : ''}]`, children: branch.children },
  );
}

function run(words: readonly string[], context: CommandContext): CommandResult {
  const parsed = getopt('pstree', words, {
    short: 'aAcChH:glnN:psStTuUVZ',
    long: {
      arguments: 'a',
      ascii: 'A',
      'compact-not': 'c',
      'show-pids': 'p',
      'show-parents': 's',
      'uid-changes': 'u',
      unicode: 'U',
      version: 'V',
      'hide-threads': 'T',
      long: 'l',
    },
  });
  if (parsed.problem !== undefined)
    return failed(
      `${parsed.problem}\nUsage: pstree [-acglpsStTuZ] [ -h | -H PID ] [ -n | -N type ]\n              [ -A | -G | -U ] [ PID | USER ]\n`,
    );
  if (has(parsed, 'V')) return failed(`pstree (PSmisc) ${psmiscVersion(context.world.host.os)}\n`, 0);
  const processes = withOwnProcess(context, ownProcess(context, 'pstree', words)).filter(
    (process) => !isKernelThread(process),
  );
  const byPid = new Map(processes.map((process) => [process.pid, process]));
  const pids = has(parsed, 'p');
  const label = (process: Process): string => {
    const name = has(parsed, 'a') ? process.command : processName(process);
    const parent = byPid.get(process.ppid);
    const user = has(parsed, 'u') && parent && parent.uid !== process.uid ? process.user : '';
    const inner = [pids && !has(parsed, 'a') ? String(process.pid) : '', user].filter(Boolean).join(',');
    if (has(parsed, 'a')) return pids ? name.replace(/^\S+/, (program) => `${program},${process.pid}`) : name;
    return inner === '' ? name : `${name}(${inner})`;
  };
  const childrenOf = Map.groupBy(processes, ({ ppid }) => ppid);
  const seen = new Set<number>();
  const branchOf = (process: Process): Branch => {
    seen.add(process.pid);
    const below = (childrenOf.get(process.pid) ?? [])
      .filter((child) => !seen.has(child.pid))
      .sort((a, b) => (processName(a) < processName(b) ? -1 : processName(a) > processName(b) ? 1 : a.pid - b.pid))
      .map(branchOf);
    const threads = has(parsed, 'T') ? 0 : threadsOf(process) - 1;
    const extra: Branch[] = Array.from({ length: pids ? 0 : threads }, () => ({
      label: `{${processName(process)}}`,
      children: [],
    }));
    const children = [...below, ...extra];
    return { label: label(process), children: has(parsed, 'c') || pids ? children : gathered(children) };
  };
  /** A branch below those that it was started from. */
  const belowParents = (root: Process): Branch => {
    let branch = branchOf(root);
    if (!has(parsed, 's')) return branch;
    for (let parent = byPid.get(root.ppid); parent; parent = byPid.get(parent.ppid)) {
      branch = { label: label(parent), children: [branch] };
    }
    return branch;
  };
  const [operand] = parsed.operands;
  const roots =
    operand === undefined
      ? processes.filter(({ pid }) => pid === 1)
      : /^\d+$/.test(operand)
        ? processes.filter(({ pid }) => pid === Number(operand))
        : processes.filter(({ user, ppid }) => user === operand && byPid.get(ppid)?.user !== operand);
  if (roots.length === 0) {
    return operand !== undefined &&
      !/^\d+$/.test(operand) &&
      !context.world.host.users.some(({ name }) => name === operand)
      ? failed(`No such user name: ${operand}\n`)
      : { stdout: '', stderr: '', exitCode: 1 };
  }
  const ascii = (line: string): string =>
    line
      .replaceAll('─┬─', '-+-')
      .replaceAll('───', '---')
      .replaceAll('├─', '|-')
      .replaceAll('└─', '`-')
      .replaceAll('│', '|');
  const text = roots
    .flatMap((root) => lines(belowParents(root)))
    .map((line) => `${has(parsed, 'A') ? ascii(line) : line}\n`);
  return printed(text.join(''));
}

/** Shows processes as a tree. */
export const pstree: MachineCommand = { name: 'pstree', path: '/usr/bin/pstree', run };
