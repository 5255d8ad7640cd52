/** Options of commands, read as getopt_long(3) of the GNU C library reads them, with its complaints word for word. */

export interface OptionSpec {
  /** Letters that are options; a letter with a value is followed by `:`, with an optional one by `::`. */
  readonly short: string;
  /** Long options, with the letter that each stands for; `name=` takes a value, `name=?` may take one. */
  readonly long?: Readonly<Record<string, string>>;
  /** Ends the options at the first operand, as commands that run others do. */
  readonly stopAtOperand?: boolean;
}

export interface ParsedOptions {
  /** In the order in which they were given. */
  readonly options: readonly { readonly name: string; readonly value: string | undefined }[];
  readonly operands: readonly string[];
  /** What getopt says about the first mistake, without the end of the line; the options before it are kept. */
  readonly problem: string | undefined;
}

type Takes = 'nothing' | 'value' | 'optional';

interface LongOption {
  readonly name: string;
  readonly letter: string;
  readonly takes: Takes;
}

/** The long options of tools: what a tool takes never changes. */
const LONG = new WeakMap<OptionSpec, readonly LongOption[]>();

function longOptions(spec: OptionSpec): readonly LongOption[] {
  const known = LONG.get(spec) ?? readLongOptions(spec);
  LONG.set(spec, known);
  return known;
}

function readLongOptions(spec: OptionSpec): readonly LongOption[] {
  return Object.entries(spec.long ?? {}).map(([key, letter]) => ({
    name: key.replace(/=\??$/, ''),
    letter,
    takes: key.endsWith('=') ? 'value' : key.endsWith('=?') ? 'optional' : 'nothing',
  }));
}

function shortTakes(spec: OptionSpec, letter: string): Takes | undefined {
  const at = letter === ':' ? -1 : spec.short.indexOf(letter);
  if (at < 0) return undefined;
  if (spec.short.startsWith('::', at + 1)) return 'optional';
  return spec.short.charAt(at + 1) === ':' ? 'value' : 'nothing';
}

/**
 * Reads the words of a command. Options may stand between operands, letters may be joined, long names may be cut short as long as
 * they are unambiguous.
 */
export function getopt(program: string, args: readonly string[], spec: OptionSpec): ParsedOptions {
  const options: { name: string; value: string | undefined }[] = [];
  const operands: string[] = [];
  const long = longOptions(spec);
  const done = (problem?: string): ParsedOptions => ({
    options,
    operands,
    problem: problem === undefined ? undefined : `${program}: ${problem}`,
  });
  let next = 0;
  while (next < args.length) {
    const word = args[next] ?? '';
    next += 1;
    if (word === '--') {
      operands.push(...args.slice(next));
      break;
    }
    if (word.startsWith('--')) {
      const equals = word.indexOf('=');
      const typed = equals < 0 ? word.slice(2) : word.slice(2, equals);
      let value = equals < 0 ? undefined : word.slice(equals + 1);
      const exact = long.filter((option) => option.name === typed);
      const fitting = exact.length > 0 ? exact : long.filter((option) => option.name.startsWith(typed));
      const [option] = fitting;
      if (!option) return done(`unrecognized option '--${typed}'`);
      if (new Set(fitting.map(({ letter }) => letter)).size > 1) {
        const names = fitting.map(({ name }) => `'--${name}'`).join(' ');
        return done(`option '--${typed}' is ambiguous; possibilities: ${names}`);
      }
      if (option.takes === 'nothing' && value !== undefined) {
        return done(`option '--${option.name}' doesn't allow an argument`);
      }
      if (option.takes === 'value' && value === undefined) {
        if (next >= args.length) return done(`option '--${option.name}' requires an argument`);
        value = args[next];
        next += 1;
      }
      options.push({ name: option.letter, value });
      continue;
    }
    if (!word.startsWith('-') || word === '-') {
      if (spec.stopAtOperand) {
        operands.push(word, ...args.slice(next));
        break;
      }
      operands.push(word);
      continue;
    }
    for (let at = 1; at < word.length; at += 1) {
      const letter = word.charAt(at);
      const takes = shortTakes(spec, letter);
      if (takes === undefined) return done(`invalid option -- '${letter}'`);
      if (takes === 'nothing') {
        options.push({ name: letter, value: undefined });
        continue;
      }
      let value: string | undefined = word.slice(at + 1);
      if (value === '') value = undefined;
      if (takes === 'value' && value === undefined) {
        if (next >= args.length) return done(`option requires an argument -- '${letter}'`);
        value = args[next];
        next += 1;
      }
      options.push({ name: letter, value });
      break;
    }
  }
  return done();
}

/** Whether an option was given. */
export function has(parsed: ParsedOptions, ...names: readonly string[]): boolean {
  return parsed.options.some((option) => names.includes(option.name));
}

/** Value of the last option of a name. */
export function optionValue(parsed: ParsedOptions, ...names: readonly string[]): string | undefined {
  return parsed.options.findLast((option) => names.includes(option.name))?.value;
}
