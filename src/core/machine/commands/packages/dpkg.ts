/** `dpkg` and `dpkg-query`. */
import type { ExecResult } from 'just-bash';
import { nameOf } from '../../files/paths.ts';
import { catalogue } from '../../packages/catalogue.ts';
import { ownerOf } from '../../packages/program-owners.ts';
import { type Call, fail, ok } from '../../shell/contracts.ts';
import { filesOf, installedOn, type PackageTool } from './package-tool.ts';

const NEEDS_ACTION =
  "dpkg: error: need an action option\n\nType dpkg --help for help about installing and deinstalling packages [*];\nUse 'apt' or 'aptitude' for user-friendly package management;\n";

/** What `dpkg-query -W` shows of each package. */
const SHOWN = `\${Package}\\t\${Version}\\n`;

function matches(pattern: string): (name: string) => boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const regular = new RegExp(`^${source}$`);
  return (name) => regular.test(name);
}

function list(patterns: readonly string[], call: Call): ExecResult {
  const all = installedOn(call);
  const chosen =
    patterns.length === 0 ? all : all.filter(({ name }) => patterns.some((pattern) => matches(pattern)(name)));
  const missing = patterns.filter((pattern) => !all.some(({ name }) => matches(pattern)(name)));
  const stderr = missing.map((pattern) => `dpkg-query: no packages found matching ${pattern}\n`).join('');
  if (chosen.length === 0) return { stdout: '', stderr, exitCode: 1 };
  const shown = (entry: (typeof chosen)[number]): string =>
    entry.name.startsWith('lib') && entry.architecture === 'amd64' && /\d$/.test(entry.name)
      ? `${entry.name}:amd64`
      : entry.name;
  const name = Math.max(14, ...chosen.map((entry) => shown(entry).length));
  const version = Math.max(12, ...chosen.map((entry) => entry.version.length));
  const head = `Desired=Unknown/Install/Remove/Purge/Hold
| Status=Not/Inst/Conf-files/Unpacked/halF-conf/Half-inst/trig-aWait/Trig-pend
|/ Err?=(none)/Reinst-required (Status,Err: uppercase=bad)
||/ ${'Name'.padEnd(name)} ${'Version'.padEnd(version)} Architecture Description
+++-${'='.repeat(name)}-${'='.repeat(version)}-============-${'='.repeat(Math.max(33, 80 - name - version - 20))}
`;
  const rows = chosen.map(
    (entry) =>
      `ii  ${shown(entry).padEnd(name)} ${entry.version.padEnd(version)} ${entry.architecture.padEnd(12)} ${entry.summary}\n`,
  );
  return { stdout: head + rows.join(''), stderr, exitCode: missing.length > 0 ? 1 : 0 };
}

function files(names: readonly string[], call: Call): ExecResult {
  const all = installedOn(call);
  let stdout = '';
  for (const name of names) {
    if (!all.some((entry) => entry.name === name)) {
      return {
        stdout,
        stderr: `dpkg-query: package '${name}' is not installed\nUse dpkg --contents (= dpkg-deb --contents) to list archive files contents.\n`,
        exitCode: 1,
      };
    }
    stdout += filesOf(call, name)
      .map((path) => `${path}\n`)
      .join('');
  }
  return ok(stdout);
}

