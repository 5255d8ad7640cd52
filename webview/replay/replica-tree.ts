/** Replicas as the tree of who made whom. */
import type { ReplicaLine } from '../../src/protocol/replay.ts';

export interface ReplicaRow {
  readonly replica: ReplicaLine;
  readonly depth: number;
}

/** Each replica once, under its parent where that is a replica that still runs. */
export function replicaRows(replicas: readonly ReplicaLine[]): readonly ReplicaRow[] {
  const inOrder = [...replicas].sort((a, b) => a.generation - b.generation || a.pid - b.pid);
  const pids = new Set(inOrder.map(({ pid }) => pid));
  const rows: ReplicaRow[] = [];
  const add = (replica: ReplicaLine, depth: number): void => {
    if (rows.some((row) => row.replica === replica)) return;
    rows.push({ replica, depth });
    for (const child of inOrder) if (child.parent === replica.pid && child !== replica) add(child, depth + 1);
  };
  for (const replica of inOrder) if (!pids.has(replica.parent) || replica.parent === replica.pid) add(replica, 0);
  // Parents in a circle belong to no tree; they are shown all the same.
  for (const replica of inOrder) add(replica, 0);
  return rows;
}
