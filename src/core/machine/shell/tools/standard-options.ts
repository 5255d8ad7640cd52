/** `--help` and `--version` of the tools that all answer these two alike: coreutils, diffutils, gzip and some of util-linux. */
import { coreutilsVersion, utilLinuxVersion } from '../../commands/versions.ts';
import type { HostFacts } from '../../world.ts';

type Os = HostFacts['os'];

interface Described {
  /** What stands behind the name, in each form of the command. */
  readonly usage: readonly string[];
  readonly summary: string;
  readonly authors: string;
}

const COREUTILS: Readonly<Record<string, Described>> = {
  arch: { usage: ['[OPTION]...'], summary: 'Print machine architecture.', authors: 'David MacKenzie and Karel Zak' },
  b2sum: {
    usage: ['[OPTION]... [FILE]...'],
    summary: 'Print or check BLAKE2b (512-bit) checksums.',
    authors: 'Padraig Brady and Samuel Neves',
  },
  base32: {
    usage: ['[OPTION]... [FILE]'],
    summary: 'Base32 encode or decode FILE, or standard input, to standard output.',
    authors: 'Simon Josefsson',
  },
  base64: {
    usage: ['[OPTION]... [FILE]'],
    summary: 'Base64 encode or decode FILE, or standard input, to standard output.',
    authors: 'Simon Josefsson',
  },
  basename: {
    usage: ['NAME [SUFFIX]', 'OPTION... NAME...'],
    summary: 'Print NAME with any leading directory components removed.',
    authors: 'David MacKenzie',
  },
  cat: {
    usage: ['[OPTION]... [FILE]...'],
    summary: 'Concatenate FILE(s) to standard output.',
    authors: 'Torbjorn Granlund and Richard M. Stallman',
  },
  chgrp: {
    usage: ['[OPTION]... GROUP FILE...', '[OPTION]... --reference=RFILE FILE...'],
    summary: 'Change the group of each FILE to GROUP.',
    authors: 'David MacKenzie and Jim Meyering',
  },
  chmod: {
    usage: [
      '[OPTION]... MODE[,MODE]... FILE...',
      '[OPTION]... OCTAL-MODE FILE...',
      '[OPTION]... --reference=RFILE FILE...',
    ],
    summary: 'Change the mode of each FILE to MODE.',
    authors: 'David MacKenzie and Jim Meyering',
  },
  chown: {
    usage: ['[OPTION]... [OWNER][:[GROUP]] FILE...', '[OPTION]... --reference=RFILE FILE...'],
    summary: 'Change the owner and/or group of each FILE to OWNER and/or GROUP.',
    authors: 'David MacKenzie and Jim Meyering',
  },
  cksum: {
    usage: ['[OPTION]... [FILE]...'],
    summary: 'Print or verify checksums.',
    authors: 'Padraig Brady and Q. Frank Xia',
  },
  comm: {
    usage: ['[OPTION]... FILE1 FILE2'],
    summary: 'Compare sorted files FILE1 and FILE2 line by line.',
    authors: 'Richard M. Stallman and David MacKenzie',
  },
  cp: {
    usage: ['[OPTION]... [-T] SOURCE DEST', '[OPTION]... SOURCE... DIRECTORY', '[OPTION]... -t DIRECTORY SOURCE...'],
    summary: 'Copy SOURCE to DEST, or multiple SOURCE(s) to DIRECTORY.',
    authors: 'Torbjorn Granlund, David MacKenzie, and Jim Meyering',
  },
  cut: {
    usage: ['OPTION... [FILE]...'],
    summary: 'Print selected parts of lines from each FILE to standard output.',
    authors: 'David M. Ihnat, David MacKenzie, and Jim Meyering',
  },
  date: {
    usage: ['[OPTION]... [+FORMAT]', '[-u|--utc|--universal] [MMDDhhmm[[CC]YY][.ss]]'],
    summary: 'Display date and time in the given FORMAT.',
    authors: 'David MacKenzie',
  },
  dd: {
    usage: ['[OPERAND]...', 'OPTION'],
    summary: 'Copy a file, converting and formatting according to the operands.',
    authors: 'Paul Rubin, David MacKenzie, and Stuart Kemp',
  },
  df: {
    usage: ['[OPTION]... [FILE]...'],
    summary: 'Show information about the file system on which each FILE resides.',
    authors: 'Torbjorn Granlund, David MacKenzie, and Paul Eggert',
  },
  dirname: {
    usage: ['[OPTION] NAME...'],
    summary: 'Output each NAME with its last non-slash component and trailing slashes.',
    authors: 'David MacKenzie and Jim Meyering',
  },
  du: {
    usage: ['[OPTION]... [FILE]...', '[OPTION]... --files0-from=F'],
    summary: 'Summarize device usage of the set of FILEs, recursively for directories.',
    authors: 'Torbjorn Granlund, David MacKenzie, Paul Eggert, and Jim Meyering',
  },
  env: {
    usage: ['[OPTION]... [-] [NAME=VALUE]... [COMMAND [ARG]...]'],
    summary: 'Set each NAME to VALUE in the environment and run COMMAND.',
    authors: 'Richard Mlynarik, David MacKenzie, and Assaf Gordon',
  },
  expand: {
    usage: ['[OPTION]... [FILE]...'],
    summary: 'Convert tabs in each FILE to spaces, writing to standard output.',
    authors: 'David MacKenzie',
  },
  expr: {
    usage: ['EXPRESSION', 'OPTION'],
    summary: 'Print the value of EXPRESSION to standard output.',
    authors: 'Mike Parker, James Youngman, and Paul Eggert',
  },
  factor: {
    usage: ['[NUMBER]...', 'OPTION'],
    summary: 'Print the prime factors of each specified integer NUMBER.',
    authors: 'Paul Rubin, Torbjörn Granlund, and Niels Möller',
  },
  fold: {
    usage: ['[OPTION]... [FILE]...'],
    summary: 'Wrap input lines in each FILE, writing to standard output.',
    authors: 'David MacKenzie',
  },
  groups: {
    usage: ['[OPTION]... [USERNAME]...'],
    summary: 'Print group memberships for each USERNAME or, if no USERNAME is specified, for.',
    authors: 'David MacKenzie and James Youngman',
  },
  head: {
    usage: ['[OPTION]... [FILE]...'],
    summary: 'Print the first 10 lines of each FILE to standard output.',
    authors: 'David MacKenzie and Jim Meyering',
  },
  hostid: {
    usage: ['[OPTION]'],
    summary: 'Print the numeric identifier (in hexadecimal) for the current host.',
    authors: 'Jim Meyering',
  },
  id: {
    usage: ['[OPTION]... [USER]...'],
    summary: 'Print user and group information for each specified USER.',
    authors: 'Arnold Robbins and David MacKenzie',
  },
  install: {
    usage: [
      '[OPTION]... [-T] SOURCE DEST',
      '[OPTION]... SOURCE... DIRECTORY',
      '[OPTION]... -t DIRECTORY SOURCE...',
      '[OPTION]... -d DIRECTORY...',
    ],
    summary: 'Copy files while setting attributes.',
    authors: 'David MacKenzie',
  },
  join: {
    usage: ['[OPTION]... FILE1 FILE2'],
    summary: 'For each pair of input lines with identical join fields, write a line to.',
    authors: 'Mike Haertel',
  },
  ln: {
    usage: [
      '[OPTION]... [-T] TARGET LINK_NAME',
      '[OPTION]... TARGET',
      '[OPTION]... TARGET... DIRECTORY',
      '[OPTION]... -t DIRECTORY TARGET...',
    ],
    summary: 'In the 1st form, create a link to TARGET with the name LINK_NAME.',
    authors: 'Mike Parker and David MacKenzie',
  },
  logname: { usage: ['[OPTION]'], summary: "Print the user's login name.", authors: 'FIXME' },
  ls: {
    usage: ['[OPTION]... [FILE]...'],
    summary: 'List information about the FILEs (the current directory by default).',
    authors: 'Richard M. Stallman and David MacKenzie',
  },
  md5sum: {
    usage: ['[OPTION]... [FILE]...'],
    summary: 'Print or check MD5 (128-bit) checksums.',
    authors: 'Ulrich Drepper, Scott Miller, and David Madore',
  },
  mkdir: {
    usage: ['[OPTION]... DIRECTORY...'],
    summary: 'Create the DIRECTORY(ies), if they do not already exist.',
    authors: 'David MacKenzie',
  },
  mktemp: {
    usage: ['[OPTION]... [TEMPLATE]'],
    summary: 'Create a temporary file or directory, safely, and print its name.',
    authors: 'Jim Meyering and Eric Blake',
  },
  mv: {
    usage: ['[OPTION]... [-T] SOURCE DEST', '[OPTION]... SOURCE... DIRECTORY', '[OPTION]... -t DIRECTORY SOURCE...'],
    summary: 'Rename SOURCE to DEST, or move SOURCE(s) to DIRECTORY.',
    authors: 'Mike Parker, David MacKenzie, and Jim Meyering',
  },
  nice: {
    usage: ['[OPTION] [COMMAND [ARG]...]'],
    summary: 'Run COMMAND with an adjusted niceness, which affects process scheduling.',
    authors: 'David MacKenzie',
  },
  nl: {
    usage: ['[OPTION]... [FILE]...'],
    summary: 'Write each FILE to standard output, with line numbers added.',
    authors: 'Scott Bartram and David MacKenzie',
  },
  nohup: {
    usage: ['COMMAND [ARG]...', 'OPTION'],
    summary: 'Run COMMAND, ignoring hangup signals.',
    authors: 'Jim Meyering',
  },
  nproc: {
    usage: ['[OPTION]...'],
    summary: 'Print the number of processing units available to the current process.',
    authors: 'Giuseppe Scrivano',
  },
  numfmt: {
    usage: ['[OPTION]... [NUMBER]...'],
    summary: 'Reformat NUMBER(s), or the numbers from standard input if none are specified.',
    authors: 'Assaf Gordon',
  },
  od: {
    usage: [
      '[OPTION]... [FILE]...',
      '[-abcdfilosx]... [FILE] [[+]OFFSET[.][b]]',
      '--traditional [OPTION]... [FILE] [[+]OFFSET[.][b] [+][LABEL][.][b]]',
    ],
    summary: 'Write an unambiguous representation, octal bytes by default, of FILE to standard output.',
    authors: 'Jim Meyering',
  },
  paste: {
    usage: ['[OPTION]... [FILE]...'],
    summary: 'Write lines consisting of the sequentially corresponding lines from.',
    authors: 'David M. Ihnat and David MacKenzie',
  },
  printenv: {
    usage: ['[OPTION]... [VARIABLE]...'],
    summary: 'Print the values of the specified environment VARIABLE(s).',
    authors: 'David MacKenzie and Richard Mlynarik',
  },
  readlink: {
    usage: ['[OPTION]... FILE...'],
    summary: 'Print value of a symbolic link or canonical file name.',
    authors: 'Dmitry V. Levin',
  },
  realpath: {
    usage: ['[OPTION]... FILE...'],
    summary: 'Print the resolved absolute file name.',
    authors: 'Padraig Brady',
  },
  rm: {
    usage: ['[OPTION]... [FILE]...'],
    summary: 'Remove (unlink) the FILE(s).',
    authors: 'Paul Rubin, David MacKenzie, Richard M. Stallman, and Jim Meyering',
  },
  rmdir: {
    usage: ['[OPTION]... DIRECTORY...'],
    summary: 'Remove the DIRECTORY(ies), if they are empty.',
    authors: 'David MacKenzie',
  },
  seq: {
    usage: ['[OPTION]... LAST', '[OPTION]... FIRST LAST', '[OPTION]... FIRST INCREMENT LAST'],
    summary: 'Print numbers from FIRST to LAST, in steps of INCREMENT.',
    authors: 'Ulrich Drepper',
  },
  sha1sum: {
    usage: ['[OPTION]... [FILE]...'],
    summary: 'Print or check SHA1 (160-bit) checksums.',
    authors: 'Ulrich Drepper, Scott Miller, and David Madore',
  },
  sha224sum: {
    usage: ['[OPTION]... [FILE]...'],
    summary: 'Print or check SHA224 (224-bit) checksums.',
    authors: 'Ulrich Drepper, Scott Miller, and David Madore',
  },
  sha256sum: {
    usage: ['[OPTION]... [FILE]...'],
    summary: 'Print or check SHA256 (256-bit) checksums.',
    authors: 'Ulrich Drepper, Scott Miller, and David Madore',
  },
  sha384sum: {
    usage: ['[OPTION]... [FILE]...'],
    summary: 'Print or check SHA384 (384-bit) checksums.',
    authors: 'Ulrich Drepper, Scott Miller, and David Madore',
  },
  sha512sum: {
    usage: ['[OPTION]... [FILE]...'],
    summary: 'Print or check SHA512 (512-bit) checksums.',
    authors: 'Ulrich Drepper, Scott Miller, and David Madore',
  },
  shuf: {
    usage: ['[OPTION]... [FILE]', '-e [OPTION]... [ARG]...', '-i LO-HI [OPTION]...'],
    summary: 'Write a random permutation of the input lines to standard output.',
    authors: 'Paul Eggert',
  },
  sleep: {
    usage: ['NUMBER[SUFFIX]...', 'OPTION'],
    summary: 'Pause for NUMBER seconds.',
    authors: 'Jim Meyering and Paul Eggert',
  },
  sort: {
    usage: ['[OPTION]... [FILE]...', '[OPTION]... --files0-from=F'],
    summary: 'Write sorted concatenation of all FILE(s) to standard output.',
    authors: 'Mike Haertel and Paul Eggert',
  },
  split: {
    usage: ['[OPTION]... [FILE [PREFIX]]'],
    summary: 'Output pieces of FILE to PREFIXaa, PREFIXab, ...',
    authors: 'Torbjorn Granlund and Richard M. Stallman',
  },
  stat: { usage: ['[OPTION]... FILE...'], summary: 'Display file or file system status.', authors: 'Michael Meskes' },
  stdbuf: {
    usage: ['OPTION... COMMAND'],
    summary: 'Run COMMAND, with modified buffering operations for its standard streams.',
    authors: 'Padraig Brady',
  },
  stty: {
    usage: [
      '[-F DEVICE | --file=DEVICE] [SETTING]...',
      '[-F DEVICE | --file=DEVICE] [-a|--all]',
      '[-F DEVICE | --file=DEVICE] [-g|--save]',
    ],
    summary: 'Print or change terminal characteristics.',
    authors: 'David MacKenzie',
  },
  sum: {
    usage: ['[OPTION]... [FILE]...'],
    summary: 'Print or check BSD (16-bit) checksums.',
    authors: 'Kayvan Aghaiepour and David MacKenzie',
  },
  sync: {
    usage: ['[OPTION] [FILE]...'],
    summary: 'Synchronize cached writes to persistent storage.',
    authors: 'Jim Meyering and Giuseppe Scrivano',
  },
  tac: {
    usage: ['[OPTION]... [FILE]...'],
    summary: 'Write each FILE to standard output, last line first.',
    authors: 'Jay Lepreau and David MacKenzie',
  },
  tail: {
    usage: ['[OPTION]... [FILE]...'],
    summary: 'Print the last 10 lines of each FILE to standard output.',
    authors: 'Paul Rubin, David MacKenzie, Ian Lance Taylor, and Jim Meyering',
  },
  tee: {
    usage: ['[OPTION]... [FILE]...'],
    summary: 'Copy standard input to each FILE, and also to standard output.',
    authors: 'Mike Parker, Richard M. Stallman, and David MacKenzie',
  },
  timeout: {
    usage: ['[OPTION] DURATION COMMAND [ARG]...', '[OPTION]'],
    summary: 'Start COMMAND, and kill it if still running after DURATION.',
    authors: 'Padraig Brady',
  },
  touch: {
    usage: ['[OPTION]... FILE...'],
    summary: 'Update the access and modification times of each FILE to the current time.',
    authors: 'Paul Rubin, Arnold Robbins, Jim Kingdon, David MacKenzie, and Randy Smith',
  },
  tr: {
    usage: ['[OPTION]... STRING1 [STRING2]'],
    summary: 'Translate, squeeze, and/or delete characters from standard input.',
    authors: 'Jim Meyering',
  },
  truncate: {
    usage: ['OPTION... FILE...'],
    summary: 'Shrink or extend the size of each FILE to the specified size.',
    authors: 'Padraig Brady',
  },
  tty: {
    usage: ['[OPTION]...'],
    summary: 'Print the file name of the terminal connected to standard input.',
    authors: 'David MacKenzie',
  },
  uname: {
    usage: ['[OPTION]...'],
    summary: 'Print certain system information.  With no OPTION, same as -s.',
    authors: 'David MacKenzie',
  },
  unexpand: {
    usage: ['[OPTION]... [FILE]...'],
    summary: 'Convert blanks in each FILE to tabs, writing to standard output.',
    authors: 'David MacKenzie',
  },
  uniq: {
    usage: ['[OPTION]... [INPUT [OUTPUT]]'],
    summary: 'Filter adjacent matching lines from INPUT (or standard input).',
    authors: 'Richard M. Stallman and David MacKenzie',
  },
  users: {
    usage: ['[OPTION]... [FILE]'],
    summary: 'Output who is currently logged in according to FILE.',
    authors: 'Joseph Arceneaux and David MacKenzie',
  },
  wc: {
    usage: ['[OPTION]... [FILE]...', '[OPTION]... --files0-from=F'],
    summary: 'Print newline, word, and byte counts for each FILE, and a total line if.',
    authors: 'Paul Rubin and David MacKenzie',
  },
  who: {
    usage: ['[OPTION]... [ FILE | ARG1 ARG2 ]'],
    summary: 'Print information about users who are currently logged in.',
    authors: 'Joseph Arceneaux, David MacKenzie, and Michael Stone',
  },
  whoami: {
    usage: ['[OPTION]...'],
    summary: 'Print the user name associated with the current effective user ID.',
    authors: 'Richard Mlynarik',
  },
  yes: {
    usage: ['[STRING]...', 'OPTION'],
    summary: "Repeatedly output a line with all specified STRING(s), or 'y'.",
    authors: 'David MacKenzie',
  },
};

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
