/** The file system of a machine as root changes it from outside of any shell. */
import type { MachineLimits } from '../limits.ts';
import type { MachineState } from '../state/machine-state.ts';
import { ROOT } from './credentials.ts';
import { FileTree } from './file-tree.ts';

/** A file system without restrictions but those of the disk. */
export function rootTree({
  state,
  limits,
}: {
  readonly state: MachineState;
  readonly limits: MachineLimits;
}): FileTree {
  return new FileTree(state, { who: ROOT, limits, onLimit: () => undefined, self: () => 1 });
}
