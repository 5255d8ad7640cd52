/** How the programs of coreutils tell of themselves, as `--help` and `--version` of release 9.1 do. */

export interface Described {
  /** What stands behind the name, in each form of the command. */
  readonly usage: readonly string[];
  /** The paragraph that follows; some leave a line free before it. */
  readonly summary: string;
  /** As `--version` breaks them into lines. */
  readonly authors: string;
}

/** By the name of the program. */
export const COREUTILS: Readonly<Record<string, Described>> = {
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
    summary: 'Print NAME with any leading directory components removed.\nIf specified, also remove a trailing SUFFIX.',
    authors: 'David MacKenzie',
  },
  cat: {
    usage: ['[OPTION]... [FILE]...'],
    summary: 'Concatenate FILE(s) to standard output.',
    authors: 'Torbjorn Granlund and Richard M. Stallman',
  },
  chgrp: {
    usage: ['[OPTION]... GROUP FILE...', '[OPTION]... --reference=RFILE FILE...'],
    summary:
      'Change the group of each FILE to GROUP.\nWith --reference, change the group of each FILE to that of RFILE.',
    authors: 'David MacKenzie and Jim Meyering',
  },
  chmod: {
    usage: [
      '[OPTION]... MODE[,MODE]... FILE...',
      '[OPTION]... OCTAL-MODE FILE...',
      '[OPTION]... --reference=RFILE FILE...',
    ],
    summary: 'Change the mode of each FILE to MODE.\nWith --reference, change the mode of each FILE to that of RFILE.',
    authors: 'David MacKenzie and Jim Meyering',
  },
  chown: {
    usage: ['[OPTION]... [OWNER][:[GROUP]] FILE...', '[OPTION]... --reference=RFILE FILE...'],
    summary:
      'Change the owner and/or group of each FILE to OWNER and/or GROUP.\nWith --reference, change the owner and group of each FILE to those of RFILE.',
    authors: 'David MacKenzie and Jim Meyering',
  },
  cksum: {
    usage: ['[OPTION]... [FILE]...'],
    summary: 'Print or verify checksums.\nBy default use the 32 bit CRC algorithm.',
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
    summary:
      'Display date and time in the given FORMAT.\nWith -s, or with [MMDDhhmm[[CC]YY][.ss]], set the date and time.',
    authors: 'David MacKenzie',
  },
  dd: {
    usage: ['[OPERAND]...', 'OPTION'],
    summary: 'Copy a file, converting and formatting according to the operands.',
    authors: 'Paul Rubin, David MacKenzie, and Stuart Kemp',
  },
  df: {
    usage: ['[OPTION]... [FILE]...'],
    summary: 'Show information about the file system on which each FILE resides,\nor all file systems by default.',
    authors: 'Torbjorn Granlund, David MacKenzie, and Paul Eggert',
  },
  dirname: {
    usage: ['[OPTION] NAME...'],
    summary:
      "Output each NAME with its last non-slash component and trailing slashes\nremoved; if NAME contains no /'s, output '.' (meaning the current directory).",
    authors: 'David MacKenzie and Jim Meyering',
  },
  du: {
    usage: ['[OPTION]... [FILE]...', '[OPTION]... --files0-from=F'],
    summary: 'Summarize device usage of the set of FILEs, recursively for directories.',
    authors: 'Torbjorn Granlund, David MacKenzie, Paul Eggert,\nand Jim Meyering',
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
  expr: { usage: ['EXPRESSION', 'OPTION'], summary: '\n', authors: 'Mike Parker, James Youngman, and Paul Eggert' },
  factor: {
    usage: ['[NUMBER]...', 'OPTION'],
    summary:
      'Print the prime factors of each specified integer NUMBER.  If none\nare specified on the command line, read them from standard input.',
    authors: 'Paul Rubin, Torbjörn Granlund, and Niels Möller',
  },
  fold: {
    usage: ['[OPTION]... [FILE]...'],
    summary: 'Wrap input lines in each FILE, writing to standard output.',
    authors: 'David MacKenzie',
  },
  groups: {
    usage: ['[OPTION]... [USERNAME]...'],
    summary:
      'Print group memberships for each USERNAME or, if no USERNAME is specified, for\nthe current process (which may differ if the groups database has changed).',
    authors: 'David MacKenzie and James Youngman',
  },
  head: {
    usage: ['[OPTION]... [FILE]...'],
    summary:
      'Print the first 10 lines of each FILE to standard output.\nWith more than one FILE, precede each with a header giving the file name.',
    authors: 'David MacKenzie and Jim Meyering',
  },
  hostid: {
    usage: ['[OPTION]'],
    summary: 'Print the numeric identifier (in hexadecimal) for the current host.',
    authors: 'Jim Meyering',
  },
  id: {
    usage: ['[OPTION]... [USER]...'],
    summary:
      'Print user and group information for each specified USER,\nor (when USER omitted) for the current process.',
    authors: 'Arnold Robbins and David MacKenzie',
  },
  install: {
    usage: [
      '[OPTION]... [-T] SOURCE DEST',
      '[OPTION]... SOURCE... DIRECTORY',
      '[OPTION]... -t DIRECTORY SOURCE...',
      '[OPTION]... -d DIRECTORY...',
    ],
    summary:
      '\nThis install program copies files (often just compiled) into destination\nlocations you choose.  If you want to download and install a ready-to-use\npackage on a GNU/Linux system, you should instead be using a package manager\nlike yum(1) or apt-get(1).',
    authors: 'David MacKenzie',
  },
  join: {
    usage: ['[OPTION]... FILE1 FILE2'],
    summary:
      'For each pair of input lines with identical join fields, write a line to\nstandard output.  The default join field is the first, delimited by blanks.',
    authors: 'Mike Haertel',
  },
  ln: {
    usage: [
      '[OPTION]... [-T] TARGET LINK_NAME',
      '[OPTION]... TARGET',
      '[OPTION]... TARGET... DIRECTORY',
      '[OPTION]... -t DIRECTORY TARGET...',
    ],
    summary:
      'In the 1st form, create a link to TARGET with the name LINK_NAME.\nIn the 2nd form, create a link to TARGET in the current directory.\nIn the 3rd and 4th forms, create links to each TARGET in DIRECTORY.\nCreate hard links by default, symbolic links with --symbolic.\nBy default, each destination (name of new link) should not already exist.\nWhen creating hard links, each TARGET must exist.  Symbolic links\ncan hold arbitrary text; if later resolved, a relative link is\ninterpreted in relation to its parent directory.',
    authors: 'Mike Parker and David MacKenzie',
  },
  logname: { usage: ['[OPTION]'], summary: "Print the user's login name.", authors: 'FIXME: unknown' },
  ls: {
    usage: ['[OPTION]... [FILE]...'],
    summary:
      'List information about the FILEs (the current directory by default).\nSort entries alphabetically if none of -cftuvSUX nor --sort is specified.',
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
    summary:
      "Create a temporary file or directory, safely, and print its name.\nTEMPLATE must contain at least 3 consecutive 'X's in last component.\nIf TEMPLATE is not specified, use tmp.XXXXXXXXXX, and --tmpdir is implied.\nFiles are created u+rw, and directories u+rwx, minus umask restrictions.",
    authors: 'Jim Meyering and Eric Blake',
  },
  mv: {
    usage: ['[OPTION]... [-T] SOURCE DEST', '[OPTION]... SOURCE... DIRECTORY', '[OPTION]... -t DIRECTORY SOURCE...'],
    summary: 'Rename SOURCE to DEST, or move SOURCE(s) to DIRECTORY.',
    authors: 'Mike Parker, David MacKenzie, and Jim Meyering',
  },
  nice: {
    usage: ['[OPTION] [COMMAND [ARG]...]'],
    summary:
      'Run COMMAND with an adjusted niceness, which affects process scheduling.\nWith no COMMAND, print the current niceness.  Niceness values range from\n-20 (most favorable to the process) to 19 (least favorable to the process).',
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
    summary:
      'Print the number of processing units available to the current process,\nwhich may be less than the number of online processors',
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
    summary:
      '\nWrite an unambiguous representation, octal bytes by default,\nof FILE to standard output.  With more than one FILE argument,\nconcatenate them in the listed order to form the input.',
    authors: 'Jim Meyering',
  },
  paste: {
    usage: ['[OPTION]... [FILE]...'],
    summary:
      'Write lines consisting of the sequentially corresponding lines from\neach FILE, separated by TABs, to standard output.',
    authors: 'David M. Ihnat and David MacKenzie',
  },
  printenv: {
    usage: ['[OPTION]... [VARIABLE]...'],
    summary:
      'Print the values of the specified environment VARIABLE(s).\nIf no VARIABLE is specified, print name and value pairs for them all.',
    authors: 'David MacKenzie and Richard Mlynarik',
  },
  readlink: {
    usage: ['[OPTION]... FILE...'],
    summary: 'Print value of a symbolic link or canonical file name',
    authors: 'Dmitry V. Levin',
  },
  realpath: {
    usage: ['[OPTION]... FILE...'],
    summary: 'Print the resolved absolute file name;\nall but the last component must exist',
    authors: 'Padraig Brady',
  },
  rm: {
    usage: ['[OPTION]... [FILE]...'],
    summary: 'Remove (unlink) the FILE(s).',
    authors: 'Paul Rubin, David MacKenzie, Richard M. Stallman,\nand Jim Meyering',
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
    summary:
      "Pause for NUMBER seconds.  SUFFIX may be 's' for seconds (the default),\n'm' for minutes, 'h' for hours or 'd' for days.  NUMBER need not be an\ninteger.  Given two or more arguments, pause for the amount of time\nspecified by the sum of their values.",
    authors: 'Jim Meyering and Paul Eggert',
  },
  sort: {
    usage: ['[OPTION]... [FILE]...', '[OPTION]... --files0-from=F'],
    summary: 'Write sorted concatenation of all FILE(s) to standard output.',
    authors: 'Mike Haertel and Paul Eggert',
  },
  split: {
    usage: ['[OPTION]... [FILE [PREFIX]]'],
    summary:
      "Output pieces of FILE to PREFIXaa, PREFIXab, ...;\ndefault size is 1000 lines, and default PREFIX is 'x'.",
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
    summary: 'Synchronize cached writes to persistent storage',
    authors: 'Jim Meyering and Giuseppe Scrivano',
  },
  tac: {
    usage: ['[OPTION]... [FILE]...'],
    summary: 'Write each FILE to standard output, last line first.',
    authors: 'Jay Lepreau and David MacKenzie',
  },
  tail: {
    usage: ['[OPTION]... [FILE]...'],
    summary:
      'Print the last 10 lines of each FILE to standard output.\nWith more than one FILE, precede each with a header giving the file name.',
    authors: 'Paul Rubin, David MacKenzie, Ian Lance Taylor,\nand Jim Meyering',
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
    authors: 'Paul Rubin, Arnold Robbins, Jim Kingdon,\nDavid MacKenzie, and Randy Smith',
  },
  tr: {
    usage: ['[OPTION]... STRING1 [STRING2]'],
    summary:
      'Translate, squeeze, and/or delete characters from standard input,\nwriting to standard output.  STRING1 and STRING2 specify arrays of\ncharacters ARRAY1 and ARRAY2 that control the action.',
    authors: 'Jim Meyering',
  },
  truncate: {
    usage: ['OPTION... FILE...'],
    summary: 'Shrink or extend the size of each FILE to the specified size',
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
    summary: 'Filter adjacent matching lines from INPUT (or standard input),\nwriting to OUTPUT (or standard output).',
    authors: 'Richard M. Stallman and David MacKenzie',
  },
  users: {
    usage: ['[OPTION]... [FILE]'],
    summary:
      'Output who is currently logged in according to FILE.\nIf FILE is not specified, use /var/run/utmp.  /var/log/wtmp as FILE is common.',
    authors: 'Joseph Arceneaux and David MacKenzie',
  },
  wc: {
    usage: ['[OPTION]... [FILE]...', '[OPTION]... --files0-from=F'],
    summary:
      'Print newline, word, and byte counts for each FILE, and a total line if\nmore than one FILE is specified.  A word is a non-zero-length sequence of\nprintable characters delimited by white space.',
    authors: 'Paul Rubin and David MacKenzie',
  },
  who: {
    usage: ['[OPTION]... [ FILE | ARG1 ARG2 ]'],
    summary: 'Print information about users who are currently logged in.',
    authors: 'Joseph Arceneaux, David MacKenzie, and Michael Stone',
  },
  whoami: {
    usage: ['[OPTION]...'],
    summary: 'Print the user name associated with the current effective user ID.\nSame as id -un.',
    authors: 'Richard Mlynarik',
  },
  yes: {
    usage: ['[STRING]...', 'OPTION'],
    summary: "Repeatedly output a line with all specified STRING(s), or 'y'.",
    authors: 'David MacKenzie',
  },
};
