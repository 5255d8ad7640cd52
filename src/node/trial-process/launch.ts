/** Starts the process that runs trials. The only file of the product that starts a process at all. */
import { type ChildProcess, fork } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { ToTrialProcess } from '../../protocol/trial-process.ts';
import type { ToWalk } from '../../protocol/walk.ts';

/** @typeParam Message what the process says: what was asked of it decides */
export interface LaunchOptions<Message> {
  /** Absolute path of the programme: `trial-process.mjs` of the package, or `main.ts` of the sources. */
  readonly entry: string;
  /**
   * Absolute path of the folder of the experiment, which has to exist: the only place that the process may write to. Undefined for
   * a process that writes nothing.
   */
  readonly folder: string | undefined;
  /** Has the runtime deny files, processes and native code, where it can. */
  readonly confine: boolean;
  readonly onMessage: (message: Message) => void;
}

export interface ProcessExit {
  readonly code: number | null;
  readonly signal: string | null;
  /** The last of what it printed to stderr. */
  readonly stderr: string;
}

export interface TrialProcess {
  readonly pid: number | undefined;
  /** Settles when the process has ended and every message of it was handed over. */
  readonly exited: Promise<ProcessExit>;
  send(message: ToTrialProcess | ToWalk): void;
  /** Ends it at once. */
  kill(): void;
}

const KEPT_STDERR = 4_000;
/** Flags of Node's permission model, newest name first; Node 20 has the second. */
const PERMISSION_FLAGS = ['--permission', '--experimental-permission'];

/** The flag with which this runtime denies a child what it does not need; undefined where it has none. */
export function permissionFlag(): string | undefined {
  return PERMISSION_FLAGS.find((flag) => process.allowedNodeEnvironmentFlags.has(flag));
}

/** Starts the process. That it could not be started shows in `exited`. */
export function launchTrialProcess<Message>(options: LaunchOptions<Message>): TrialProcess {
  const entry = existsSync(options.entry) ? realpathSync(options.entry) : options.entry;
  const child = fork(entry, [], {
    env: environment(),
    execArgv: options.confine ? confinement(entry, options.folder) : [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'json',
  });
  child.on('message', (message) => options.onMessage(message as Message));
  return {
    pid: child.pid,
    exited: whenExited(child),
    send: (message) => {
      // A process that is gone is reported by `exited`.
      if (child.connected) child.send(message, () => undefined);
    },
    kill: () => child.kill('SIGKILL'),
  };
}

function whenExited(child: ChildProcess): Promise<ProcessExit> {
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-KEPT_STDERR);
  });
  return new Promise((done) => {
    child.once('error', (error) => done({ code: null, signal: null, stderr: error.message }));
    child.once('close', (code, signal) => done({ code, signal, stderr: stderr.trim() }));
  });
}

/** What the process gets of our environment: what Node needs to start and to trust the certificates of the user's network. */
function environment(): NodeJS.ProcessEnv {
  const names = ['SystemRoot', 'NODE_EXTRA_CA_CERTS'];
  const kept = Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
  return process.versions['electron'] === undefined ? kept : { ...kept, ELECTRON_RUN_AS_NODE: '1' };
}

function confinement(entry: string, folder: string | undefined): string[] {
  const flag = permissionFlag();
  if (flag === undefined) return [];
  const own = folder === undefined ? [] : [join(realpathSync(folder), '*')];
  return [
    flag,
    `--allow-fs-read=${join(codeFolder(entry), '*')}`,
    ...own.flatMap((files) => [`--allow-fs-read=${files}`, `--allow-fs-write=${files}`]),
    '--disable-warning=ExperimentalWarning',
  ];
}

/** Where the code of the process lies: the folder of the bundle, or the whole source tree when it runs from sources. */
function codeFolder(entry: string): string {
  const start = dirname(entry);
  if (!entry.endsWith('.ts')) return start;
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (folder === resolve(folder, '..')) return start;
  }
}
