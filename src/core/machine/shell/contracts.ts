/** What the parts of the shell know of each other. */
import type { ByteString, ExecResult, ResolvedCommandContext } from 'just-bash';
import type { Credentials } from '../files/credentials.ts';
import type { FileTree } from '../files/file-tree.ts';
import type { Kernel } from '../kernel.ts';
import type { Network } from '../network/network.ts';
import type { Behaviour } from '../processes/process-table.ts';
import type { ProgramMatch } from '../processes/program-match.ts';
import type { Installation } from '../python/installation.ts';
import type { SocketTable } from '../python/socket-table.ts';
import type { System } from '../system.ts';
import type { Task } from '../time/task.ts';
import type { Process } from '../world.ts';
import type { ProcessDetails } from './forked.ts';
import type { JobTable } from './jobs.ts';
import type { MemberWords } from './pipeline-members.ts';
import type { Sink, Sinks, Streams } from './redirections.ts';
import type { Place } from './rewrite/place.ts';
import type { Rewriter } from './rewrite/rewriter.ts';
import type { ShellState } from './shell-state.ts';
import type { FunctionNode, ScriptNode, StatementNode } from './syntax.ts';

/** What the shells of a machine share. */
export interface Parts {
  readonly kernel: Kernel;
  readonly network: Network;
  readonly programs: Programs;
  /** Python, where there is one. */
  readonly python: PythonRuntime | undefined;
  /** Sockets on which scripts listen. */
  readonly sockets: SocketTable;
  /** Commands that take the place of the interpreter's, by name. */
  readonly tools: ReadonlyMap<string, Tool>;
  /** Commands that only the rewritten script calls. */
  readonly hidden: readonly Tool[];
  readonly hosts: Hosts;
  /** What runs the host apart from anybody's shell. */
  readonly system: System;
  readonly terminal: Terminal;
  /** Lets what is typed from now on be typed into another shell; false when the caller is not the shell that is typed into. */
  nest?(shell: ShellProcess, nested: NestedShell): boolean;
}

/** A shell that is started from the one that is typed into, and takes its place until it ends. */
export interface NestedShell {
  readonly who: Credentials;
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The processes from the outer shell to the inner one, which is the last. */
  readonly chain: readonly ProcessDetails[];
}

/** The hosts of the trial that are played as machines. */
export interface Hosts {
  /** A host by its name in the scenario, undefined for the machine itself; undefined when there is none that is played. */
  parts(name: string | undefined): Parts | undefined;
  /** How many logins from one host to another are open within each other. */
  readonly nesting: number;
  /** Does something that is a login. */
  nested<T>(work: () => Promise<T>): Promise<T>;
}

/** Python as the shell starts it. */
export interface PythonRuntime {
  /** The interpreter, loaded when it is first asked for; undefined where there is none. */
  load(): Promise<Python | undefined>;
}

export interface PythonWords {
  /** What lists of processes show. */
  readonly argv: readonly string[];
  /** What it is given. */
  readonly args: readonly string[];
  readonly installation: Installation;
}

export interface Python {
  /** Runs it as a process. */
  run(words: PythonWords, call: Call): Promise<ExecResult>;
}

/** The declared programs as the shell starts them. */
export interface Programs {
  /** The program that a command line starts; undefined when it starts none. */
  match(argv: readonly string[], cwd: string): ProgramMatch | undefined;
  /** Runs a program until it ends or the shell is interrupted. */
  runInForeground(match: ProgramMatch, call: Call): Promise<ExecResult>;
}

/** Output that nobody waits for: it is seen when the agent looks at the terminal next. */
export interface Terminal {
  stdout: string;
  stderr: string;
}

/** Why a shell takes no further steps. */
export interface Interruption {
  readonly reason: 'ended' | 'limit';
  readonly exitCode: number;
}

export interface RunResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
  /** What the shell knew when the script was over; undefined when the shell itself ended. */
  readonly state: ShellState | undefined;
}

/** Standard input: a text, or bytes as characters. */
export type Input = string | { readonly bytes: string | ByteString };

export type { ProcessDetails } from './forked.ts';

export interface ChildOptions {
  readonly scriptName?: string | undefined;
  readonly sinks: Sinks;
  /** True for a signal that the process takes care of itself. */
  readonly handles?: (signal: string) => boolean;
  /** Who it acts as, where that is not who its parent acts as. */
  readonly who?: Credentials;
}

/** How a shell in the process of another differs from it. */
export interface InnerOptions {
  readonly sinks: Sinks;
  /** What it starts survives the end of the terminal. */
  readonly nohup: boolean;
  /** Nice value of what it starts; undefined leaves that as it is. */
  readonly nice?: number | undefined;
}

