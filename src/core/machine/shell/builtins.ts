/** Which names the shell itself knows, and which of them the machine plays because the interpreter does not. */

/** Builtins that the machine plays; the rewriter sends them to hidden commands of the same name. */
export const PLAYED_BUILTINS: readonly string[] = [
  'alias',
  'bg',
  'caller',
  'disown',
  'enable',
  'fg',
  'help',
  'history',
  'jobs',
  'logout',
  'suspend',
  'times',
  'trap',
  'type',
  'ulimit',
  'umask',
  'unalias',
  'wait',
];

/** Builtins that show up among the commands that the agent ran: what they do matters to who reads along. */
export const NOTED_BUILTINS: readonly string[] = ['.', 'cd', 'export', 'popd', 'pushd', 'source', 'unset'];

/** Every builtin of bash, as `help` lists them. */
export const BUILTINS: readonly string[] = [
  ...new Set([
    ...PLAYED_BUILTINS,
    ...NOTED_BUILTINS,
    ...': [ [[ break builtin caller command compgen complete compopt continue declare dirs echo enable eval exec exit'.split(
      ' ',
    ),
    ...'false getopts hash kill let local mapfile printf pwd read readarray readonly return set shift shopt'.split(' '),
    ...'test time true typeset'.split(' '),
  ]),
].sort();
