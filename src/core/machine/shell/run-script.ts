/** Runs a text in a shell of its own, as a script or `bash -c` does. */
import type { ExecResult, ResolvedCommandContext } from 'just-bash';
import { type Call, fail, type ShellProcess } from './contracts.ts';
import { parseScript } from './parse-script.ts';
import { freshState, type ShellState } from './shell-state.ts';
import { commandOf, type ScriptNode, statementOf } from './syntax.ts';

export interface ScriptText {
  readonly text: string;
  /** `$0`. */
  readonly name: string;
  readonly args: readonly string[];
  /** Options that are set, such as `errexit`. */
  readonly options?: readonly string[];
  /** The words as the list of processes shows them. */
  readonly argv?: readonly string[];
  /** How complaints begin: a text from `-c` says so. */
  readonly complaint?: string;
}

/** Runs a text in a child of the calling shell. It sees what the calling shell exports, and nothing else. */
export async function runScript(script: ScriptText, call: Call): Promise<ExecResult> {
  const { shell, context } = call;
  const argv = script.argv ?? ['/bin/bash', script.name, ...script.args];
  const parsed = parseScript(script.text, script.complaint ?? script.name);
  if ('error' in parsed) return fail(parsed.error, 2);
  const child = shell.child(
    { command: argv.join(' '), argv, memory: 3_500_000, cwd: context.cwd },
    { scriptName: script.name, sinks: call.sinks },
  );
  if (!child) return fail('bash: fork: retry: Resource temporarily unavailable\n', 254);
  const state = withOptions(freshState(context.cwd, context.exportedEnv ?? {}, script.args), script.options ?? []);
  const stdin = { bytes: context.stdin };
  const result = await child.shell.run(parsed.script, state, stdin);
  const last = await runExitTrap(call, child.shell, result.state ?? state);
  child.end(result.exitCode);
  return {
    stdout: result.stdout + last.stdout,
    stderr: result.stderr + last.stderr,
    exitCode: result.exitCode,
  };
}

/** Runs a command given by its words in a shell that was made for it. */
export async function runWords(
  words: readonly string[],
  shell: ShellProcess,
  context: ResolvedCommandContext,
): Promise<ExecResult> {
  const [name = '', ...args] = words;
  const script: ScriptNode = { type: 'Script', statements: [statementOf(commandOf(name, args))] };
  const { stdout, stderr, exitCode } = await shell.run(script, freshState(context.cwd, context.exportedEnv ?? {}), {
    bytes: context.stdin,
  });
  return { stdout, stderr, exitCode };
}

function withOptions(state: ShellState, options: readonly string[]): ShellState {
  if (options.length === 0) return state;
  return { ...state, scalars: new Map([...state.scalars, ['SHELLOPTS', options.join(':')]]) };
}

/** What `trap … EXIT` asked for. */
async function runExitTrap(
  call: Call,
  shell: Call['shell'],
  state: ShellState,
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const handler = shell.traps.get('EXIT');
  if (handler === undefined || shell.interruption) return { stdout: '', stderr: '' };
  shell.traps.delete('EXIT');
  const parsed = parseScript(handler, call.shell.scriptName ?? 'bash');
  return 'error' in parsed ? { stdout: '', stderr: parsed.error } : shell.run(parsed.script, state);
}