/** A shell as a process. */
export interface ShellProcess {
  readonly parts: Parts;
  readonly process: Process;
  readonly who: Credentials;
  readonly tree: FileTree;
  readonly task: Task;
  readonly jobs: JobTable;
  /** Handlers that `trap` set, by signal. */
  readonly traps: Map<string, string>;
  /** Handlers of signals that the shell sent to itself and has yet to run. */
  readonly ownSignals: string[];
  /** Sends signals on behalf of a command of this shell: handlers of those that are for itself wait until it is over. */
  signalling<T>(send: () => T): T;
  /** Options of `shopt` that the interpreter does not heed, as far as somebody set them. */
  readonly options: Map<string, boolean>;
  /** The shell whose work this one does. */
  readonly outer: ShellProcess | undefined;
  /** The last tool that was called: what handlers of signals know of the shell. */
  lastCall: Call | undefined;
  /** `$0`, where a script runs. */
  readonly scriptName: string | undefined;
  readonly sinks: Sinks;
  /** Streams that go to sinks while the shell works. */
  readonly live: Streams;
  /** Set when the shell is to take no further steps. */
  readonly interruption: Interruption | undefined;
  /** Lines that were typed. */
  readonly history: string[];
  /** When `$SECONDS` was 0. */
  secondsFrom: number;
  run(script: ScriptNode, state: ShellState, stdin?: Input): Promise<RunResult>;
  pass(ms: number): Promise<void>;
  /** Counts a command that begins. */
  count(ms: number): Promise<void>;
  countPrinted(characters: number): void;
  /** Counts a statement that is looked at. True when the shell is to take no further steps. */
  countStatement(): boolean;
  /** Lets the time pass that it takes to read or write so many bytes; false when there was not enough of it. */
  transfer(bytes: number): Promise<boolean>;
  deliver(sink: Sink, content: Uint8Array): void;
  /** A shell in a process of its own that does part of the work of this one; undefined when there are too many. */
  child(
    details: ProcessDetails,
    options: ChildOptions,
  ): { readonly shell: ShellProcess; readonly end: (exitCode: number) => void } | undefined;
  /** A shell in the same process, for what a command such as `nohup` runs. */
  inner(options: InnerOptions): ShellProcess;
  /** Processes that are there for the members of the first pipeline that it runs, if it has as many. */
  takeMembers(count: number): readonly number[] | undefined;
  /** Makes the shell take no further steps. */
  interrupt(interruption: Interruption): void;
  /** A process for something that this shell starts; undefined when there are too many. */
  startProcess(details: ProcessDetails, behaviour: Behaviour): Process | undefined;
  /** Starts a process that goes on beside this one, in a shell of its own; gives its pid, or undefined when there are too many. */
  fork(details: ProcessDetails, sinks: Sinks, work: (shell: ShellProcess) => Promise<RunResult>): number | undefined;
  /** Starts a statement in the background; gives its pid, or undefined when there are too many processes. */
  startJob(statement: StatementNode, state: ShellState, sinks: Sinks, nohup?: boolean): number | undefined;
}

/** The processes of the commands of a run, as tools see them. */
export interface CommandProcesses {
  /** The exit code of the command at hand, if a signal ended it. */
  readonly ended: number | undefined;
  /** Words of the members of the pipeline that come after the one at hand; undefined for those that are no plain words. */
  readonly followers: MemberWords;
  /** What the member at hand prints is read by a program. */
  readonly feeds: boolean;
  /** The process of the member that runs now, if these are its words. */
  running(argv: readonly string[]): Process | undefined;
  /** The process that something takes over which the member at hand starts: itself, or what it turns into. */
  taken(argv: readonly string[]): Process | undefined;
  /** The command at hand waits for a while: from now on it can be seen and killed. */
  waits(): void;
}

/** One run of the interpreter. */
export interface Run {
  readonly shell: ShellProcess;
  /** Functions as they were written, by name. */
  readonly functions: ReadonlyMap<string, FunctionNode>;
  /** Texts behind hidden paths. */
  readonly texts: Map<string, string>;
  /** What the shell knew when the script was over. */
  kept: ShellState | undefined;
  /** `$?` and `$_` when the script was over. */
  atEnd: { readonly exitCode: number; readonly lastWord: string };
  readonly pipelines: CommandProcesses;
  /** What the command before was made to print of an output that never ends, for a command that takes nothing but plain text. */
  sampled: string | undefined;
  /** A content that is only described, as a shell within the command at hand printed it. */
  handed: { readonly pattern: Uint8Array; readonly size: number } | undefined;
  /** Rewrites further texts of the script; `errors` says whether their failures are told to a trap. */
  rewriter(errors?: boolean): Rewriter;
  job(number: number): StatementNode | undefined;
  openScope(number: number): void;
  sinksAt(place: Pick<Place, 'scope' | 'piped'>): Sinks;
}

/** One call of a tool. */
export interface Call {
  readonly run: Run;
  readonly shell: ShellProcess;
  readonly context: ResolvedCommandContext;
  /** Where the output of something that runs for a while goes. */
  readonly sinks: Sinks;
  /** Path of the program that was called, where it is known. */
  readonly file?: string;
}

export interface Tool {
  readonly name: string;
  /** It calls the interpreter's own tool of this name. */
  readonly adjusts?: true;
  run(args: readonly string[], call: Call): ExecResult | Promise<ExecResult>;
}

export function ok(stdout = ''): ExecResult {
  return { stdout, stderr: '', exitCode: 0 };
}

export function fail(stderr: string, exitCode = 1): ExecResult {
  return { stdout: '', stderr, exitCode };
}
