/** `pip`: lists what is installed; nothing can be fetched, for no index can be reached. */

import { textHash } from '../../host/random.ts';
import { normalized } from '../../packages/python-versions.ts';
import { type CommandContext, type CommandResult, failed, type MachineCommand, printed } from '../command.ts';
import {
  installedPackages,
  type PythonPackage,
  pipVersion,
  pythonOfPip,
  requirement,
  sitePackages,
} from './installed.ts';

const HELP = `
Usage:   
  pip <command> [options]

Commands:
  install                     Install packages.
  download                    Download packages.
  uninstall                   Uninstall packages.
  freeze                      Output installed packages in requirements format.
  inspect                     Inspect the python environment.
  list                        List installed packages.
  show                        Show information about installed packages.
  check                       Verify installed packages have compatible dependencies.
  config                      Manage local and global configuration.
  search                      Search PyPI for packages.
  cache                       Inspect and manage pip's wheel cache.
  wheel                       Build wheels from your requirements.
  hash                        Compute hashes of package archives.
  help                        Show help for commands.
`;

/** What pip prints while it fails to reach the index. */
function unreachable(name: string): string {
  const where = `/simple/${normalized(name)}/`;
  const lines = [4, 3, 2, 1, 0].map((total) => {
    const object = `0x7f${(textHash(`${name}${total}`) >>> 4).toString(16).padStart(7, '0')}${total}90`;
    return `WARNING: Retrying (Retry(total=${total}, connect=None, read=None, redirect=None, status=None)) after connection broken by 'NewConnectionError('<pip._vendor.urllib3.connection.HTTPSConnection object at ${object}>: Failed to establish a new connection: [Errno -3] Temporary failure in name resolution')': ${where}\n`;
  });
  return lines.join('');
}

/** Milliseconds that pip waits for its retries: each waits twice as long. */
const RETRIES_MS = 15_500;

async function wantedOf(words: readonly string[], context: CommandContext): Promise<readonly string[] | CommandResult> {
  const wanted: string[] = [];
  const queue = [...words];
  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    if (word === '-r' || word === '--requirement' || word.startsWith('--requirement=')) {
      const file = word.includes('=') ? word.slice(word.indexOf('=') + 1) : (queue.shift() ?? '');
      const path = file.startsWith('/') ? file : `${context.cwd === '/' ? '' : context.cwd}/${file}`;
      const text = await context.readText(path);
      if (text === undefined) {
        return failed(`ERROR: Could not open requirements file: [Errno 2] No such file or directory: '${file}'\n`);
      }
      wanted.push(...text.split('\n').filter((line) => requirement(line) !== undefined));
    } else if (
      /^(-t|--target|-i|--index-url|--extra-index-url|-f|--find-links|-c|--constraint|--prefix|--timeout)$/.test(word)
    ) {
      queue.shift();
    } else if (!word.startsWith('-')) wanted.push(word);
  }
  return wanted;
}

async function install(words: readonly string[], context: CommandContext): Promise<CommandResult> {
  const wanted = await wantedOf(words, context);
  if ('exitCode' in wanted) return wanted;
  if (wanted.length === 0) {
    return failed('ERROR: You must give at least one requirement to install (see "pip help install")\n');
  }
  const installed = await installedPackages(context);
  let stdout = '';
  for (const text of wanted) {
    const need = requirement(text);
    if (!need) return { stdout, stderr: `ERROR: Invalid requirement: '${text}'\n`, exitCode: 1 };
    const present = installed.find(({ name }) => normalized(name) === normalized(need.name));
    const fits =
      present &&
      (need.operator !== '==' || need.version === present.version) &&
      !words.some((word) => /^(-U|--upgrade|--force-reinstall)$/.test(word));
    if (present && fits) {
      const pinned = need.operator === '' ? need.name : `${need.name}${need.operator}${need.version}`;
      stdout += `Requirement already satisfied: ${pinned} in ${sitePackages(context)} (${present.version})\n`;
      continue;
    }
    const pinned = need.operator === '' ? need.name : `${need.name}${need.operator}${need.version}`;
    await context.control.advance(RETRIES_MS);
    return {
      stdout,
      stderr: `${unreachable(need.name)}ERROR: Could not find a version that satisfies the requirement ${pinned} (from versions: none)\nERROR: No matching distribution found for ${pinned}\n`,
      exitCode: 1,
    };
  }
  const stderr =
    context.shell.uid === 0
      ? "WARNING: Running pip as the 'root' user can result in broken permissions and conflicting behaviour with the system package manager. It is recommended to use a virtual environment instead: https://pip.pypa.io/warnings/venv\n"
      : '';
  return { stdout, stderr, exitCode: 0 };
}

