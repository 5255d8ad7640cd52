/** A command that deals with what runs the host: its services, timers, accounts, power. */
import { type ByteString, type ExecResult, encodeUtf8ToBytes } from 'just-bash';
import type { Call, Tool } from '../shell/contracts.ts';
import type { System } from '../system.ts';

export interface SystemTool extends Tool {
  /** Where `which` finds it. */
  readonly path: string;
}

/** What runs the host on which a command was called. */
export function systemOf(call: Call): System {
  return call.shell.parts.system;
}

/** Whether a command runs as root. */
export function isRoot(call: Call): boolean {
  return call.shell.who.uid === 0;
}

/** Text of a file as the caller may read it; undefined when there is none. */
export function textFile(path: string, call: Call): string | undefined {
  try {
    return new TextDecoder().decode(call.shell.tree.read(path));
  } catch {
    return undefined;
  }
}

/** A result with both streams. */
export function both(stdout: string, stderr: string, exitCode: number): ExecResult {
  return { stdout, stderr, exitCode };
}

/** A text as commands take it on their standard input. */
export function toBytes(text: string): ByteString {
  return encodeUtf8ToBytes(text);
}
