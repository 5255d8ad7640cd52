/** Tools of the interpreter that need a word changed before or after: their complaints, the time, chance. */
import type { ExecResult } from 'just-bash';
import { joinPath } from '../../files/paths.ts';
import { groupName } from '../../host/accounts.ts';
import { strftime } from '../../host/strftime.ts';
import type { HostFacts } from '../../world.ts';
import { type Call, fail, ok, type Tool } from '../contracts.ts';
import { pathOf } from './files/file-call.ts';
import { wildcard } from './find/wildcard.ts';

export async function original(args: readonly string[], call: Call): Promise<ExecResult> {
  return (await call.context.origCommand?.([...args])) ?? fail('', 127);
}

/** A tool whose complaints are worded as the real one words them. */
function reworded(name: string, wording: readonly (readonly [RegExp, string])[]): Tool {
  return {
    name,
    adjusts: true,
    run: async (args, call) => {
      const result = await original(args, call);
      return { ...result, stderr: wording.reduce((text, [from, to]) => text.replace(from, to), result.stderr) };
    },
  };
}

const GZIP_WORDING = [
  [/^(?:gunzip|zcat|gzip): (.*: not in gzip format)$/gm, '\ngzip: $1'],
  [/^(?:gunzip|zcat): /gm, 'gzip: '],
] as const;
const gunzip = reworded('gunzip', GZIP_WORDING);
const zcat = reworded('zcat', GZIP_WORDING);

/** `--name=value` as the two words that the interpreter takes. */
function apart(args: readonly string[], names: Readonly<Record<string, string>>): readonly string[] {
  return args.flatMap((word) => {
    const [, name = '', value = ''] = /^--([\w-]+)=(.*)$/s.exec(word) ?? [];
    const letter = names[name];
    return letter === undefined ? [word] : [letter, value];
  });
}

/** The escapes of a list of delimiters. */
function unescaped(delimiters: string): string {
  const known: Readonly<Record<string, string>> = { n: '\n', t: '\t', '0': '', '\\': '\\' };
  return delimiters.replace(/\\([nt0\\])/g, (_, letter: string) => known[letter] ?? '');
}

const paste: Tool = {
  name: 'paste',
  adjusts: true,
  run: (args, call) => {
    const words = apart(args, { delimiters: '-d' }).flatMap((word) => {
      const joined = /^-s(d.*)$/.exec(word);
      return joined ? ['-s', `-${unescaped(joined[1] ?? '')}`] : [word === '--serial' ? '-s' : word];
    });
    const operands = words.filter((word, at) => !/^-./.test(word) && words[at - 1] !== '-d');
    const plain = words.map((word, at) => {
      if (words[at - 1] === '-d') return unescaped(word);
      return word.startsWith('-d') ? `-d${unescaped(word.slice(2))}` : word;
    });
    return original(operands.length > 0 ? plain : [...plain, '-'], call);
  },
};

type Os = HostFacts['os'];

const VERSIONS: Readonly<Record<'grep' | 'tar', Readonly<Record<Os, string>>>> = {
  grep: { 'ubuntu-22.04': '3.7', 'ubuntu-24.04': '3.11', 'debian-12': '3.8' },
  tar: { 'ubuntu-22.04': '1.34', 'ubuntu-24.04': '1.35', 'debian-12': '1.34' },
};

