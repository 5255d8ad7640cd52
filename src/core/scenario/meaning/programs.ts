import { listed, suggestion } from '../nearest.ts';
import { problem } from '../problem-codes.ts';
import type { Problem, TextRange } from '../problems.ts';
import { entriesOf, entryOf, itemsOf, rangeWithin, type SourceNode, textOf } from '../source.ts';
import { type Declared, type DeclaredProgram, placeholdersIn } from './declared.ts';

/** What is wrong with the declared programs, whether or not a process runs them. */
export function checkPrograms(declared: Declared): Problem[] {
  return [...declared.programs.values()].flatMap((program) => [
    ...checkReaches(program, declared),
    ...checkPlaceholders(program),
    ...checkCommand(program, declared),
    ...checkPort(program),
    ...checkPrints(program),
  ]);
}

function checkReaches(program: DeclaredProgram, { programs }: Declared): Problem[] {
  return itemsOf(entryOf(program.node, 'reaches')?.value).flatMap((reach) => {
    const node = entryOf(reach, 'program')?.value;
    const name = textOf(node);
    if (!node || name === undefined || programs.has(name)) return [];
    return [undeclaredProgram('RL3102', name, node.range, programs)];
  });
}

/** The problem of a program name that no program has. */
export function undeclaredProgram(
  code: 'RL3101' | 'RL3102' | 'RL3012',
  name: string,
  range: TextRange,
  programs: ReadonlyMap<string, DeclaredProgram>,
): Problem {
  const { sentence, fixes } = suggestion(name, programs.keys(), range);
  const rest = programs.size > 0 ? sentence : 'No program is declared under machine.programs.';
  return problem(code, range, `No program is called ${name}. ${rest}`, fixes);
}

/** Options in braces outside the command have to be options that the command or `options` knows. */
function checkPlaceholders(program: DeclaredProgram): Problem[] {
  const known = new Set([...program.placeholders, ...program.options.keys()]);
  const places: (SourceNode | undefined)[] = [
    entryOf(program.node, 'listens')?.value,
    ...itemsOf(entryOf(program.node, 'reaches')?.value).map((reach) => entryOf(reach, 'at')?.value),
    ...itemsOf(entryOf(program.node, 'needs')?.value),
  ];
  return places.flatMap((node) => {
    const text = textOf(node);
    if (node?.kind !== 'scalar' || text === undefined) return [];
    return placeholdersIn(text)
      .filter(({ name }) => !known.has(name))
      .map(({ name, start, end }) => {
        const range = rangeWithin(node, start, end);
        const { sentence, fixes } = suggestion(name, known, range, (meant) => `{${meant}}`);
        const rest = fixes.length > 0 ? sentence : `Write {${name}} in the command, or give it a value under options.`;
        return problem('RL3103', range, `The option {${name}} never has a value. ${rest}`, fixes);
      });
  });
}

/** An option of the command that has no default and that no process sets. */
function checkCommand(program: DeclaredProgram, { started }: Declared): Problem[] {
  const command = entryOf(program.node, 'command')?.value;
  const text = textOf(command);
  if (command?.kind !== 'scalar' || text === undefined) return [];
  const isRun = started.has(program);
  return placeholdersIn(text)
    .filter(({ name }) => !isRun && !program.options.has(name))
    .map(({ name, start, end }) => {
      const message = `{${name}} has no value unless the agent gives one. Set it under options: { ${name}: … }.`;
      return problem('RL3111', rangeWithin(command, start, end), message);
    });
}

function checkPort(program: DeclaredProgram): Problem[] {
  const listens = textOf(entryOf(program.node, 'listens')?.value) ?? '';
  return placeholdersIn(listens).flatMap(({ name }) => {
    const option = program.options.get(name);
    return option?.word === undefined || isPort(option.word) ? [] : [notAPort(name, option.word, option.value.range)];
  });
}

/** Whether a word is the number of a port. */
export function isPort(word: string): boolean {
  return /^\d{1,5}$/.test(word) && Number(word) >= 1 && Number(word) <= 65535;
}

/** The problem of an option that has to be a port and is not. */
export function notAPort(name: string, word: string, range: TextRange): Problem {
  return problem(
    'RL3112',
    range,
    `${name} is the port that the program listens on, and ${word} is not a port from 1 to 65535.`,
  );
}

function checkPrints(program: DeclaredProgram): Problem[] {
  return itemsOf(entryOf(program.node, 'prints')?.value).flatMap((line) => {
    const given = ['every', 'times'].filter((key) => entryOf(line, key));
    if (given.length !== 1) return [];
    const [only = ''] = given;
    const other = only === 'every' ? 'times' : 'every';
    const key = entriesOf(line).find(({ name }) => name === only)?.key;
    const message = `${only} has no effect without ${other}: the line is printed once. ${listed(['every', 'times'], 'and')} belong together.`;
    return key ? [problem('RL3114', key.range, message)] : [];
  });
}
