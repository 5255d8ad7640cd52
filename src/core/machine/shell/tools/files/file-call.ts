/** What file tools share: paths as they are typed, names of owners, the words of their complaints. */
import type { ExecResult } from 'just-bash';
import { systemText } from '../../../files/file-error.ts';
import { resolvePath } from '../../../files/paths.ts';
import { groupName } from '../../../host/accounts.ts';
import type { HostFacts, Node } from '../../../world.ts';
import { type Call, fail } from '../../contracts.ts';

/** The absolute path of a word. */
export function pathOf(word: string, call: Call): string {
  return resolvePath(call.context.cwd, word);
}

/** Whether a word names what is behind a link, as a slash at its end does. */
export function endsInSlash(word: string): boolean {
  return word.endsWith('/') && word !== '/';
}

export function ownerOf(node: Node, host: HostFacts): string {
  return host.users.find((user) => user.uid === node.uid)?.name ?? String(node.uid);
}

export function groupOf(node: Node, host: HostFacts): string {
  return groupName(host, node.gid);
}

/** Ids behind `user`, `user:group`, `:group` or numbers; undefined when there is nobody of that name. */
export function idsOf(
  spec: string,
  host: HostFacts,
  groupId: (name: string) => number | undefined,
): { readonly uid: number | undefined; readonly gid: number | undefined } | { readonly unknown: string } {
  const [user = '', group] = spec.split(/[:.]/, 2);
  const account = host.users.find((entry) => entry.name === user);
  const uid = user === '' ? undefined : (account?.uid ?? (/^\d+$/.test(user) ? Number(user) : Number.NaN));
  if (Number.isNaN(uid)) return { unknown: spec };
  if (group === undefined) return { uid, gid: undefined };
  if (group === '') return { uid, gid: account?.gid };
  const gid = groupId(group) ?? (/^\d+$/.test(group) ? Number(group) : Number.NaN);
  return Number.isNaN(gid) ? { unknown: spec } : { uid, gid };
}

/** What a tool prints of a failure: `cp: cannot stat 'x': No such file or directory`. */
export function complaintOf(tool: string, what: string, error: unknown): string {
  return `${tool}: ${what}: ${systemText(error)}\n`;
}

/** A wrong use of a tool of coreutils. */
export function usageError(problem: string, tool: string, exitCode = 1): ExecResult {
  return fail(`${problem}\nTry '${tool} --help' for more information.\n`, exitCode);
}

const TYPES = { file: '-', directory: 'd', link: 'l' } as const;

/** Kind and permissions of a node: `drwxr-xr-x`. */
export function modeText(node: Node): string {
  const { kind, mode } = node;
  const user = permissionText(mode >> 6, (mode & 0o4000) !== 0 ? 's' : 'x');
  const group = permissionText(mode >> 3, (mode & 0o2000) !== 0 ? 's' : 'x');
  const others = permissionText(mode, (mode & 0o1000) !== 0 ? 't' : 'x');
  return TYPES[kind] + user + group + others;
}

/** Three permissions; `execute` stands for the last one, and for more than that where it is no `x`. */
function permissionText(bits: number, execute: 'x' | 's' | 't'): string {
  const without = execute === 'x' ? '-' : execute.toUpperCase();
  return `${(bits & 4) === 0 ? '-' : 'r'}${(bits & 2) === 0 ? '-' : 'w'}${(bits & 1) === 0 ? without : execute}`;
}

/** The part of a second of a node's time in nine digits. A time that somebody set is a whole second. */
export function nanosecondsOf(node: Node): string {
  const milliseconds = Math.floor(node.mtime % 1000);
  const rest = milliseconds === 0 ? 0 : (node.inode * 7_919) % 1_000_000;
  return String(milliseconds).padStart(3, '0') + String(rest).padStart(6, '0');
}
