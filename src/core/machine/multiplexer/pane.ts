/** A terminal in which nobody sits: that of `tmux` or `screen`. */
import type { Process } from '../world.ts';

export interface PaneRequest {
  readonly user: string;
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Pid of the process that holds the terminal. */
  readonly parent: number;
  readonly startedFor: number | undefined;
}

export interface Pane {
  /** The shell in it; undefined when it has ended. */
  readonly shell: Process | undefined;
  readonly cwd: string;
  /** What runs in the foreground: the shell, or the command that it waits for. */
  readonly foreground: string;
  /** What there is to see, with the prompts and what was typed at them. */
  readonly text: string;
  /** Types a line and presses enter. */
  type(line: string): void;
  interrupt(): void;
  /** Ends the shell and what runs in it. */
  close(): void;
}

export type PaneOpener = (request: PaneRequest) => Pane;
