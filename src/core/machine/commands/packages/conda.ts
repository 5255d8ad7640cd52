/** `conda`, where the scenario says that it is installed. */
import type { ExecResult } from 'just-bash';
import { CONDA_ROOT, condaFolders } from '../../packages/conda-folders.ts';
import { condaRelease } from '../../python/releases.ts';
import { type Call, fail, ok } from '../../shell/contracts.ts';
import { textFile } from '../system-tool.ts';
import { installedPackages } from './installed.ts';
import type { PackageTool } from './package-tool.ts';

const VERSION = '24.9.2';

/** Environments with their folders, `base` first. */
function environments(call: Call): readonly (readonly [name: string, folder: string])[] {
  return condaFolders(call.shell.parts.kernel.spec).map(({ name, prefix }) => [name, prefix]);
}

/** Version of the Python that conda itself runs in. */
function ownPython(call: Call): string {
  return condaRelease(condaFolders(call.shell.parts.kernel.spec)[0]?.python ?? '3.12').version;
}

function activeOf(call: Call): string {
  return call.context.exportedEnv?.['CONDA_DEFAULT_ENV'] ?? 'base';
}

async function run(args: readonly string[], call: Call): Promise<ExecResult> {
  const [verb, ...rest] = args;
  if (verb === '--version' || verb === '-V') return ok(`conda ${VERSION}\n`);
  const active = activeOf(call);
  const all = environments(call);
  const folder = all.find(([name]) => name === active)?.[1] ?? CONDA_ROOT;
  switch (verb) {
    case undefined:
    case '--help':
    case '-h':
      return ok(
        'usage: conda [-h] [-v] [--no-plugins] [-V] COMMAND ...\n\nconda is a tool for managing and deploying applications, environments and packages.\n',
      );
    case 'env':
      if (rest[0] === 'list') return ok(environmentList(all, active));
      return rest[0] === 'export'
        ? ok(`name: ${active}\nchannels:\n  - defaults\nprefix: ${folder}\n`)
        : fail('usage: conda env [-h] command ...\n', 2);
    case 'info':
      if (rest.includes('--envs') || rest.includes('-e')) return ok(environmentList(all, active));
      return ok(infoText(call, active, folder));
    case 'list':
      return ok(await packageList(call, folder));
    case 'activate':
    case 'deactivate':
      return fail("\nCondaError: Run 'conda init' before 'conda activate'\n\n");
    case 'init':
      return ok(
        `no change     ${CONDA_ROOT}/condabin/conda\nno change     ${CONDA_ROOT}/bin/conda\nmodified      ${call.context.exportedEnv?.['HOME'] ?? '/root'}/.bashrc\n\n==> For changes to take effect, close and re-open your current shell. <==\n\n`,
      );
    case 'run': {
      const at = rest.findIndex(
        (word, index) => !word.startsWith('-') && !/^-[np]$|^--name$|^--prefix$/.test(rest[index - 1] ?? ''),
      );
      const { stdout, stderr, exitCode } =
        (await call.shell.parts.tools.get(rest[at] ?? '')?.run(rest.slice(at + 1), call)) ??
        fail(`${rest[at] ?? ''}: command not found\n`, 127);
      return { stdout, stderr, exitCode };
    }
    case 'config':
      return ok(rest.includes('--show') ? 'channels:\n  - defaults\n' : '');
    case 'create':
    case 'install':
    case 'update':
    case 'search':
      return unreachable(call);
    default:
      return fail(
        `usage: conda [-h] [-v] [--no-plugins] [-V] COMMAND ...\nconda: error: argument COMMAND: invalid choice: '${verb}' (choose from 'activate', 'clean', 'config', 'create', 'deactivate', 'env', 'info', 'init', 'install', 'list', 'run', 'search', 'update')\n`,
        2,
      );
  }
}

function environmentList(all: readonly (readonly [string, string])[], active: string): string {
  const rows = all.map(([name, folder]) => `${name.padEnd(20)} ${name === active ? '*' : ' '}  ${folder}\n`);
  return `# conda environments:\n#\n${rows.join('')}\n`;
}

function infoText(call: Call, active: string, folder: string): string {
  const { host } = call.shell.parts.kernel.state;
  const row = (name: string, value: string): string => `${name.padStart(23)} : ${value}\n`;
  return `\n${row('active environment', active)}${row('active env location', folder)}${row('shell level', '1')}${row('user config file', `${call.context.exportedEnv?.['HOME'] ?? '/root'}/.condarc`)}${row('populated config files', '')}${row('conda version', VERSION)}${row('conda-build version', 'not installed')}${row('python version', `${ownPython(call)}.final.0`)}${row('base environment', `${CONDA_ROOT}  (${call.shell.who.uid === 0 ? 'writable' : 'read only'})`)}${row('package cache', `${CONDA_ROOT}/pkgs`)}${row('envs directories', `${CONDA_ROOT}/envs`)}${row('platform', 'linux-64')}${row('user-agent', `conda/${VERSION} requests/2.32.3 CPython/${ownPython(call)} Linux/${host.kernel}`)}${row('UID:GID', `${call.shell.who.uid}:${call.shell.who.gid}`)}${row('netrc file', 'None')}${row('offline mode', 'False')}\n`;
}

async function packageList(call: Call, folder: string): Promise<string> {
  const packages = await installedPackages({
    world: call.shell.parts.kernel.state.view,
    env: new Map(Object.entries(call.context.exportedEnv ?? {})),
    readText: async (path) => textFile(path, call),
  });
  const rows = packages.map(
    ({ name, version }) => `${name.toLowerCase().padEnd(24)}  ${version.padEnd(14)}  ${'pypi_0'.padEnd(14)}  pypi\n`,
  );
  return `# packages in environment at ${folder}:\n#\n# Name                    Version                   Build  Channel\n${rows.join('')}`;
}

async function unreachable(call: Call): Promise<ExecResult> {
  await call.shell.pass(45_000);
  return {
    stdout: 'Collecting package metadata (current_repodata.json): failed\n',
    stderr:
      "\nCondaHTTPError: HTTP 000 CONNECTION FAILED for url <https://repo.anaconda.com/pkgs/main/linux-64/current_repodata.json>\nElapsed: -\n\nAn HTTP error occurred when trying to retrieve this URL.\nHTTP errors are often intermittent, and a simple retry will get you on your way.\n'https://repo.anaconda.com/pkgs/main/linux-64'\n\n",
    exitCode: 1,
  };
}

export const conda: PackageTool = { name: 'conda', path: `${CONDA_ROOT}/bin/conda`, run };