function search(patterns: readonly string[], call: Call): ExecResult {
  const { os } = call.shell.parts.kernel.state.host;
  const installed = new Set(installedOn(call).map(({ name }) => name));
  let stdout = '';
  let stderr = '';
  for (const pattern of patterns) {
    const found = catalogue(os).flatMap(({ name, commands }) =>
      installed.has(name)
        ? commands
            .filter(
              (path) =>
                path === pattern ||
                (!pattern.startsWith('/') && path.includes(pattern)) ||
                path === pattern.replace(/^\/bin\//, '/usr/bin/').replace(/^\/sbin\//, '/usr/sbin/'),
            )
            .map((path) => `${name}: ${pattern.startsWith('/') ? pattern : path}\n`)
        : [],
    );
    const owner = found.length === 0 && pattern.startsWith('/') ? ownerOf(pattern) : undefined;
    if (owner !== undefined && call.shell.tree.find(pattern)) found.push(`${owner}: ${pattern}\n`);
    if (found.length === 0)
      stderr += `dpkg-query: no path found matching pattern ${pattern.includes('/') || pattern.includes('*') ? pattern : `*${pattern}*`}\n`;
    stdout += found.join('');
  }
  return { stdout, stderr, exitCode: stderr === '' ? 0 : 1 };
}

function status(names: readonly string[], call: Call): ExecResult {
  const all = installedOn(call);
  let stdout = '';
  for (const name of names) {
    const entry = all.find((candidate) => candidate.name === name);
    if (!entry)
      return {
        stdout,
        stderr: `dpkg-query: package '${name}' is not installed and no information is available\nUse dpkg --info (= dpkg-deb --info) to examine archive files.\n`,
        exitCode: 1,
      };
    stdout += `${stdout === '' ? '' : '\n'}Package: ${entry.name}\nStatus: install ok installed\nPriority: optional\nSection: ${entry.section}\nInstalled-Size: ${entry.size}\nArchitecture: ${entry.architecture}\nVersion: ${entry.version}\nDescription: ${entry.summary}\n`;
  }
  return ok(stdout);
}

function format(text: string, names: readonly string[], call: Call): ExecResult {
  const all = installedOn(call);
  const chosen = names.length === 0 ? all : all.filter(({ name }) => names.some((pattern) => matches(pattern)(name)));
  if (chosen.length === 0)
    return fail(names.map((name) => `dpkg-query: no packages found matching ${name}\n`).join(''));
  const filled = chosen.map((entry) => {
    const fields: Readonly<Record<string, string>> = {
      package: entry.name,
      'binary:package': entry.name,
      version: entry.version,
      architecture: entry.architecture,
      status: 'install ok installed',
      'db:status-status': 'installed',
      'installed-size': String(entry.size),
      section: entry.section,
      'binary:summary': entry.summary,
      description: entry.summary,
    };
    return text
      .replace(/\$\{([^};]+)(?:;-?\d+)?\}/g, (_, field: string) => fields[field.toLowerCase()] ?? '')
      .replaceAll('\\n', '\n')
      .replaceAll('\\t', '\t');
  });
  return ok(filled.join(''));
}

function run(args: readonly string[], call: Call): ExecResult {
  const flags = args.filter((word) => word.startsWith('-'));
  const names = args.filter((word) => !word.startsWith('-'));
  const has = (...words: readonly string[]): boolean => flags.some((flag) => words.includes(flag));
  const shown = args.find((word) => word.startsWith('-f=') || word.startsWith('--showformat='));
  if (has('--version'))
    return ok(
      "Debian 'dpkg' package management program version 1.21.1 (amd64).\nThis is free software; see the GNU General Public License version 2 or\nlater for copying conditions. There is NO warranty.\n",
    );
  if (has('-l', '--list')) return list(names, call);
  if (has('-W', '--show')) {
    const at = args.indexOf('-f');
    if (at >= 0)
      return format(
        args[at + 1] ?? '',
        names.filter((name) => name !== args[at + 1]),
        call,
      );
    return format(shown?.slice(shown.indexOf('=') + 1) ?? SHOWN, names, call);
  }
  if (has('-L', '--listfiles')) return files(names, call);
  if (has('-S', '--search')) return search(names, call);
  if (has('-s', '--status')) return status(names, call);
  if (has('--get-selections'))
    return ok(
      installedOn(call)
        .map(({ name }) => `${name.padEnd(47)} install\n`)
        .join(''),
    );
  if (has('--print-architecture')) return ok('amd64\n');
  if (has('--print-foreign-architectures', '--audit', '-C', '--verify', '-V')) return ok();
  if (has('--configure'))
    return call.shell.who.uid === 0 ? ok() : fail('dpkg: error: requested operation requires superuser privilege\n', 2);
  if (has('-i', '--install', '-r', '--remove', '-P', '--purge')) {
    if (call.shell.who.uid !== 0) return fail('dpkg: error: requested operation requires superuser privilege\n', 2);
    const [name = ''] = names;
    if (has('-i', '--install')) {
      return fail(`dpkg: error: cannot access archive '${name}': No such file or directory\n`, 2);
    }
    return installedOn(call).some((entry) => entry.name === name)
      ? fail(
          `dpkg: dependency problems prevent removal of ${nameOf(`/${name}`)}:\n system packages depend on ${name}.\n\ndpkg: error processing package ${name} (--remove):\n dependency problems - not removing\nErrors were encountered while processing:\n ${name}\n`,
        )
      : fail(`dpkg: warning: ignoring request to remove ${name} which isn't installed\n`, 0);
  }
  return fail(NEEDS_ACTION, 2);
}

export const dpkg: PackageTool = { name: 'dpkg', path: '/usr/bin/dpkg', run };
export const dpkgQuery: PackageTool = { name: 'dpkg-query', path: '/usr/bin/dpkg-query', run };
