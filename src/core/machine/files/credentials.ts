/** Who does something to a file, and whether they may. */
import type { Node } from '../world.ts';

export interface Credentials {
  readonly uid: number;
  readonly gid: number;
  /** Groups besides the first. */
  readonly groups: readonly number[];
}

export const ROOT: Credentials = { uid: 0, gid: 0, groups: [] };

const BITS = { read: 0o4, write: 0o2, execute: 0o1 } as const;

/** Whether the mode of a node allows an access. Root may do everything; of execution some bit has to be set even for root. */
export function allows(node: Node, who: Credentials, access: keyof typeof BITS): boolean {
  const bit = BITS[access];
  if (who.uid === 0) return access !== 'execute' || node.kind === 'directory' || (node.mode & 0o111) !== 0;
  if (node.uid === who.uid) return (node.mode & (bit << 6)) !== 0;
  if (node.gid === who.gid || who.groups.includes(node.gid)) return (node.mode & (bit << 3)) !== 0;
  return (node.mode & bit) !== 0;
}

/** Whether somebody may remove or rename an entry: in a sticky folder only its owner, the folder's owner and root may. */
export function mayReplaceEntry(folder: Node, entry: Node, who: Credentials): boolean {
  if (!allows(folder, who, 'write') || !allows(folder, who, 'execute')) return false;
  if ((folder.mode & 0o1000) === 0 || who.uid === 0) return true;
  return entry.uid === who.uid || folder.uid === who.uid;
}
