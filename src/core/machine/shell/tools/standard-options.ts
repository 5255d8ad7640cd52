/** `--help` and `--version` of the tools that all answer these two alike: coreutils, diffutils, gzip and some of util-linux. */
import { coreutilsVersion, utilLinuxVersion } from '../../commands/versions.ts';
import type { HostFacts } from '../../world.ts';
import { COREUTILS, type Described } from './coreutils-descriptions.ts';

type Os = HostFacts['os'];

/** Year of the copyright of each release of coreutils. */
const COREUTILS_YEAR = { 'ubuntu-22.04': 2020, 'ubuntu-24.04': 2023, 'debian-12': 2022 } as const;

const GZIP = { 'ubuntu-22.04': '1.10', 'ubuntu-24.04': '1.12', 'debian-12': '1.12' } as const;
const DIFFUTILS = { 'ubuntu-22.04': '3.8', 'ubuntu-24.04': '3.10', 'debian-12': '3.8' } as const;
const WGET = { 'ubuntu-22.04': '1.21.2', 'ubuntu-24.04': '1.21.4', 'debian-12': '1.21.3' } as const;

/** Tools of util-linux and what they do. */
const UTIL_LINUX: Readonly<Record<string, readonly [usage: string, summary: string]>> = {
  column: ['[options] [<file>...]', 'Columnate lists.'],
  hexdump: ['[options] <file>...', 'Display file contents in hexadecimal, decimal, octal, or ascii.'],
  more: ['[options] <file>...', 'A file perusal filter for CRT viewing.'],
  rev: ['[options] [file ...]', 'Reverse lines characterwise.'],
};
/** Tools of util-linux that know their version and not their help. */
const WITHOUT_HELP: ReadonlyMap<string, readonly [usage: string, summary: string]> = new Map([
  ['dmesg', ['[options]', 'Display or control the kernel ring buffer.']],
  ['findmnt', ['[options] [<device> | <mountpoint>]', 'Find a (mounted) filesystem.']],
  ['lsblk', ['[options] [<device> ...]', 'List information about block devices.']],
  ['lscpu', ['[options]', 'Display information about the CPU architecture.']],
  [
    'mount',
    [
      '[-lhV]\n mount -a [options]\n mount [options] [--source] <source> | [--target] <directory>',
      'Mount a filesystem.',
    ],
  ],
]);
const GREP = (name: string): string => `Usage: ${name} [OPTION]... PATTERNS [FILE]...
Search for PATTERNS in each FILE.
Example: grep -i 'hello world' menu.h main.c
PATTERNS can contain multiple patterns separated by newlines.

When FILE is '-', read standard input.  With no FILE, read '.' if
recursive, '-' otherwise.  With fewer than two FILEs, assume -h.
Exit status is 0 if any line is selected, 1 otherwise;
if any error occurs and -q is not given, the exit status is 2.

Report bugs to: bug-grep@gnu.org
GNU grep home page: <https://www.gnu.org/software/grep/>
General help using GNU software: <https://www.gnu.org/gethelp/>
`;

/** Help of tools of other packages. */
const OTHER_HELP: ReadonlyMap<string, string> = new Map([
  ['grep', GREP('grep')],
  ['egrep', GREP('grep')],
  ['fgrep', GREP('grep')],
  [
    'sed',
    'Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...\n\nIf no -e, --expression, -f, or --file option is given, then the first\nnon-option argument is taken as the sed script to interpret.  All\nremaining arguments are names of input files; if no input files are\nspecified, then the standard input is read.\n\nGNU sed home page: <https://www.gnu.org/software/sed/>.\nGeneral help using GNU software: <https://www.gnu.org/gethelp/>.\n',
  ],
  [
    'find',
    'Usage: find [-H] [-L] [-P] [-Olevel] [-D debugopts] [path...] [expression]\n\ndefault path is the current directory; default expression is -print\nexpression may consist of: operators, options, tests, and actions:\n\nFor help to find files, see the documentation: info find.\n',
  ],
  [
    'xargs',
    'Usage: xargs [OPTION]... COMMAND [INITIAL-ARGS]...\nRun COMMAND with arguments INITIAL-ARGS and more arguments read from input.\n\nMandatory and optional arguments to long options are also\nmandatory or optional for the corresponding short option.\n\nReport bugs to: bug-findutils@gnu.org\n',
  ],
  [
    'gzip',
    'Usage: gzip [OPTION]... [FILE]...\nCompress or uncompress FILEs (by default, compress FILES in-place).\n\nReport bugs to <bug-gzip@gnu.org>.\n',
  ],
  [
    'gunzip',
    'Usage: /usr/bin/gunzip [OPTION]... [FILE]...\nUncompress FILEs (by default, in-place).\n\nReport bugs to <bug-gzip@gnu.org>.\n',
  ],
  [
    'zcat',
    'Usage: /usr/bin/zcat [OPTION]... [FILE]...\nUncompress FILEs to standard output.\n\nReport bugs to <bug-gzip@gnu.org>.\n',
  ],
  [
    'diff',
    'Usage: diff [OPTION]... FILES\nCompare FILES line by line.\n\nReport bugs to: bug-diffutils@gnu.org\nGNU diffutils home page: <https://www.gnu.org/software/diffutils/>\nGeneral help using GNU software: <https://www.gnu.org/gethelp/>\n',
  ],
  [
    'cmp',
    'Usage: cmp [OPTION]... FILE1 [FILE2 [SKIP1 [SKIP2]]]\nCompare two files byte by byte.\n\nReport bugs to: bug-diffutils@gnu.org\nGNU diffutils home page: <https://www.gnu.org/software/diffutils/>\nGeneral help using GNU software: <https://www.gnu.org/gethelp/>\n',
  ],
  [
    'tar',
    "Usage: tar [OPTION...] [FILE]...\nGNU 'tar' saves many files together into a single tape or disk archive, and can\nrestore individual files from the archive.\n\nExamples:\n  tar -cf archive.tar foo bar  # Create archive.tar from files foo and bar.\n  tar -tvf archive.tar         # List all files in archive.tar verbosely.\n  tar -xf archive.tar          # Extract all files from archive.tar.\n\nReport bugs to <bug-tar@gnu.org>.\n",
  ],
  [
    'wget',
    'a non-interactive network retriever.\nUsage: wget [OPTION]... [URL]...\n\nMandatory arguments to long options are mandatory for short options too.\n\nEmail bug reports, questions, discussions to <bug-wget@gnu.org>\nand/or open issues at https://savannah.gnu.org/bugs/?func=additem&group=wget.\n',
  ],
]);

