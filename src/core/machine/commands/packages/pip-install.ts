/** `pip` where an index answers: it installs. Everything else is a view. */
import type { ExecResult } from 'just-bash';
import { systemText } from '../../files/file-error.ts';
import { resolvePath } from '../../files/paths.ts';
import { systemFacts } from '../../host/systems.ts';
import { currentVersion, normalized } from '../../packages/python-versions.ts';
import { installationAt } from '../../python/installation.ts';
import { type Call, fail } from '../../shell/contracts.ts';
import { machineTool } from '../../shell/machine-tool.ts';
import { textFile } from '../system-tool.ts';
import { installedPackages, type PythonPackage, requirement } from './installed.ts';
import { indexAnswers, type PackageTool } from './package-tool.ts';
import { pip, pip3 } from './pip.ts';

const INDEX = 'pypi.org';
const MANAGED = `error: externally-managed-environment

× This environment is externally managed
╰─> To install Python packages system-wide, try apt install
    python3-xyz, where xyz is the package you are trying to
    install.

    If you wish to install a non-Debian-packaged Python package,
    create a virtual environment using python3 -m venv path/to/venv.
    Then use path/to/venv/bin/python and path/to/venv/bin/pip. Make
    sure you have python3-full installed.

    If you wish to install a non-Debian packaged Python application,
    it may be easiest to use pipx install xyz, which will manage a
    virtual environment for you. Make sure you have pipx installed.

    See /usr/share/doc/python3.12/README.venv for more information.

note: If you believe this is a mistake, please contact your Python installation or OS distribution provider. You can override this, at the risk of breaking your Python installation or OS, by passing --break-system-packages.
hint: See PEP 668 for the detailed specification.
`;
const ROOT_WARNING =
  "WARNING: Running pip as the 'root' user can result in broken permissions and conflicting behaviour with the system package manager. It is recommended to use a virtual environment instead: https://pip.pypa.io/warnings/venv\n";
/** Milliseconds that a package takes. */
const PER_PACKAGE = 900;

/** The systems on which pip leaves the Python of the system alone. */
function isManaged(call: Call): boolean {
  const { host } = call.shell.parts.kernel.state;
  const env = call.context.exportedEnv ?? {};
  return host.os !== 'ubuntu-22.04' && env['VIRTUAL_ENV'] === undefined && env['CONDA_PREFIX'] === undefined;
}

/** What `install` was asked for; undefined when a file of requirements is missing, of which pip complains itself. */
function wantedOf(words: readonly string[], call: Call): readonly string[] | undefined {
  const wanted: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '-r' || word === '--requirement') {
      at += 1;
      const text = textFile(resolvePath(call.context.cwd, words[at] ?? ''), call);
      if (text === undefined) return undefined;
      wanted.push(...text.split('\n').filter((line) => requirement(line) !== undefined));
    } else if (
      /^(-t|--target|-i|--index-url|--extra-index-url|-f|--find-links|-c|--constraint|--prefix|--timeout)$/.test(word)
    ) {
      at += 1;
    } else if (!word.startsWith('-')) wanted.push(word);
  }
  return wanted;
}

function folderOf(call: Call): string {
  const { host } = call.shell.parts.kernel.state;
  const environment = call.context.exportedEnv?.['VIRTUAL_ENV'];
  const prefix = call.context.exportedEnv?.['CONDA_PREFIX'];
  const { python } = systemFacts(host.os);
  const active = prefix === undefined ? undefined : installationAt(call.shell.parts.kernel.spec, prefix);
  if (environment === undefined && active?.site[0] !== undefined) return active.site[0];
  if (environment !== undefined) return `${environment}/lib/python${python}/site-packages`;
  const home = host.users.find(({ uid }) => uid === call.shell.who.uid)?.home ?? '/root';
  return call.shell.who.uid === 0
    ? `/usr/local/lib/python${python}/dist-packages`
    : `${home}/.local/lib/python${python}/site-packages`;
}

async function install(words: readonly string[], call: Call): Promise<ExecResult | undefined> {
  if (!indexAnswers(call, INDEX)) return undefined;
  const wanted = wantedOf(words, call)?.map((text) => requirement(text)) ?? [];
  const present = await installedPackages({
    env: new Map(Object.entries(call.context.exportedEnv ?? {})),
    world: call.shell.parts.kernel.state.view,
    readText: async (path) => textFile(path, call),
  });
  const missing = wanted.filter((need) => {
    const found = present.find(({ name }) => normalized(name) === normalized(need?.name ?? ''));
    return need && !(found && (need.operator !== '==' || need.version === found.version));
  });
  if (missing.length === 0 || wanted.some((need) => need === undefined)) return undefined;
  const chosen = missing.flatMap((need): PythonPackage[] =>
    need ? [{ name: need.name, version: need.operator === '==' ? need.version : currentVersion(need.name) }] : [],
  );
  await call.shell.pass(PER_PACKAGE * chosen.length);
  let stdout = '';
  const folder = folderOf(call);
  const user = folder.includes('/.local/');
  if (user) stdout += 'Defaulting to user installation because normal site-packages is not writeable\n';
  for (const { name, version } of chosen) {
    const file = `${name.replaceAll('-', '_')}-${version}`;
    stdout += `Collecting ${name}\n  Downloading ${file}-py3-none-any.whl (64 kB)\n`;
    const path = `${folder}/${file}.dist-info/METADATA`;
    try {
      call.shell.tree.makeFolders(path.slice(0, path.lastIndexOf('/')));
      call.shell.tree.write(
        path,
        new TextEncoder().encode(`Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n`),
      );
      call.shell.parts.kernel.events.fileWritten(path);
    } catch (error) {
      return {
        stdout,
        stderr: `ERROR: Could not install packages due to an OSError: ${systemText(error)}: '${folder}'\n`,
        exitCode: 1,
      };
    }
  }
  const names = chosen.map(({ name }) => name).join(', ');
  stdout += `Installing collected packages: ${names}\nSuccessfully installed ${chosen.map(({ name, version }) => `${name}-${version}`).join(' ')}\n`;
  return { stdout, stderr: call.shell.who.uid === 0 ? ROOT_WARNING : '', exitCode: 0 };
}

function tool(view: typeof pip): PackageTool {
  const shown = machineTool(view);
  return {
    name: view.name,
    path: view.path,
    run: async (args, call) => {
      const [verb, ...rest] = args;
      if (verb !== 'install') return shown.run(args, call);
      if (isManaged(call) && !rest.includes('--break-system-packages')) return fail(MANAGED);
      return (await install(rest, call)) ?? shown.run(args, call);
    },
  };
}

export const PIP_TOOLS: readonly PackageTool[] = [tool(pip), tool(pip3)];
