/** Processes as the tree of who started whom. */
import type { MachineProcess } from '../../src/protocol/replay.ts';

export interface ProcessRow {
  readonly process: MachineProcess;
  readonly depth: number;
}

/** Each process once, children under their parent by pid. One whose parent is not in the list, or is under itself, is a root. */
export function processRows(processes: readonly MachineProcess[]): readonly ProcessRow[] {
  const hosts = Map.groupBy(processes, (process) => process.host);
  return [...hosts.values()].flatMap(rowsOfHost);
}

function rowsOfHost(processes: readonly MachineProcess[]): readonly ProcessRow[] {
  const byPid = [...processes].sort((a, b) => a.pid - b.pid);
  const known = new Set(byPid.map((process) => process.pid));
  const children = Map.groupBy(byPid, (process) => process.ppid);
  const rows: ProcessRow[] = [];
  const seen = new Set<MachineProcess>();
  const roots = byPid.filter((process) => !known.has(process.ppid));
  // A loop of parents has no root; the rest comes after the roots, so that it is shown all the same.
  const next: ProcessRow[] = [...roots, ...byPid].map((process) => ({ process, depth: 0 })).reverse();
  for (let row = next.pop(); row !== undefined; row = next.pop()) {
    const { process, depth } = row;
    if (seen.has(process)) continue;
    seen.add(process);
    rows.push(row);
    next.push(...(children.get(process.pid) ?? []).map((child) => ({ process: child, depth: depth + 1 })).reverse());
  }
  return rows;
}