/** What a tool of GNU says to `--version`, down to its licence. */
function gnuVersion(name: string, versions: Readonly<Record<Os, string>>, call: Call): string {
  const { os } = call.shell.parts.kernel.state.host;
  const year = os === 'ubuntu-24.04' ? 2023 : os === 'debian-12' ? 2022 : 2021;
  return `${name} (GNU ${name.replace(/^[ef]grep$/, 'grep')}) ${versions[os]}\nCopyright (C) ${year} Free Software Foundation, Inc.\nLicense GPLv3+: GNU GPL version 3 or later <https://gnu.org/licenses/gpl.html>.\nThis is free software: you are free to change and redistribute it.\nThere is NO WARRANTY, to the extent permitted by law.\n`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const LISTED = /^([-dlbcp][-rwxsStT]{9}) (\d+)\/(\d+) +(\d+) (\w{3}) +(\d+) +(?:(\d{1,2}:\d{2})|(\d{4})) (.*)$/;

/** The listing of an archive with names instead of ids, whole dates, and its columns as GNU tar has them. */
function listedArchive(listing: string, call: Call): string {
  const { host } = call.shell.parts.kernel.state;
  const { now } = call.shell.parts.kernel.schedule;
  let width = 19;
  return listing
    .split('\n')
    .map((line) => {
      const [, mode = '', uid = '', gid = '', size = '', month = '', day = '', clock = '00:00', year, name = ''] =
        LISTED.exec(line) ?? [];
      if (mode === '') return line;
      const owner = `${host.users.find((user) => user.uid === Number(uid))?.name ?? uid}/${groupName(host, Number(gid))}`;
      const at = MONTHS.indexOf(month);
      const current = new Date(now);
      const passed = at > current.getUTCMonth() || (at === current.getUTCMonth() && Number(day) > current.getUTCDate());
      const date = `${year ?? current.getUTCFullYear() - (passed ? 1 : 0)}-${String(at + 1).padStart(2, '0')}-${day.padStart(2, '0')}`;
      width = Math.max(width, owner.length + size.length + 1);
      return `${mode} ${owner}${size.padStart(width - owner.length)} ${date} ${clock.padStart(5, '0')} ${name}`;
    })
    .join('\n');
}

const COMPRESSORS = [
  { program: 'bzip2', option: /^--bzip2$/, letter: 'j', name: /\.(?:tbz2?|tar\.bz2)$/ },
  { program: 'xz', option: /^--xz$/, letter: 'J', name: /\.(?:txz|tar\.xz)$/ },
  { program: 'zstd', option: /^--zstd$/, letter: '', name: /\.(?:tzst|tar\.zst)$/ },
];

/** What `tar` says when the program that compresses the archive is not there; undefined when it needs none that is missing. */
async function withoutCompressor(args: readonly string[], call: Call): Promise<ExecResult | undefined> {
  const isOptions = (word: string, at: number): boolean =>
    /^-[a-zA-Z]+$/.test(word) || (at === 0 && /^[a-zA-Z]+$/.test(word));
  const letters = args.filter(isOptions).join('');
  const makes = /[cru]/.test(letters) || args.includes('--create');
  const fileAt = args.findIndex((word, at) => isOptions(word, at) && word.includes('f'));
  const file =
    args.find((word) => word.startsWith('--file='))?.slice(7) ?? (fileAt === -1 ? undefined : args[fileAt + 1]);
  const byName = !makes || letters.includes('a') || args.includes('--auto-compress');
  const needed = COMPRESSORS.find(
    ({ option, letter, name }) =>
      args.some((word) => option.test(word)) ||
      (letter !== '' && letters.includes(letter)) ||
      (byName && file !== undefined && name.test(file)),
  );
  if (!needed || (needed.program === 'bzip2' && call.shell.tree.find('/usr/bin/bzip2'))) return undefined;
  const last = 'tar: Error is not recoverable: exiting now\n';
  if (makes) {
    if (file !== undefined && file !== '-') await call.context.fs.writeFile(pathOf(file, call), '');
    return fail(`/bin/sh: 1: ${needed.program}: not found\ntar: Child returned status 127\n${last}`, 2);
  }
  if (file !== undefined && !call.shell.tree.find(pathOf(file, call))) return undefined;
  const child = 'tar (child): Error is not recoverable: exiting now\n';
  return fail(
    `tar (child): ${needed.program}: Cannot exec: No such file or directory\n${child}tar: Child returned status 2\n${last}`,
    2,
  );
}

/** What `tar` tells of what it packs goes to standard output when the archive goes into a file. */
const tar: Tool = {
  name: 'tar',
  adjusts: true,
  run: async (args, call) => {
    if (args.includes('--version')) return ok(gnuVersion('tar', VERSIONS.tar, call));
    const failure = await withoutCompressor(args, call);
    if (failure) return failure;
    const given = await original(args, call);
    const letters = args
      .filter((word, at) => /^-[a-zA-Z]+$/.test(word) || (at === 0 && /^[a-zA-Z]+$/.test(word)))
      .join('');
    const lists = letters.includes('t') || args.includes('--list');
    const result = lists ? { ...given, stdout: listedArchive(given.stdout, call) } : given;
    const verbose = letters.includes('v') || args.includes('--verbose');
    const toFile = letters.includes('f') && !args.includes('-');
    if (!verbose || !toFile || result.exitCode !== 0) return result;
    const told = result.stderr.split('\n').filter((line) => line !== '' && !line.startsWith('tar: '));
    const rest = result.stderr.split('\n').filter((line) => line.startsWith('tar: '));
    return {
      ...result,
      stdout: result.stdout + told.map((line) => `${line}\n`).join(''),
      stderr: rest.map((line) => `${line}\n`).join(''),
    };
  },
};

/** Files below folders, links left alone, as `grep -r` reads them. */
function filesBelow(word: string, path: string, wanted: (name: string) => boolean, call: Call, found: string[]): void {
  const { tree } = call.shell;
  for (const name of tree.list(path)) {
    const at = joinPath(path, name);
    const shown = word === '' ? name : `${word.replace(/\/$/, '')}/${name}`;
    const node = tree.find(at, false);
    if (node?.kind === 'directory') {
      try {
        filesBelow(shown, at, wanted, call, found);
      } catch {
        // A folder that may not be read is passed over; grep goes on with the next.
      }
    } else if (node?.kind === 'file' && !node.sparse && wanted(name)) found.push(shown);
  }
}

interface GrepWords {
  readonly options: readonly string[];
  readonly patterns: readonly string[];
  readonly places: readonly string[];
  readonly wanted: (name: string) => boolean;
  readonly recursive: boolean;
  /** Files that are missing are not complained of. */
  readonly quiet: boolean;
}

/** The words of `grep`, with its patterns and its filters taken out. */
function grepWords(args: readonly string[]): GrepWords {
  const filters: ((name: string) => boolean)[] = [];
  const options: string[] = [];
  const operands: string[] = [];
  const patterns: string[] = [];
  let recursive = false;
  let quiet = false;
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    const [, kind, filter = ''] = /^--(include|exclude|exclude-dir|regexp)=(.*)$/s.exec(word) ?? [];
    if (word === '--') {
      operands.push(...args.slice(at + 1));
      break;
    }
    if (kind === 'regexp') patterns.push(filter);
    else if (kind === 'include') filters.push(wildcard(filter, false));
    else if (kind === 'exclude') filters.push((name) => !wildcard(filter, false)(name));
    else if (word === '--recursive' || word === '--dereference-recursive') recursive = true;
    else if (word === '--no-messages') quiet = true;
    else if (/^-[A-Za-z0-9]/.test(word)) {
      const value = /^-([A-Za-z0-9]*?)([efmABC])(.*)$/s.exec(word);
      const letters = value?.[1] ?? word.slice(1);
      recursive ||= /[rR]/.test(letters);
      quiet ||= letters.includes('s');
      const rest = letters.replace(/[rRsHI]/g, '');
      if (rest !== '') options.push(`-${rest}`);
      if (!value) continue;
      const given = value[3] === '' ? args[++at] : value[3];
      if (value[2] === 'e') patterns.push(given ?? '');
      else options.push(`-${value[2]}`, given ?? '');
    } else if (/^--colou?r(=|$)/.test(word)) continue;
    else if (word.startsWith('--')) options.push(word);
    else operands.push(word);
  }
  const named = patterns.length > 0 || options.includes('-f');
  return {
    options,
    patterns: named ? patterns : operands.slice(0, 1),
    places: named ? operands : operands.slice(1),
    wanted: (name) => filters.every((filter) => filter(name)),
    recursive,
    quiet,
  };
}

