/** Reads the arguments of a program as Python's argparse does, and complains as it does. */
import { nameOf } from '../files/paths.ts';
import type { CommandTemplate } from './command-template.ts';

export type ProgramArguments =
  | { readonly options: Readonly<Record<string, string>> }
  /** The program says how it is used and ends. */
  | { readonly stdout: string; readonly stderr: string; readonly exitCode: number };

/** Options of a program from the words after its script; what is not given has its default. */
export function programArguments(template: CommandTemplate, args: readonly string[]): ProgramArguments {
  const { flags, switches, positions, program, script } = template;
  const options: Record<string, string> = { ...program.options };
  const prog = nameOf(script);
  const unknown: string[] = [];
  const free: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    const [flag = '', ...value] = word.split('=');
    const option = flags.get(flag) ?? flags.get(abbreviated(flag, flags) ?? '');
    if (word === '-h' || word === '--help') return { stdout: help(prog, template), stderr: '', exitCode: 0 };
    if (option !== undefined) {
      const given = word.includes('=') ? value.join('=') : args[at + 1];
      if (!word.includes('=')) at += 1;
      if (given === undefined || (!word.includes('=') && given.startsWith('--'))) {
        return refused(prog, template, `argument ${flag}: expected one argument`);
      }
      if (isWhole(program.options[option]) && !isWhole(given)) {
        return refused(prog, template, `argument ${flag}: invalid int value: '${given}'`);
      }
      options[option] = given;
    } else if (switches.has(word)) options[word.replace(/^-+/, '')] = 'true';
    else if (word.startsWith('-') && word !== '-') {
      unknown.push(word);
    } else free.push(word);
  }
  for (const [index, name] of positions.entries()) {
    const given = free[index];
    if (given !== undefined) options[name] = given;
  }
  unknown.push(...free.slice(positions.length));
  if (unknown.length > 0) return refused(prog, template, `unrecognized arguments: ${inOrder(unknown, args)}`);
  return { options };
}

/** argparse takes the beginning of a long flag where no other begins so. */
function abbreviated(flag: string, flags: ReadonlyMap<string, string>): string | undefined {
  if (!/^--\w/.test(flag)) return undefined;
  const matching = [...flags.keys()].filter((name) => name.startsWith(flag));
  return matching.length === 1 ? matching[0] : undefined;
}

function isWhole(value: string | undefined): boolean {
  return value !== undefined && /^-?\d+$/.test(value);
}

function inOrder(words: readonly string[], args: readonly string[]): string {
  return args.filter((word) => words.includes(word)).join(' ');
}

function usage(prog: string, { flags, switches, positions }: CommandTemplate): string {
  const parts = [
    '[-h]',
    ...[...flags].map(([flag, name]) => `[${flag} ${metavar(flag, name)}]`),
    ...[...switches].map((flag) => `[${flag}]`),
    ...positions,
  ];
  return `usage: ${prog} ${parts.join(' ')}\n`;
}

function metavar(flag: string, name: string): string {
  return (flag.startsWith('--') ? flag.slice(2) : name).replaceAll('-', '_').toUpperCase();
}

function help(prog: string, template: CommandTemplate): string {
  const rows: (readonly [string, string])[] = [['-h, --help', 'show this help message and exit']];
  for (const [flag, name] of template.flags) rows.push([`${flag} ${metavar(flag, name)}`, '']);
  for (const flag of template.switches) rows.push([flag, '']);
  const lines = rows.map(([left, right]) => `  ${right === '' ? left : left.padEnd(21) + right}\n`).join('');
  return `${usage(prog, template)}\noptions:\n${lines}`;
}

function refused(prog: string, template: CommandTemplate, reason: string): ProgramArguments {
  return { stdout: '', stderr: `${usage(prog, template)}${prog}: error: ${reason}\n`, exitCode: 2 };
}
