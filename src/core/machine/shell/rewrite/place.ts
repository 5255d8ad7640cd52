/** What the parts of the rewriter tell each other, and what a rewritten script tells its run. */

import type { Member, MemberWords } from '../pipeline-members.ts';
import { NO_STREAMS, type Streams } from '../redirections.ts';
import type { FunctionNode, Redirection, StatementNode } from '../syntax.ts';

/** Where in a script a command stands: what its output goes into when it has no redirections of its own. */
export interface Place {
  /** Number of the sinks that the output goes to; 0 are those of the shell. */
  readonly scope: number;
  /** Standard output is read by another command or by a substitution. */
  readonly piped: boolean;
  /** Streams that go into sinks as soon as a statement is done. */
  readonly live: Streams;
  /** Failures of commands are told to a trap. */
  readonly errors?: boolean | undefined;
  /** Its place in a pipeline; missing for what is no member of one. */
  readonly member?: Member | undefined;
}

/** What is known of a simple command when it is about to run. */
export interface Entered {
  readonly place: Place;
  readonly line: number | undefined;
  /** Words that a complaint about it could name. */
  readonly names: readonly string[];
  readonly redirections: readonly Redirection[];
}

/** What the rewritten script calls back while it runs. */
export interface RewriteHooks {
  /** Nothing more is to be done: loops end, statements are skipped. */
  interrupted(): boolean;
  entering(entered: Entered): void;
  /** A compound command is about to run. */
  enteringCompound(member: Member | undefined): void;
  /** Keeps what the members of a pipeline are; gives its number. */
  keepPipeline(words: MemberWords): number;
  /** A compound command with these redirections is about to run. */
  opensFor(redirections: readonly Redirection[]): void;
  defined(definition: FunctionNode): void;
  /** The builtin that was entered last was carried out; it may be told of more than once. */
  noted(argv: readonly string[]): void;
  /** Keeps the statement of a job; gives the number by which the hidden command finds it. */
  keepJob(statement: StatementNode): number;
  /** Keeps the redirections of a compound command; gives the number of its sinks. */
  keepScope(redirections: readonly Redirection[], outer: Place): number;
}

export interface RewriteOptions {
  /** `$0`, when a script runs. */
  readonly scriptName?: string | undefined;
  /** The shell may end when a command fails. */
  readonly errexit?: boolean;
  /** A trap may be set on failures. */
  readonly errors?: boolean;
  /** Streams that go to the sinks of the shell as soon as a statement is done. */
  readonly live?: Streams;
}

/** Where a script begins. */
export function topOf(options: RewriteOptions): Place {
  return { scope: 0, piped: false, live: options.live ?? NO_STREAMS, errors: options.errors };
}

/** The same place with standard output read by something else. */
export function pipedAt(place: Place): Place {
  return { scope: place.scope, piped: true, live: { stdout: false, stderr: place.live.stderr } };
}
