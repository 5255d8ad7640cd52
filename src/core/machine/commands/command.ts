/** What a command of the machine is: a view of the world, or a change to it, one file each. */
import type { MachineEvent, Process, World } from '../world.ts';

export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** What a command may change. The session implements it on the one state; everything else only reads. */
export interface MachineControl {
  /** Sends a signal as the shell's user. `name` is without SIG: `TERM`. */
  signal(pid: number, name: string): 'sent' | 'no-such-process' | 'not-permitted';
  /** Prints something while the command goes on; it is seen at once where somebody looks. */
  print(text: string): void;
  /** Something ended the command. */
  readonly ended: boolean;
  /** Lets machine time pass; processes start, print and die meanwhile. */
  advance(ms: number): Promise<void>;
  /** Sends an HTTP request into the mocked network. */
  request(request: HttpRequest): Promise<HttpReply>;
  /** Starts a command line in the background, free of the terminal; gives its pid. */
  spawn(command: string, options: { readonly nohup: boolean }): Promise<number>;
  /** Runs a command line in the foreground of this shell, as `nohup` does; what is captured shows nowhere else. */
  run(command: string, how?: { readonly captured: boolean }): Promise<CommandResult>;
  report(event: MachineEvent): void;
  /** Gives the host another name; missing where nothing can be changed. */
  rename?(name: string): void;
}

export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type HttpReply =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
      readonly pid: number;
    }
  | { readonly kind: 'refused' }
  | { readonly kind: 'timeout' }
  /** Nobody in the own network has the address. */
  | { readonly kind: 'no-route' }
  /** The host is off the network. */
  | { readonly kind: 'unreachable' }
  /** What answered speaks another protocol. */
  | { readonly kind: 'not-http' }
  /** The connection was closed without a word. */
  | { readonly kind: 'closed' }
  | { readonly kind: 'no-such-host' };

/** What a command sees. */
export interface CommandContext {
  readonly world: World;
  /** The shell that runs the command. */
  readonly shell: Process;
  /** The process of the command itself, where it has one: as a member of a pipeline. */
  readonly own?: Process | undefined;
  /** The pid that the command was given; missing where nobody counts. */
  readonly ownPid?: number;
  readonly cwd: string;
  readonly env: ReadonlyMap<string, string>;
  readonly stdin: string;
  /** Standard output goes to a file or to nowhere, and not to the terminal. */
  readonly redirected?: boolean;
  readonly control: MachineControl;
  /** Reads a text file of the machine; undefined when there is none. */
  readText(path: string): Promise<string | undefined>;
}

export interface MachineCommand {
  readonly name: string;
  /** Where `which` finds it. */
  readonly path: string;
  run(args: readonly string[], context: CommandContext): CommandResult | Promise<CommandResult>;
}

/** A result that printed to stdout and went well. */
export function printed(stdout: string): CommandResult {
  return { stdout, stderr: '', exitCode: 0 };
}

/** A result that only complained. */
export function failed(stderr: string, exitCode = 1): CommandResult {
  return { stdout: '', stderr, exitCode };
}
