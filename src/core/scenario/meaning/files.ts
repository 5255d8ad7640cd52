import { listed } from '../nearest.ts';
import { problem } from '../problem-codes.ts';
import type { Problem } from '../problems.ts';
import { entriesOf, entryOf, type SourceEntry, valueAt } from '../source.ts';
import type { Declared } from './declared.ts';
import { FileIndex } from './file-index.ts';
import { LONGEST_PATH, simplestPath } from './paths.ts';

/** Keys of which a file has exactly one. */
const CONTENTS = ['content', 'from', 'size', 'directory', 'link'];

/** What was found of files. Kept for the variants of one scenario, files that they share are checked once. */
export class CheckedFiles {
  readonly #known = new WeakMap<readonly SourceEntry[], readonly Problem[]>();
  readonly #indexes = new WeakMap<readonly SourceEntry[], FileIndex>();

  /** What is wrong with the files of a host. */
  of(entries: readonly SourceEntry[]): readonly Problem[] {
    const known = this.#known.get(entries) ?? checkFilesOf(entries);
    this.#known.set(entries, known);
    return known;
  }

  /** The files of a host by their paths. */
  indexOf(entries: readonly SourceEntry[]): FileIndex {
    const known = this.#indexes.get(entries) ?? new FileIndex(entries);
    this.#indexes.set(entries, known);
    return known;
  }
}

/** What is wrong with the declared files, those of other hosts among them, and with the paths of mounts. */
export function checkFiles({ files, hosts, root }: Declared, checked: CheckedFiles): Problem[] {
  const others = hosts.map(({ value }) => entriesOf(entryOf(value, 'files')?.value));
  const mounts = entriesOf(valueAt(root, ['machine', 'mounts']));
  return [...[files, ...others].flatMap((entries) => checked.of(entries)), ...mounts.flatMap(checkPath)];
}

function checkFilesOf(entries: readonly SourceEntry[]): readonly Problem[] {
  const files = new Map(entries.map((entry) => [entry.name, entry]));
  const problems: Problem[] = [];
  for (const entry of entries) {
    if (entry.value.kind === 'map') problems.push(...checkContents(entry));
    if (UNSIMPLE.test(entry.name)) problems.push(...checkPath(entry));
    const outer = fileAbove(entry.name, files);
    if (outer !== undefined) {
      const message = `${entry.name} cannot lie in ${outer}, which is a file and not a folder.`;
      problems.push(problem('RL3206', entry.key.range, message));
    }
  }
  return problems;
}

/** What only paths have that could be written in a shorter way. */
const UNSIMPLE = /\/\.{0,2}(?:\/|$)/;

function checkContents({ name, key, value }: SourceEntry): Problem[] {
  if (value.kind !== 'map') return [];
  const given = entriesOf(value).filter((entry) => CONTENTS.includes(entry.name));
  const [first, second] = given;
  if (!first) {
    const message = `${name} has no content. Give one of ${listed(CONTENTS, 'or')}.`;
    return [problem('RL3201', key.range, message)];
  }
  if (!second || first.name === second.name) return [];
  const message = `${name} has ${listed([...new Set(given.map((entry) => entry.name))], 'and')}. A file has only one of them.`;
  return [problem('RL3202', second.key.range, message)];
}

function checkPath({ name, key }: SourceEntry): Problem[] {
  if (!name.startsWith('/')) return [];
  const simplest = simplestPath(name);
  if (simplest === '/') return [problem('RL3207', key.range, `${name} is the root folder, which is always there.`)];
  if (simplest === name) return [];
  const fixes = [{ title: `Change to ${simplest}`, edits: [{ range: key.range, text: simplest }] }];
  return [
    problem(
      'RL3207',
      key.range,
      `${name} is the long way to write ${simplest}. Write the path without .., . and extra slashes.`,
      fixes,
    ),
  ];
}

/** The file that another one is said to lie in. */
function fileAbove(path: string, files: ReadonlyMap<string, SourceEntry>): string | undefined {
  if (path.length > LONGEST_PATH) return undefined;
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
    const folder = path.slice(0, end);
    const entry = files.get(folder);
    if (entry !== undefined && !entryOf(entry.value, 'directory') && !entryOf(entry.value, 'link')) return folder;
  }
  return undefined;
}
