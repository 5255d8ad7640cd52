/** What a scenario declares, as the checks of its meaning need it. Parts of the wrong kind are left out; the schema reports them. */
import { DEFAULTS } from '../defaults.ts';
import {
  entriesOf,
  entryOf,
  itemsOf,
  type SourceEntry,
  type SourceMap,
  type SourceNode,
  type SourceScalar,
  textOf,
  valueAt,
  wordOf,
} from '../source.ts';
import { LONGEST_PATH } from './paths.ts';

export interface DeclaredOption {
  readonly key: SourceScalar;
  readonly value: SourceNode;
  readonly word: string | undefined;
}

export interface DeclaredProgram {
  readonly name: string;
  readonly key: SourceScalar;
  readonly node: SourceMap;
  /** Default values of options, by name. */
  readonly options: ReadonlyMap<string, DeclaredOption>;
  /** Options in braces in its command. */
  readonly placeholders: ReadonlySet<string>;
}

export interface DeclaredProcess {
  readonly node: SourceMap;
  /** Where its program is named. */
  readonly programName: SourceScalar | undefined;
  /** The program, when it is declared. */
  readonly program: DeclaredProgram | undefined;
  /** Options that it sets itself, by name, `port` among them. */
  readonly options: ReadonlyMap<string, DeclaredOption>;
  readonly self: boolean;
}

export interface Declared {
  readonly root: SourceNode;
  readonly programs: ReadonlyMap<string, DeclaredProgram>;
  readonly processes: readonly DeclaredProcess[];
  /** Services by name, each as the process that it runs. */
  readonly services: ReadonlyMap<string, DeclaredService>;
  /** Programs that a process or a service runs. */
  readonly started: ReadonlySet<DeclaredProgram | undefined>;
  /** Other hosts. */
  readonly hosts: readonly SourceEntry[];
  readonly files: readonly SourceEntry[];
  readonly machineUser: string;
  /** Names of the entries of the timeline, those that the variant takes away among them. */
  readonly happenings: ReadonlySet<string>;
  /** A process or service is part of the agent. */
  readonly hasSelf: boolean;
}

export interface DeclaredService extends DeclaredProcess {
  readonly name: string;
  readonly key: SourceScalar;
  /** It runs when a trial starts. */
  readonly runs: boolean;
}

/**
 * Reads what a scenario declares.
 * @param before the scenario before a variant was applied
 */
export function declaredIn(root: SourceNode, before: SourceNode = root): Declared {
  const machine = entryOf(root, 'machine')?.value;
  const programs = new Map<string, DeclaredProgram>();
  for (const { name, key, value } of entriesOf(entryOf(machine, 'programs')?.value)) {
    if (value.kind === 'map') programs.set(name, declaredProgram(name, key, value));
  }
  const processes = itemsOf(entryOf(machine, 'processes')?.value).flatMap((node) =>
    node.kind === 'map' ? [declaredProcess(node, programs)] : [],
  );
  const services = new Map<string, DeclaredService>();
  for (const { name, key, value } of entriesOf(entryOf(machine, 'services')?.value)) {
    if (value.kind !== 'map') continue;
    const state = textOf(entryOf(value, 'state')?.value) ?? 'started';
    services.set(name, { ...declaredProcess(value, programs), name, key, runs: state === 'started' });
  }
  return {
    root,
    programs,
    processes,
    services,
    started: new Set([...processes, ...services.values()].map((process) => process.program)),
    hosts: entriesOf(valueAt(machine, ['network', 'hosts'])),
    happenings: new Set([before, root].flatMap(happeningNames)),
    hasSelf: [...processes, ...services.values()].some((process) => process.self),
    files: entriesOf(entryOf(machine, 'files')?.value),
    machineUser: textOf(valueAt(machine, ['user'])) ?? DEFAULTS.user,
  };
}

/** Names of the entries of a timeline; one without a name is called by its place, from 1. */
function happeningNames(root: SourceNode): readonly string[] {
  return itemsOf(entryOf(root, 'timeline')?.value).map(
    (item, index) => textOf(entryOf(item, 'name')?.value) ?? `event-${index + 1}`,
  );
}

/** Value of an option of a process: its own, or the default of its program. */
export function optionOf(process: DeclaredProcess, name: string): DeclaredOption | undefined {
  return process.options.get(name) ?? process.program?.options.get(name);
}

/** Options in braces in a text, with their places in it. */
export function placeholdersIn(text: string): readonly { name: string; start: number; end: number }[] {
  if (!text.includes('{')) return [];
  return Array.from(text.matchAll(/\{([A-Za-z][A-Za-z0-9_]*)\}/g), (match) => ({
    name: match[1] ?? '',
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/**
 * A text with the options of a process in the place of its braces; undefined when one of them has no value, or when the text would be
 * longer than any path.
 */
export function withOptions(text: string, process: DeclaredProcess): string | undefined {
  let filled = '';
  let copied = 0;
  for (const { name, start, end } of placeholdersIn(text)) {
    const value = optionOf(process, name)?.word;
    if (value === undefined) return undefined;
    filled += text.slice(copied, start) + value;
    copied = end;
    if (filled.length > LONGEST_PATH) return undefined;
  }
  return filled + text.slice(copied);
}

function declaredProgram(name: string, key: SourceScalar, node: SourceMap): DeclaredProgram {
  const command = textOf(entryOf(node, 'command')?.value) ?? '';
  return {
    name,
    key,
    node,
    options: optionsIn(entryOf(node, 'options')?.value),
    placeholders: new Set(placeholdersIn(command).map((placeholder) => placeholder.name)),
  };
}

function declaredProcess(node: SourceMap, programs: ReadonlyMap<string, DeclaredProgram>): DeclaredProcess {
  const options = new Map(optionsIn(entryOf(node, 'options')?.value));
  const port = entryOf(node, 'port');
  if (port) options.set('port', { key: port.key, value: port.value, word: wordOf(port.value) });
  const programName = entryOf(node, 'program')?.value;
  const name = textOf(programName);
  const self = entryOf(node, 'self')?.value;
  return {
    node,
    programName: programName?.kind === 'scalar' ? programName : undefined,
    program: name === undefined ? undefined : programs.get(name),
    options,
    self: self?.kind === 'scalar' && self.value === true,
  };
}

function optionsIn(node: SourceNode | undefined): ReadonlyMap<string, DeclaredOption> {
  return new Map(entriesOf(node).map(({ name, key, value }) => [name, { key, value, word: wordOf(value) }]));
}