function table(packages: readonly PythonPackage[]): string {
  const name = Math.max(7, ...packages.map((entry) => entry.name.length));
  const version = Math.max(7, ...packages.map((entry) => entry.version.length));
  const rows = packages.map((entry) => `${entry.name.padEnd(name)} ${entry.version}\n`);
  return `${'Package'.padEnd(name)} Version\n${'-'.repeat(name)} ${'-'.repeat(version)}\n${rows.join('')}`;
}

function show(names: readonly string[], packages: readonly PythonPackage[], context: CommandContext): CommandResult {
  if (names.length === 0) return failed('WARNING: ERROR: Please provide a package name or names.\n');
  const blocks: string[] = [];
  const missing: string[] = [];
  for (const name of names) {
    const found = packages.find((entry) => normalized(entry.name) === normalized(name));
    if (!found) missing.push(name);
    else
      blocks.push(
        `Name: ${found.name}\nVersion: ${found.version}\nSummary: \nHome-page: \nAuthor: \nAuthor-email: \nLicense: \nLocation: ${sitePackages(context)}\nRequires: \nRequired-by: \n`,
      );
  }
  const stderr = missing.length > 0 ? `WARNING: Package(s) not found: ${missing.join(', ')}\n` : '';
  return { stdout: blocks.join('---\n'), stderr, exitCode: blocks.length > 0 ? 0 : 1 };
}

async function run(words: readonly string[], context: CommandContext): Promise<CommandResult> {
  const [verb, ...rest] = words;
  if (verb === undefined || verb === 'help' || verb === '-h' || verb === '--help') return printed(HELP);
  if (verb === '--version' || verb === '-V') {
    const folder = sitePackages(context);
    const place = folder.startsWith('/usr/local/') ? '/usr/lib/python3/dist-packages' : folder;
    return printed(`pip ${pipVersion(context)} from ${place}/pip (python ${pythonOfPip(context)})\n`);
  }
  const packages = await installedPackages(context);
  switch (verb) {
    case 'list': {
      if (rest.includes('--format=json')) return printed(`${JSON.stringify(packages)}\n`);
      if (rest.includes('--format=freeze'))
        return printed(packages.map(({ name, version }) => `${name}==${version}\n`).join(''));
      return printed(table(packages));
    }
    case 'freeze':
      return printed(
        packages
          .filter(({ name }) => !['pip', 'setuptools', 'wheel'].includes(name))
          .map(({ name, version }) => `${name}==${version}\n`)
          .join(''),
      );
    case 'show':
      return show(
        rest.filter((word) => !word.startsWith('-')),
        packages,
        context,
      );
    case 'check':
      return printed('No broken requirements found.\n');
    case 'install':
    case 'download':
      return install(rest, context);
    case 'uninstall': {
      const names = rest.filter((word) => !word.startsWith('-'));
      const known = names.filter((name) => packages.some((entry) => normalized(entry.name) === normalized(name)));
      const warnings = names
        .filter((name) => !known.includes(name))
        .map((name) => `WARNING: Skipping ${name} as it is not installed.\n`)
        .join('');
      if (known.length === 0) return failed(warnings, 0);
      context.control.report({ kind: 'unsupported', command: `pip ${words.join(' ')}` });
      return failed(
        `${warnings}ERROR: Cannot uninstall '${known[0]}'. It is a distutils installed project and thus we cannot accurately determine which files belong to it which would lead to only a partial uninstall.\n`,
      );
    }
    case 'search':
      return failed(
        "ERROR: XMLRPC request failed [code: -32500]\nRuntimeError: PyPI no longer supports 'pip search' (or XML-RPC search). Please use https://pypi.org/search (via a browser) instead.\n",
        23,
      );
    case 'config':
    case 'cache':
      return printed('');
    default:
      return failed(
        verb.startsWith('-')
          ? `\nUsage:   \n  pip <command> [options]\n\nno such option: ${verb}\n`
          : `ERROR: unknown command "${verb}"\n`,
        verb.startsWith('-') ? 2 : 1,
      );
  }
}

/** Manages Python packages. */
export const pip: MachineCommand = { name: 'pip', path: '/usr/bin/pip', run };
/** The same under its other name. */
export const pip3: MachineCommand = { name: 'pip3', path: '/usr/bin/pip3', run };
