import { suggestion } from '../nearest.ts';
import { problem } from '../problem-codes.ts';
import type { Problem } from '../problems.ts';
import { entriesOf, entryOf, itemsOf, type SourceEntry, textOf, wordOf } from '../source.ts';
import { type Declared, type DeclaredProcess, optionOf, placeholdersIn, withOptions } from './declared.ts';
import { isPort, notAPort, undeclaredProgram } from './programs.ts';

/** What is wrong with the processes that run when a trial starts, those of services among them. */
export function checkProcesses(declared: Declared): Problem[] {
  return [
    ...[...declared.processes, ...declared.services.values()].flatMap((process) => [
      ...checkStart(process, declared),
      ...checkOptions(process),
      ...checkReached(process, declared),
    ]),
    ...checkPorts(declared),
  ];
}

function checkStart(process: DeclaredProcess, { programs }: Declared): Problem[] {
  const program = entryOf(process.node, 'program');
  const command = entryOf(process.node, 'command');
  if (program && command) {
    const message = 'A process runs a declared program or has a command line, not both. Take one of them away.';
    return [problem('RL3104', command.key.range, message), ...undeclared(process, programs)];
  }
  if (!program && !command) {
    const first = entriesOf(process.node)[0];
    const message = 'A process needs a program that is declared under machine.programs, or a command line.';
    return [problem('RL3105', first?.key.range ?? process.node.range, message)];
  }
  return undeclared(process, programs);
}

function undeclared(process: DeclaredProcess, programs: Declared['programs']): Problem[] {
  const name = textOf(process.programName);
  if (name === undefined || !process.programName || programs.has(name)) return [];
  return [undeclaredProgram('RL3101', name, process.programName.range, programs)];
}

function checkOptions(process: DeclaredProcess): Problem[] {
  const { program, programName } = process;
  if (!program || !programName) return [];
  const known = new Set([...program.placeholders, ...program.options.keys()]);
  const unknown = [...process.options].flatMap(([name, { key }]) => {
    if (known.has(name)) return [];
    const { sentence, fixes } = suggestion(name, known, key.range);
    const rest = known.size > 0 ? sentence : 'It has no options.';
    return [problem('RL3108', key.range, `${program.name} has no option ${name}. ${rest}`, fixes)];
  });
  const missing = [...program.placeholders].flatMap((name) => {
    if (optionOf(process, name)) return [];
    const message = `{${name}} of ${program.name} has no value here. Give one to the process, or a default to the program.`;
    return [problem('RL3103', programName.range, message)];
  });
  return [...unknown, ...missing];
}

/** Programs that the process looks for when it starts have to be there already, or it could not run. */
function checkReached(process: DeclaredProcess, declared: Declared): Problem[] {
  return itemsOf(entryOf(process.program?.node, 'reaches')?.value).flatMap((reach) => {
    const name = textOf(entryOf(reach, 'program')?.value);
    const at = wordOf(entryOf(reach, 'at')?.value);
    const port = at === undefined ? undefined : withOptions(at, process);
    if (name === undefined || port === undefined || !declared.programs.has(name)) return [];
    const running = [...declared.services.values()].filter(({ runs }) => runs);
    const candidates = [...declared.processes, ...running].filter((other) => other.program?.name === name);
    if (candidates.some((other) => listenedPort(other)?.port === port)) return [];
    const where = [...placeholdersIn(at ?? '')].map((placeholder) => process.options.get(placeholder.name)?.value)[0];
    const range = where?.range ?? process.programName?.range ?? process.node.range;
    const others = candidates.flatMap((other) => listenedPort(other)?.port ?? []);
    const rest = others.length > 0 ? `It listens on ${others.join(', ')}.` : `No process of this list runs ${name}.`;
    return [
      problem(
        'RL3113',
        range,
        `${process.program?.name} looks for ${name} on port ${port}, and nothing answers there. ${rest}`,
      ),
    ];
  });
}

interface ListenedPort {
  readonly port: string;
  /** The option that says so, where it is the process's own. */
  readonly own: SourceEntry['value'] | undefined;
}

function listenedPort(process: DeclaredProcess): ListenedPort | undefined {
  const listens = wordOf(entryOf(process.program?.node, 'listens')?.value);
  const port = listens === undefined ? undefined : withOptions(listens, process);
  if (listens === undefined || port === undefined) return undefined;
  const [placeholder] = placeholdersIn(listens);
  return { port, own: placeholder && process.options.get(placeholder.name)?.value };
}

function checkPorts({ processes, services }: Declared): Problem[] {
  const taken = new Map<string, string>();
  const running = [...services.values()].filter(({ runs }) => runs);
  return [...processes, ...running].flatMap((process) => {
    const listened = listenedPort(process);
    if (!listened) return [];
    const { port, own } = listened;
    const range = own?.range ?? process.programName?.range ?? process.node.range;
    if (!isPort(port)) return own ? [notAPort('This', port, range)] : [];
    const other = taken.get(port);
    taken.set(port, other ?? process.program?.name ?? '');
    if (other === undefined) return [];
    return [
      problem(
        'RL3106',
        range,
        `Port ${port} is already taken by ${other} above. Two processes cannot listen on one port.`,
      ),
    ];
  });
}
