/** Which tools of the interpreter a stock host has. */
import { type Bash, type CommandName, type CustomCommand, getCommandNames } from 'just-bash';

/** What hosts do not have unless somebody installs it, or what is no program but the interpreter's own. */
const LEFT_OUT = new Set(['html-to-markdown', 'js-exec', 'jq', 'rg', 'sqlite3', 'tree', 'xan', 'yq']);

/** Builtins of bash that the interpreter keeps among its tools: there is no file of that name. */
const NO_FILES = new Set(['alias', 'help', 'history', 'unalias']);

/** Names of the interpreter's tools that a stock host has. */
function bundledNames(): readonly CommandName[] {
  return getCommandNames().filter((name): name is CommandName => !LEFT_OUT.has(name));
}

/** Names of the interpreter's tools that run: those in whose place no tool stands, and those that a tool calls. */
export function neededNames(tools: ReadonlyMap<string, { readonly adjusts?: true }>): readonly CommandName[] {
  return bundledNames().filter((name) => tools.get(name)?.adjusts ?? !tools.has(name));
}

const INTERPRETED: ReadonlySet<string> = new Set(bundledNames());

/** Names of everything that the interpreter plays on the machine. */
export function interpretedNames(): ReadonlySet<string> {
  return INTERPRETED;
}

/** Whether a tool is a file in `/usr/bin`. */
export function hasFile(name: string): boolean {
  return !NO_FILES.has(name);
}

/**
 * Gives the interpreter commands as its own. A custom command costs a quarter more to start, because the interpreter guards itself against
 * what it does not know; these are no strangers. The method is one that it keeps to itself, so its absence would be noticed at once.
 */
export function registerOwn(bash: Bash, commands: readonly CustomCommand[]): void {
  for (const command of commands) bash['registerBundledCommand'](command);
}
