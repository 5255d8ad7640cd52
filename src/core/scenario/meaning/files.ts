import { listed } from '../nearest.ts';
import { problem } from '../problem-codes.ts';
import type { Problem } from '../problems.ts';
import { entriesOf, entryOf, type SourceEntry, valueAt } from '../source.ts';
import type { Declared } from './declared.ts';
import { parentsOf, simplestPath } from './paths.ts';

/** Keys of which a file has exactly one. */
const CONTENTS = ['content', 'from', 'size', 'directory', 'link'];

/** What is wrong with the declared files, those of other hosts among them, and with the paths of mounts. */
export function checkFiles({ files, hosts, root }: Declared): Problem[] {
  const others = hosts.map(({ value }) => entriesOf(entryOf(value, 'files')?.value));
  const mounts = entriesOf(valueAt(root, ['machine', 'mounts']));
  return [...[files, ...others].flatMap(checkFilesOf), ...mounts.flatMap(checkPath)];
}

function checkFilesOf(entries: readonly SourceEntry[]): Problem[] {
  const files = new Map(entries.map((entry) => [entry.name, entry]));
  return entries.flatMap((entry) => [...checkContents(entry), ...checkPath(entry), ...checkFolders(entry, files)]);
}

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

/** A file that another one is said to lie in. */
function checkFolders({ name, key }: SourceEntry, files: ReadonlyMap<string, SourceEntry>): Problem[] {
  const outer = parentsOf(name).find((folder) => {
    const entry = files.get(folder);
    return entry !== undefined && !entryOf(entry.value, 'directory') && !entryOf(entry.value, 'link');
  });
  if (outer === undefined) return [];
  return [problem('RL3206', key.range, `${name} cannot lie in ${outer}, which is a file and not a folder.`)];
}
