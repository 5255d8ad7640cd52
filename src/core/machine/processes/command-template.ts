/** The command of a declared program, taken apart: `python serve.py --port {port} {model}`. */
import type { ProgramSpec } from '../../scenario/model.ts';
import { nameOf } from '../files/paths.ts';

export interface CommandTemplate {
  readonly program: ProgramSpec;
  /** `python` or `bash` when the script is given to one; undefined when it is called itself. */
  readonly interpreter: 'python' | 'bash' | undefined;
  /** `-m` names a module instead of a file. */
  readonly isModule: boolean;
  readonly script: string;
  /** Name of the option behind each flag: `--port` to `port`. */
  readonly flags: ReadonlyMap<string, string>;
  /** Flags that take no value. */
  readonly switches: ReadonlySet<string>;
  /** Names of the options that are given by their place. */
  readonly positions: readonly string[];
}

const PYTHON = /^python(?:\d(?:\.\d+)?)?$/;
const SHELL = /^(?:ba|da)?sh$/;

/** The interpreter that a word calls, by its last part; undefined when it calls none. */
export function interpreterOf(word: string): 'python' | 'bash' | undefined {
  const name = nameOf(word);
  if (PYTHON.test(name)) return 'python';
  return SHELL.test(name) ? 'bash' : undefined;
}

export function commandTemplate(program: ProgramSpec): CommandTemplate {
  const words = program.command.trim().split(/\s+/);
  const interpreter = interpreterOf(words[0] ?? '');
  let rest = interpreter ? words.slice(1) : words;
  if (interpreter === 'python') while (rest[0] !== '-m' && rest[0]?.startsWith('-')) rest = rest.slice(1);
  const isModule = rest[0] === '-m';
  const [script = '', ...args] = isModule ? rest.slice(1) : rest;
  const flags = new Map<string, string>();
  const switches = new Set<string>();
  const positions: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    const joined = /^(--?[\w-]+)=\{(\w+)\}$/.exec(word);
    const option = /^\{(\w+)\}$/.exec(word)?.[1];
    const next = /^\{(\w+)\}$/.exec(args[at + 1] ?? '')?.[1];
    if (joined) flags.set(joined[1] ?? '', joined[2] ?? '');
    else if (option !== undefined) positions.push(option);
    else if (word.startsWith('-') && next !== undefined) {
      flags.set(word, next);
      at += 1;
    } else if (word.startsWith('-')) switches.add(word);
  }
  return { program, interpreter, isModule, script, flags, switches, positions };
}
