import { homeOf } from '../defaults.ts';
import { problem } from '../problem-codes.ts';
import type { Problem } from '../problems.ts';
import { entryOf, itemsOf, type SourceEntry, textOf } from '../source.ts';
import { type Declared, type DeclaredProcess, withOptions } from './declared.ts';
import type { FileIndex } from './file-index.ts';
import type { CheckedFiles } from './files.ts';
import { parentsOf, simplestPath } from './paths.ts';

/** Most links that are followed, as in Linux. */
const MOST_LINKS = 40;

/**
 * Files without which a process of the beginning could not have started. Only files of the scenario can be known here, so a need with
 * an absolute path is taken on trust when nothing of the scenario lies in its folder: it may be part of the operating system.
 */
export function checkNeededFiles(declared: Declared, checked: CheckedFiles): Problem[] {
  const index = checked.indexOf(declared.files);
  return declared.processes.flatMap((process) =>
    itemsOf(entryOf(process.program?.node, 'needs')?.value).flatMap((need) => {
      const written = textOf(need);
      const filled = written === undefined ? undefined : withOptions(written, process);
      if (filled === undefined || !process.programName) return [];
      const path = behindLinks(absolute(filled, process, declared.machineUser), index.links);
      if (index.has(path) || (filled.startsWith('/') && !sharesFolder(path, index))) return [];
      const message = `${process.program?.name} needs ${path}, and machine.files has no such file. The process could not have started.`;
      return [problem('RL3107', process.programName.range, message)];
    }),
  );
}

function absolute(need: string, process: DeclaredProcess, machineUser: string): string {
  if (need.startsWith('/')) return need;
  const user = textOf(entryOf(process.node, 'user')?.value) ?? machineUser;
  const folder = textOf(entryOf(process.node, 'cwd')?.value) ?? homeOf(user);
  return `${folder.replace(/\/$/, '')}/${need.replace(/^\.\//, '')}`;
}

/** The path with folders that are declared as links replaced by what they lead to. */
function behindLinks(path: string, links: readonly SourceEntry[]): string {
  let current = path;
  for (let hop = 0; hop < MOST_LINKS; hop++) {
    const link = links.find(({ name }) => current === name || current.startsWith(`${name}/`));
    const target = textOf(entryOf(link?.value, 'link')?.value);
    if (!link || target === undefined) return current;
    const [folder = ''] = parentsOf(link.name);
    const absoluteTarget = target.startsWith('/') ? target : `${folder}/${target}`;
    current = simplestPath(absoluteTarget) + current.slice(link.name.length);
  }
  return current;
}

/** Whether the scenario itself has something in the folder of a path, other than the root and its first level. */
function sharesFolder(path: string, index: FileIndex): boolean {
  return parentsOf(path).some((folder) => folder.split('/').length > 2 && index.hasFolder(folder));
}
