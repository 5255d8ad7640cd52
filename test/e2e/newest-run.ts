/** Finds what a story has just run. */
import { join } from 'node:path';
import type { Workspace } from './workspace.ts';

/** Absolute path of a file of the run that was begun last. */
export function newestRun(workspace: Workspace, file: string): string {
  return join(workspace.runs().at(-1) ?? '', file);
}
