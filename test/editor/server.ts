/** The server side of the editor: one process with the extension host, on loopback, in temporary folders. */
import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CODE = join(import.meta.dirname, 'node_modules/code-server/lib/vscode');
const START_LIMIT_MS = 60_000;

/** Folders that belong to one editor; they outlive its server, so that a second server can go on where the first stopped. */
export interface EditorHome {
  readonly root: string;
  readonly userData: string;
  readonly serverData: string;
  readonly extensions: string;
  readonly browser: string;
  remove(): void;
}

/** Quiet and predictable: nothing pops up, nothing is fetched, nothing is animated. */
const QUIET_SETTINGS = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  'workbench.layoutControl.enabled': false,
  'window.commandCenter': false,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'chat.commandCenter.enabled': false,
  'chat.disableAIFeatures': true,
  'security.workspace.trust.startupPrompt': 'never',
  'update.mode': 'none',
  'git.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
};

/** Makes the folders of a new editor, with `settings` as its user settings. */
export function createHome(settings: Readonly<Record<string, unknown>> = {}): EditorHome {
  const root = mkdtempSync(join(tmpdir(), 'redline-editor-'));
  const folder = (name: string): string => {
    const path = join(root, name);
    mkdirSync(path, { recursive: true });
    return path;
  };
  const home = {
    root,
    userData: folder('user-data'),
    serverData: folder('server-data'),
    extensions: folder('extensions'),
    browser: folder('browser'),
    remove: () => rmSync(root, { recursive: true, force: true, maxRetries: 5 }),
  };
  writeUserSettings(home, settings);
  return home;
}

/** Writes the user settings of an editor; a running one takes them over at once. */
export function writeUserSettings(home: EditorHome, settings: Readonly<Record<string, unknown>>): void {
  mkdirSync(join(home.userData, 'User'), { recursive: true });
  writeFileSync(join(home.userData, 'User/settings.json'), JSON.stringify({ ...QUIET_SETTINGS, ...settings }, null, 2));
}

export interface EditorServer {
  readonly port: number;
  stop(): Promise<void>;
}

interface ServerOptions {
  /** 0 takes any free one. An editor that goes on where another stopped needs the same: what it keeps in the browser belongs to the address. */
  readonly port?: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** Whether the editor asks if the folder is trusted. */
  readonly workspaceTrust?: boolean;
  /** Whether suites run inside the extension host. The editor then shows no notifications. */
  readonly suites?: boolean;
}

function environment(extra: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  // What npm and the test runner put into the environment is nothing that an editor sees.
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|NODE_V8_COVERAGE$|NODE_OPTIONS$|VSCODE_)/.test(name),
  );
  // An empty gallery: the editor asks no server for extensions.
  return { ...Object.fromEntries(own), EXTENSIONS_GALLERY: '{}', ...extra };
}

/** Arguments that every program of the server takes. */
function folders(home: EditorHome): string[] {
  return ['--user-data-dir', home.userData, '--server-data-dir', home.serverData, '--extensions-dir', home.extensions];
}

/** Starts the server; throws with its output when it does not come up. */
export async function startServer(home: EditorHome, options: ServerOptions = {}): Promise<EditorServer> {
  const child = spawn(
    process.execPath,
    [
      join(CODE, 'out/server-main.js'),
      '--host',
      '127.0.0.1',
      '--port',
      String(options.port ?? 0),
      '--without-connection-token',
      '--accept-server-license-terms',
      ...folders(home),
      '--telemetry-level',
      'off',
      ...(options.suites === true ? ['--enable-smoke-test-driver'] : []),
      ...(options.workspaceTrust === true ? [] : ['--disable-workspace-trust']),
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], env: environment(options.environment ?? {}), detached: true },
  );
  const stop = (): Promise<void> => stopGroup(child);
  try {
    return { port: await listeningPort(child), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function listeningPort(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let output = '';
    const fail = (why: string): void => reject(new Error(`The editor's server ${why}:\n${output}`));
    const timer = setTimeout(() => fail(`did not come up in ${START_LIMIT_MS / 1000} s`), START_LIMIT_MS);
    const read = (chunk: Buffer): void => {
      output += chunk;
      const port = /listening on (?:port )?\D*?(\d+)\s*$/m.exec(output)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(Number(port));
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.on('error', (error) => fail(`could not be started (${error.message})`));
    child.on('exit', (code) => fail(`ended with exit code ${code}`));
  });
}

/** Ends the server with its extension host and terminals: they are one process group. */
async function stopGroup(child: ChildProcess): Promise<void> {
  const { pid } = child;
  if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  process.kill(-pid, 'SIGTERM');
  const late = setTimeout(() => process.kill(-pid, 'SIGKILL'), 5000);
  await ended;
  clearTimeout(late);
}

/** Puts an unpacked extension into the extensions folder of an editor that has not started yet. */
export function placeExtension(home: EditorHome, folder: string): void {
  const { publisher, name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<
    string,
    string
  >;
  cpSync(folder, join(home.extensions, `${publisher}.${name}-${version}`), { recursive: true });
}

/** Installs a VSIX into the extensions folder of an editor, as a person does from the command line. */
export async function installExtension(home: EditorHome, vsix: string): Promise<void> {
  const child = spawn(
    process.execPath,
    [join(CODE, 'out/server-main.js'), ...folders(home), '--install-extension', vsix, '--accept-server-license-terms'],
    { stdio: ['ignore', 'pipe', 'pipe'], env: environment({}) },
  );
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    output += chunk;
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(`${vsix} could not be installed:\n${output}`);
}
