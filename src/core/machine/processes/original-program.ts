/** A declared program that runs since before the trial: it prints nothing any more, but its code still catches signals. */
import type { ProgramSpec } from '../../scenario/model.ts';
import { resolvePath } from '../files/paths.ts';
import { rootTree } from '../files/root-tree.ts';
import type { Kernel } from '../kernel.ts';
import type { Process } from '../world.ts';
import { catchSignal } from './caught-signals.ts';
import type { Behaviour } from './process-table.ts';
import { appendToLog } from './program-log.ts';
import { fill } from './template.ts';

/** What stands behind a process of the program. What it prints is kept in its log, where it has one. */
export function originalBehaviour(kernel: Kernel, program: ProgramSpec, process: Process): Behaviour {
  const { pid } = process;
  const { root = process.cwd, options = {} } = process.program ?? {};
  const values = { ...options, pid: String(pid), root };
  const print = (_: 'stdout' | 'stderr', text: string): void => {
    if (program.log === undefined) return;
    appendToLog(resolvePath(root, fill(program.log, values)), text, { kernel, tree: rootTree(kernel) });
  };
  return {
    ended: () => undefined,
    handles: (signal) => catchSignal({ kernel, program, pid, values, print }, signal),
  };
}
