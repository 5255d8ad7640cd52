/** `sysctl` of procps-ng: shows and changes settings of the kernel. */
import type { ExecResult } from 'just-bash';
import { isSettable, kernelSettings, settingPath, takesValue, withSetting } from '../../host/kernel-settings.ts';
import { type Call, fail, ok } from '../../shell/contracts.ts';
import { getopt, has, type ParsedOptions } from '../getopt.ts';
import { both, isRoot, type SystemTool, systemOf, textFile } from '../system-tool.ts';
import { procpsVersion } from '../versions.ts';

const USAGE = `
Usage:
 sysctl [options] [variable[=value] ...]

Options:
  -a, --all            display all variables
  -A                   alias of -a
  -X                   alias of -a
      --deprecated     include deprecated parameters to listing
  -b, --binary         print value without new line
  -e, --ignore         ignore unknown variables errors
  -N, --names          print variable names without values
  -n, --values         print only values of the given variable(s)
  -p, --load[=<file>]  read values from file
  -f                   alias of -p
      --system         read values from all system directories
  -r, --pattern <expression>
                       select setting that match expression
  -q, --quiet          do not echo variable set
  -w, --write          enable writing a value to variable
  -o                   does nothing
  -x                   does nothing
  -d                   alias of -h

 -h, --help     display this help and exit
 -V, --version  output version information and exit

For more details see sysctl(8).
`;

const SPEC = {
  short: 'aAXbeNnpfr:qwoxdhV',
  long: {
    all: 'a',
    binary: 'b',
    ignore: 'e',
    names: 'N',
    values: 'n',
    load: 'p',
    system: 'S',
    'pattern=': 'r',
    quiet: 'q',
    write: 'w',
    help: 'h',
    version: 'V',
  },
};

/** What one call has printed so far. */
interface Printed {
  stdout: string;
  stderr: string;
}

function shown(name: string, value: string, parsed: ParsedOptions): string {
  if (has(parsed, 'N')) return `${name}\n`;
  if (has(parsed, 'b')) return value;
  return has(parsed, 'n') ? `${value}\n` : `${name} = ${value}\n`;
}

/** Folders give all that lies in them. */
function show(word: string, parsed: ParsedOptions, call: Call, printed: Printed): void {
  const settings = kernelSettings(systemOf(call).kernel.state.host);
  const name = word.replaceAll('/', '.');
  const found = [...settings].filter(([key]) => key === name || key.startsWith(`${name}.`));
  if (found.length === 0 && !has(parsed, 'e')) {
    printed.stderr += `sysctl: cannot stat ${settingPath(name)}: No such file or directory\n`;
  }
  for (const [key, value] of found) printed.stdout += shown(key, value, parsed);
}

function change(word: string, parsed: ParsedOptions, call: Call, printed: Printed): void {
  const at = word.indexOf('=');
  const name = word.slice(0, at).trim().replace(/^-/, '').replaceAll('/', '.');
  const value = word.slice(at + 1).trim();
  const { state } = systemOf(call).kernel;
  const before = kernelSettings(state.host).get(name);
  if (before === undefined) {
    if (!has(parsed, 'e')) printed.stderr += `sysctl: cannot stat ${settingPath(name)}: No such file or directory\n`;
  } else if (!isSettable(name) || !isRoot(call)) {
    printed.stderr += `sysctl: permission denied on key "${name}"\n`;
  } else if (!takesValue(before, value)) {
    printed.stderr += `sysctl: setting key "${name}": Invalid argument\n`;
  } else {
    state.host = withSetting(state.host, name, value);
    if (!has(parsed, 'q')) printed.stdout += shown(name, value, parsed);
  }
}

function load(path: string, parsed: ParsedOptions, call: Call, printed: Printed): void {
  const text = textFile(path, call);
  if (text === undefined) {
    printed.stderr += `sysctl: cannot open "${path}": No such file or directory\n`;
    return;
  }
  for (const line of text.split('\n')) {
    if (/^\s*[#;]/.test(line) || !line.includes('=')) continue;
    change(line, parsed, call, printed);
  }
}

function loadAll(parsed: ParsedOptions, call: Call, printed: Printed): void {
  const { tree } = call.shell;
  const folder = '/etc/sysctl.d';
  const names = tree.find(folder)?.kind === 'directory' ? tree.list(folder) : [];
  const files = [
    ...names.map((name) => `${folder}/${name}`).filter((path) => path.endsWith('.conf')),
    '/etc/sysctl.conf',
  ];
  for (const path of files) {
    printed.stdout += `* Applying ${path} ...\n`;
    load(path, parsed, call, printed);
  }
}

function run(words: readonly string[], call: Call): ExecResult {
  const parsed = getopt('sysctl', words, SPEC);
  if (parsed.problem !== undefined) return fail(`${parsed.problem}\n${USAGE}`);
  if (has(parsed, 'h', 'd')) return ok(USAGE);
  const { host } = systemOf(call).kernel.state;
  if (has(parsed, 'V')) return ok(`sysctl from procps-ng ${procpsVersion(host.os)}\n`);
  const printed: Printed = { stdout: '', stderr: '' };
  const pattern = parsed.options.find(({ name }) => name === 'r')?.value;
  if (has(parsed, 'S')) loadAll(parsed, call, printed);
  else if (has(parsed, 'p', 'f')) {
    for (const path of parsed.operands.length > 0 ? parsed.operands : ['/etc/sysctl.conf']) {
      load(path, parsed, call, printed);
    }
  } else if (has(parsed, 'a', 'A', 'X') || pattern !== undefined) {
    for (const [name, value] of kernelSettings(host)) {
      if (pattern === undefined || name.includes(pattern)) printed.stdout += shown(name, value, parsed);
    }
  } else if (parsed.operands.length === 0) {
    return fail(USAGE);
  }
  if (!has(parsed, 'p', 'f', 'S')) {
    for (const word of parsed.operands) {
      if (word.includes('=')) change(word, parsed, call, printed);
      else if (has(parsed, 'w')) printed.stderr += `sysctl: "${word}" must be of the form name=value\n`;
      else show(word, parsed, call, printed);
    }
  }
  return both(printed.stdout, printed.stderr, printed.stderr === '' ? 0 : host.os === 'ubuntu-22.04' ? 255 : 1);
}

/** Shows and changes settings of the kernel. */
export const sysctl: SystemTool = { name: 'sysctl', path: '/usr/sbin/sysctl', run };
