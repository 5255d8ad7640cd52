/** Runs a text in a shell of its own, as a script or `bash -c` does. */
import type { ExecResult, ResolvedCommandContext } from 'just-bash';
import { type Call, fail, type ShellProcess, type Terminal } from './contracts.ts';
import { asLogin } from './login-files.ts';
import { parseScript } from './parse-script.ts';
import { printsTogether } from './prints-together.ts';
import type { Sink, Sinks } from './redirections.ts';
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
  /** The shell is one of a login: it reads the profiles first. */
  readonly login?: boolean;
  /** How complaints begin: a text from `-c` says so. */
  readonly complaint?: string;
}

/** What the shell says of a command that it does not find. */
const NOT_FOUND = /^bash: (?:line \d+: )?(.*): command not found\n$/;

/** Runs a text in a child of the calling shell. It sees what the calling shell exports, and nothing else. */
export async function runScript(script: ScriptText, call: Call): Promise<ExecResult> {
  const { shell, context } = call;
  const argv = script.argv ?? ['/bin/bash', script.name, ...script.args];
  const parsed = parseScript(script.text, script.complaint ?? script.name);
  if ('error' in parsed) return fail(parsed.error, 2);
  const whole = script.login ? asLogin(parsed.script) : parsed.script;
  // What jobs print comes between what the script prints.
  const gathered = printsTogether(parsed.script) ? new Gathered(call) : undefined;
  const child = shell.child(
    { command: argv.join(' '), argv, memory: 3_500_000, cwd: context.cwd },
    { scriptName: script.name, sinks: gathered?.sinks ?? call.sinks },
  );
  if (!child) return fail('bash: fork: retry: Resource temporarily unavailable\n', 254);
  const state = withOptions(freshState(context.cwd, context.exportedEnv ?? {}, script.args), script.options ?? []);
  const stdin = { bytes: context.stdin };
  const result = await child.shell.run(whole, state, stdin);
  const last = await runExitTrap(call, child.shell, result.state ?? state);
  child.end(result.exitCode);
  const printed = gathered?.end() ?? { stdout: '', stderr: '' };
  return {
    stdout: printed.stdout + result.stdout + last.stdout,
    stderr: printed.stderr + result.stderr + last.stderr,
    exitCode: result.exitCode,
  };
}

/** What a script and its jobs print, in the order in which they do. What jobs print afterwards shows in the terminal. */
class Gathered {
  readonly sinks: Sinks;
  readonly #terminal: Terminal;
  #printed: Terminal | undefined = { stdout: '', stderr: '' };

  constructor({ sinks, shell }: Call) {
    this.#terminal = shell.parts.terminal;
    this.sinks = { stdout: this.#sink(sinks.stdout), stderr: this.#sink(sinks.stderr) };
  }

  #sink(sink: Sink): Sink {
    if (sink.kind !== 'result') return sink;
    const decoder = new TextDecoder();
    const write = (content: Uint8Array): void => {
      const into = this.#printed ?? this.#terminal;
      into[sink.stream] += decoder.decode(content, { stream: true });
    };
    return { kind: 'pipe', write };
  }

  /** What was printed so far. */
  end(): Terminal {
    const printed = this.#printed ?? { stdout: '', stderr: '' };
    this.#printed = undefined;
    return printed;
  }
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

/** What a tool that runs a command says when there is no such command: it is the tool that does not find it, not the shell. */
export function unknownIn(tool: string, words: readonly string[], result: ExecResult): ExecResult {
  const unknown = result.exitCode === 127 && NOT_FOUND.exec(result.stderr)?.[1] === words[0];
  return unknown ? fail(`${tool}: failed to run command ‘${words[0]}’: No such file or directory\n`, 127) : result;
}

function withOptions(state: ShellState, options: readonly string[]): ShellState {
  if (options.length === 0) return state;
  return { ...state, scalars: Object.assign(Object.create(null), state.scalars, { SHELLOPTS: options.join(':') }) };
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