const GREP_USAGE = "Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.\n";

/**
 * `grep`: several patterns become one, and with `-r` the files are looked up here, because the interpreter's own search follows
 * links in circles.
 */
const grep = (name: string): Tool => ({
  name,
  adjusts: true,
  run: async (args, call) => {
    if (args.some((word) => word === '--version' || word === '-V')) {
      return ok(gnuVersion(name, VERSIONS.grep, call));
    }
    if (args.includes('--help')) return original(args, call);
    const { options, patterns, places, wanted, recursive, quiet } = grepWords(args);
    const last = args.at(-1) ?? '';
    if (/^-[A-Za-z]*[efmABC]$/.test(last)) {
      return fail(`grep: option requires an argument -- '${last.slice(-1)}'\n${GREP_USAGE}`, 2);
    }
    if (patterns.length === 0 && !options.includes('-f')) return fail(GREP_USAGE, 2);
    const letters = options.filter((word) => /^-[A-Za-z]/.test(word)).join('');
    const extended = name === 'egrep' || /[EP]/.test(letters) || options.some((word) => /-regexp$/.test(word));
    const joint = patterns.flatMap((pattern) => pattern.split('\n')).join(extended ? '|' : '\\|');
    const fixed = name === 'fgrep' || letters.includes('F') || options.includes('--fixed-strings');
    const search = patterns.length === 0 ? [] : ['-e', patterns.length > 1 && fixed ? (patterns[0] ?? '') : joint];
    const files: string[] = [];
    let stderr = '';
    if (recursive) {
      for (const place of places.length > 0 ? places : ['']) {
        const path = pathOf(place === '' ? '.' : place, call);
        const node = call.shell.tree.find(path);
        if (!node) stderr += `grep: ${place}: No such file or directory\n`;
        else if (node.kind === 'file') files.push(place);
        else filesBelow(place, path, wanted, call, files);
      }
      if (files.length === 0) return fail(quiet ? '' : stderr, stderr === '' ? 1 : 2);
    } else files.push(...places);
    // A second file makes grep name the files; nothing is ever found in this one.
    const titled = (recursive || args.some((word) => /^-[A-Za-z]*H/.test(word))) && !/h/.test(letters);
    const result = await original(
      [...options, ...search, ...(files.length > 0 ? ['--', ...files] : []), ...(titled ? ['/dev/null'] : [])],
      call,
    );
    const stdout = titled ? result.stdout.replace(/^\/dev\/null(?::0)?\n/gm, '') : result.stdout;
    const told =
      stderr + result.stderr.replace(/^grep: invalid regular expression: .*$/gm, 'grep: Invalid regular expression');
    const troubled =
      /^grep: (?:.*: (?:Is a directory|No such file or directory|Permission denied)|Invalid regular expression)$/m;
    return { ...result, stdout, stderr: quiet ? '' : told, exitCode: troubled.test(told) ? 2 : result.exitCode };
  },
});

