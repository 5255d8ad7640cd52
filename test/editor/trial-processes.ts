/** The processes that run trials, as the operating system sees them. */
import { readdirSync, readFileSync } from 'node:fs';

/** Their process ids. With `parent` only those that this process started. */
export function trialProcesses(parent?: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => runsTrials(pid) && (parent === undefined || parentOf(pid) === parent))
    .map(Number);
}

function runsTrials(pid: string): boolean {
  return read(`/proc/${pid}/cmdline`)
    .split('\0')
    .some((word) => word.endsWith('/trial-process.mjs'));
}

function parentOf(pid: string): number {
  return Number(/^PPid:\s*(\d+)$/m.exec(read(`/proc/${pid}/status`))?.[1]);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // It ended in the meantime.
    return '';
  }
}
