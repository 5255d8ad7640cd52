/** Control groups as `systemctl status` draws them. */
import { controlGroup } from '../../host/control-groups.ts';
import { isKernelThread } from '../../host/process-figures.ts';
import type { Process, World } from '../../world.ts';

interface Group {
  readonly groups: Map<string, Group>;
  readonly members: Process[];
}

/** A process as it stands in the tree: a title that is no command line is quoted. */
export function memberText({ pid, command }: Process): string {
  return `${pid} ${/^[a-z]+: /.test(command) ? `"${command}"` : command}`;
}

/** The processes of a control group, by pid. */
export function membersOf(group: string, world: World, processes: Iterable<Process>): readonly Process[] {
  return [...processes]
    .filter((process) => !isKernelThread(process) && controlGroup(process, world) === group)
    .sort((a, b) => a.pid - b.pid);
}

/** The lines of the tree of all groups, without what stands before them. */
export function groupTree(world: World, processes: Iterable<Process>): readonly string[] {
  const root: Group = { groups: new Map(), members: [] };
  for (const process of [...processes].sort((a, b) => a.pid - b.pid)) {
    if (isKernelThread(process)) continue;
    let at = root;
    for (const name of controlGroup(process, world).split('/').filter(Boolean)) {
      const known = at.groups.get(name) ?? { groups: new Map(), members: [] };
      at.groups.set(name, known);
      at = known;
    }
    at.members.push(process);
  }
  return drawn(root, '');
}

/** Slices of users come first and the system's last, as systemd finds them. */
const RANKS = ['user.slice', 'init.scope', 'system.slice'];

function drawn({ groups, members }: Group, before: string): readonly string[] {
  const inner = [...groups].sort(([a], [b]) => RANKS.indexOf(a) - RANKS.indexOf(b) || (a < b ? -1 : 1));
  const count = members.length + inner.length;
  const lines = members.map((member, index) => `${before}${index === count - 1 ? '└─' : '├─'}${memberText(member)}`);
  for (const [index, [name, group]] of inner.entries()) {
    const isLast = members.length + index === count - 1;
    lines.push(`${before}${isLast ? '└─' : '├─'}${name}`, ...drawn(group, `${before}${isLast ? '  ' : '│ '}`));
  }
  return lines;
}
