/** The command line of Python: what it asks for, and what of it the interpreter gets to see. */

export interface PythonCommandLine {
  /** What runs: a text, a module, a file, or standard input. */
  readonly kind: 'text' | 'module' | 'file' | 'stdin' | 'version' | 'interactive';
  /** The text, the name of the module, or the path. */
  readonly what: string;
  /** Words after it. */
  readonly rest: readonly string[];
  /** Words for the interpreter. Options with which it would not become the Python of the machine are left out. */
  readonly args: readonly string[];
  readonly verboseVersion: boolean;
}

/** Options without a value that the interpreter gets as they are. */
const PASSED = 'bBdhOuvxR?';
/** Options that would let it start without its library, or wait for somebody who types. */
const DROPPED = 'EisSIPq';
const VALUED = 'WX';

/** Reads the words behind the name. An option that is not known is left to the interpreter, which complains of it. */
export function readCommandLine(words: readonly string[]): PythonCommandLine {
  const args: string[] = [];
  let versions = 0;
  const found = (kind: PythonCommandLine['kind'], what: string, rest: readonly string[], own: readonly string[]) => ({
    kind,
    what,
    rest,
    args: [...args, ...own, ...rest],
    verboseVersion: versions > 1,
  });
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '--version') return found('version', '', [], []);
    if (word === '--help' || word.startsWith('--')) return found('file', word, [], [word]);
    if (word === '-') return found('stdin', '', words.slice(at + 1), ['-']);
    if (!word.startsWith('-')) return found('file', word, words.slice(at + 1), [word]);
    let kept = '';
    for (let letter = 1; letter < word.length; letter += 1) {
      const option = word.charAt(letter);
      const joined = word.slice(letter + 1);
      if (option === 'c' || option === 'm') {
        if (kept !== '') args.push(`-${kept}`);
        const what = joined === '' ? words[at + 1] : joined;
        const rest = words.slice(at + (joined === '' ? 2 : 1));
        if (what === undefined) return found('file', '', [], [`-${option}`]);
        return found(option === 'c' ? 'text' : 'module', what, rest, [`-${option}`, what]);
      }
      if (VALUED.includes(option)) {
        const value = joined === '' ? words[at + 1] : joined;
        if (joined === '') at += 1;
        if (option === 'W' && value !== undefined) args.push('-W', value);
        break;
      }
      if (option === 'V') versions += 1;
      else if (option === 'I') kept += 'P';
      else if (PASSED.includes(option)) kept += option;
      else if (!DROPPED.includes(option)) return found('file', '', [], [`-${option}`]);
    }
    if (kept !== '') args.push(`-${kept}`);
  }
  if (versions > 0) return found('version', '', [], []);
  return found('interactive', '', [], []);
}