/** Tools of coreutils that tell more of themselves. */
const WITH_HELP: ReadonlySet<string> = new Set(['date', 'df', 'id', 'nohup', 'nproc', 'tty', 'uname', 'whoami']);

const LICENSE = `License GPLv3+: GNU GPL version 3 or later <https://gnu.org/licenses/gpl.html>.
This is free software: you are free to change and redistribute it.
There is NO WARRANTY, to the extent permitted by law.
`;

function coreutilsHelp(name: string, { usage, summary }: Described): string {
  const forms = usage.map((form, index) => `${index === 0 ? 'Usage:' : '  or: '} ${name} ${form}\n`).join('');
  return `${forms}${summary}

      --help     display this help and exit
      --version  output version information and exit

GNU coreutils online help: <https://www.gnu.org/software/coreutils/>
Full documentation <https://www.gnu.org/software/coreutils/${name}>
or available locally via: info '(coreutils) ${name} invocation'
`;
}

function utilLinuxHelp(name: string, [usage, summary]: readonly [string, string]): string {
  const start = name === 'rev' ? `Usage: ${name} ${usage}` : `\nUsage:\n ${name} ${usage}`;
  return `${start}

${summary}

Options:
 -h, --help     display this help
 -V, --version  display version

For more details see ${name}(1).
`;
}

function versionOf(name: string, os: Os): string | undefined {
  const known = Object.hasOwn(COREUTILS, name) ? COREUTILS[name] : undefined;
  if (known) {
    const year = COREUTILS_YEAR[os];
    return `${name} (${name === 'dd' ? '' : 'GNU '}coreutils) ${coreutilsVersion(os)}\nCopyright (C) ${year} Free Software Foundation, Inc.\n${LICENSE}\nWritten by ${known.authors}.\n`;
  }
  if (Object.hasOwn(UTIL_LINUX, name)) return `${name} from util-linux ${utilLinuxVersion(os)}\n`;
  switch (name) {
    case 'gzip':
    case 'gunzip':
    case 'zcat':
      return `${name} ${name === 'gzip' ? '' : '(gzip) '}${GZIP[os]}\nCopyright (C) 2018 Free Software Foundation, Inc.\nCopyright (C) 1993 Jean-loup Gailly.\nThis is free software.  You may redistribute copies of it under the terms of\nthe GNU General Public License <https://www.gnu.org/licenses/gpl.html>.\nThere is NO WARRANTY, to the extent permitted by law.\n\nWritten by Jean-loup Gailly.\n`;
    case 'diff':
    case 'cmp':
      return `${name} (GNU diffutils) ${DIFFUTILS[os]}\nCopyright (C) 2021 Free Software Foundation, Inc.\n${LICENSE}\nWritten by ${name === 'diff' ? 'Paul Eggert, Mike Haertel, David Hayes,\nRichard Stallman, and Len Tower' : 'Torbjorn Granlund and David MacKenzie'}.\n`;
    case 'wget':
      return `GNU Wget ${WGET[os]} built on linux-gnu.\n\n-cares +digest -gpgme +https +ipv6 +iri +large-file -metalink +nls \n+ntlm +opie +psl +ssl/openssl \n\nWgetrc: \n    /etc/wgetrc (system)\nLocale: \n    /usr/share/locale \n`;
    default:
      return undefined;
  }
}

/** What a tool prints when one of the two options is all that it is given; undefined where the tool answers itself. */
export function standardAnswer(name: string, args: readonly string[], os: Os): string | undefined {
  const [option] = args;
  if (args.length !== 1 || option === undefined) return undefined;
  if (option === '--version' || (option === '-V' && Object.hasOwn(UTIL_LINUX, name))) return versionOf(name, os);
  if (option !== '--help') return undefined;
  const coreutil = Object.hasOwn(COREUTILS, name) && !WITH_HELP.has(name) ? COREUTILS[name] : undefined;
  if (coreutil) return coreutilsHelp(name, coreutil);
  const utility = (Object.hasOwn(UTIL_LINUX, name) ? UTIL_LINUX[name] : undefined) ?? WITHOUT_HELP.get(name);
  if (utility) return utilLinuxHelp(name, utility);
  const other = OTHER_HELP.get(name);
  return name === 'wget' ? `GNU Wget ${WGET[os]}, ${other}` : other;
}
