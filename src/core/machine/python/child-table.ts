/** The processes that a script started. */
import type { Exit } from '../processes/process-table.ts';
import { Changes } from './waiting.ts';

/** A process that was started, until somebody asked how it ended. */
export interface Child {
  exit: Exit | undefined;
}

/** Children of a process, by pid. */
export class Children {
  readonly changes: Changes = new Changes();
  readonly byPid: Map<number, Child> = new Map();
}
