/** Running something as somebody else: what `sudo` and `su` have in common. */
import { decodeBytesToUtf8, type ExecResult } from 'just-bash';
import { type Call, fail, type NestedShell, type ProcessDetails } from '../shell/contracts.ts';
import { runScript, runWords } from '../shell/run-script.ts';
import { credentialsOf, type User } from '../users/accounts.ts';

export interface Becoming {
  readonly user: User;
  /** The words of the command that does it, as the list of processes shows them. */
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** The shell is one of a login: it reads the profiles first. */
  readonly login?: boolean;
}

const MEMORY = 5_400_000;

/** Runs a command given by its words as a user, in a process below that of the calling command. */
export async function runAs(words: readonly string[], becoming: Becoming, call: Call): Promise<ExecResult> {
  return asUser(becoming, call, (inner) => runWords(words, inner.shell, inner.context));
}

/** Runs a text of the shell as a user. */
export async function runTextAs(text: string, name: string, becoming: Becoming, call: Call): Promise<ExecResult> {
  return asUser(becoming, call, (inner) =>
    runScript(
      { text, name, args: [], argv: [name, '-c', text], login: becoming.login === true, complaint: `${name}: -c` },
      inner,
    ),
  );
}

async function asUser(
  { user, argv, environment, cwd }: Becoming,
  call: Call,
  run: (inner: Call) => Promise<ExecResult>,
): Promise<ExecResult> {
  const { state } = call.shell.parts.kernel;
  const details: ProcessDetails = { command: argv.join(' '), argv, memory: MEMORY, uid: 0, user: 'root', cwd };
  const child = call.shell.child(details, { sinks: call.sinks, who: credentialsOf(state.host, user) });
  if (!child) return fail('bash: fork: retry: Resource temporarily unavailable\n', 254);
  // What it starts belongs to the user, though the process that starts it is root's.
  call.shell.parts.kernel.processes.change(child.shell.process.pid, { uid: user.uid, user: user.name });
  const context = { ...call.context, cwd, exportedEnv: { ...environment } };
  const result = await run({ ...call, shell: child.shell, context });
  child.end(result.exitCode);
  return result;
}

/**
 * Starts a shell as a user: the next commands are typed into it. Where nobody types, it runs what comes on its standard input, which
 * is nothing where there is none.
 */
export async function shellAs(
  becoming: Becoming & { readonly login: boolean; readonly shell: string },
  call: Call,
): Promise<ExecResult> {
  const { user, argv, environment, cwd, login, shell } = becoming;
  const stdin = decodeBytesToUtf8(call.context.stdin);
  if (stdin !== '') return runTextAs(stdin, shell, becoming, call);
  const name = shell.slice(shell.lastIndexOf('/') + 1);
  const { host } = call.shell.parts.kernel.state;
  const nested: NestedShell = {
    who: credentialsOf(host, user),
    cwd,
    environment,
    chain: [
      { command: argv.join(' '), argv, memory: MEMORY, uid: 0, user: 'root', cwd },
      {
        command: login ? `-${name}` : name,
        argv: [login ? `-${name}` : name],
        memory: 5_276_000,
        uid: user.uid,
        user: user.name,
        cwd,
      },
    ],
  };
  call.shell.parts.nest?.(call.shell, nested);
  return { stdout: '', stderr: '', exitCode: 0 };
}

const PATHS = {
  root: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  user: '/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games',
} as const;

/** The variables of a fresh login of a user. */
export function loginVariables(user: User, shell: string): Readonly<Record<string, string>> {
  return {
    HOME: user.home,
    SHELL: shell,
    USER: user.name,
    LOGNAME: user.name,
    PATH: user.uid === 0 ? PATHS.root : PATHS.user,
    LANG: 'C.UTF-8',
  };
}
