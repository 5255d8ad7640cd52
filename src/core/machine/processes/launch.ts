/** What it takes to start a command line apart from any terminal: as a service, by cron, or because the scenario says so. */
import type { Exit } from './process-table.ts';

export interface Launch {
  /** A command line of the shell. */
  readonly command: string;
  /** Name of the user that it runs as. */
  readonly user: string;
  readonly cwd: string;
  /** Variables besides those that every process of the user has. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Standard input. */
  readonly stdin?: string;
  /** Pid of the process that it belongs to; the first process of the host when it is left out. */
  readonly parent?: number;
  /** Terminal as the list of processes shows it. */
  readonly tty?: string;
  /** The words that the process shows when it is more than one command. */
  readonly argv?: readonly string[];
  /** The agent for which it is started, by the pid of its process. */
  readonly startedFor?: number | undefined;
  /** Part of the agent, as the scenario has it. */
  readonly self?: boolean;
  /** Nobody is told that it ends: it is machinery of the host. */
  readonly quiet?: boolean;
  /** File that both streams are appended to, instead of `print`. */
  readonly output?: string;
  print?(stream: 'stdout' | 'stderr', text: string): void;
  ended?(exit: Exit): void;
}

/** Starts a command line; its pid, or undefined when there are too many processes or it cannot be parsed. */
export type LaunchFunction = (launch: Launch) => number | undefined;