/** Chance in awk's own words: the generator of POSIX's `rand`, so that the same seed draws the same numbers. */
const AWK_CHANCE = `
function _random() { _seed = (_seed * 1103515245 + 12345) % 2147483648; return _seed / 2147483648 }
function _plant(seed, before) { before = _planted; _planted = seed; _seed = seed; return before }
`;

/** Numbers that `awk` put into a text with all the digits that the interpreter has of them, where six are due (`CONVFMT`). */
const LONG_FRACTION = /(?<![\w.])-?(?=[\d.]{15,})\d+\.\d+(?:e[-+]\d+)?(?![\d.])/;

/** Such numbers with six digits, but for those that were read and those that `printf` was told to print so. */
function shortened(text: string, files: readonly string[], call: Call): string {
  const read = [String(call.context.stdin)];
  for (const word of files) {
    const node = call.shell.tree.find(pathOf(word, call));
    if (node?.kind === 'file' && !node.sparse) {
      read.push(new TextDecoder().decode(call.shell.parts.kernel.state.read(node)));
    }
  }
  return text.replace(new RegExp(LONG_FRACTION, 'g'), (number) => {
    if (read.some((content) => content.includes(number))) return number;
    const [digits = '', exponent] = Number(number).toPrecision(6).split('e');
    const plain = digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits;
    return exponent === undefined ? plain : `${plain}e${exponent.replace(/^([-+])(\d)$/, '$10$2')}`;
  });
}

/** `awk`, whose clock and whose chance are the machine's. */
const awk: Tool = {
  name: 'awk',
  adjusts: true,
  run: async (args, call) => {
    if (/^(?:-V|--version)$/.test(args[0] ?? ''))
      return ok('mawk 1.3.4 20200120\nCopyright 2008-2019,2020, Thomas E. Dickey\n');
    const at = programAt(args);
    if (at === undefined) return original(args, call);
    const inFile = args[at - 1] === '-f';
    let program = args[at] ?? '';
    if (inFile) {
      try {
        program = await call.context.fs.readFile(pathOf(program, call), 'utf8');
      } catch {
        return fail(`awk: cannot open "${program}" (No such file or directory)\n`, 2);
      }
    }
    const { kernel } = call.shell.parts;
    const seconds = Math.floor(kernel.schedule.now / 1000);
    const draws = /\bs?rand\(/.test(program);
    const adjusted = program
      .replace(/\bsystime\(\)/g, String(seconds))
      .replace(/\bsrand\(\s*\)/g, `_plant(${seconds})`)
      .replace(/\bsrand\(/g, '_plant(')
      .replace(/\brand\(\s*\)/g, '_random()')
      .replace(/\bstrftime\(\s*(?:"([^"]*)"\s*)?\)/g, (_, format: string | undefined) =>
        JSON.stringify(strftime(format ?? '%a %b %e %H:%M:%S %Z %Y', kernel.schedule.now)),
      );
    const start = `BEGIN { _plant(${kernel.draw.int(1, 2 ** 30)}) }`;
    const whole = draws ? `${start}\n${adjusted}\n${AWK_CHANCE}` : adjusted;
    const result = await original([...args.slice(0, inFile ? at - 1 : at), whole, ...args.slice(at + 1)], call);
    const stderr = result.stderr.replace(
      /^awk: (.*): No such file or directory$/gm,
      'awk: cannot open $1 (No such file or directory)',
    );
    const asked = /%[-+ #0]*\d*\.\d{2,}[feg]/.test(program);
    const stdout =
      !asked && LONG_FRACTION.test(result.stdout) ? shortened(result.stdout, args.slice(at + 1), call) : result.stdout;
    return { ...result, stdout, stderr, exitCode: /^awk: /m.test(stderr) ? 2 : result.exitCode };
  },
};

/** Where the program of `awk`, or the file that holds it, stands among its words. */
function programAt(args: readonly string[]): number | undefined {
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    if (word === '-f') return at + 1;
    if (word === '-F' || word === '-v') at += 1;
    else if (word === '--') return at + 1;
    else if (!word.startsWith('-')) return at;
  }
  return undefined;
}

export const ADJUSTED_TOOLS: readonly Tool[] = [
  awk,
  gunzip,
  paste,
  tar,
  zcat,
  grep('grep'),
  grep('egrep'),
  grep('fgrep'),
];
