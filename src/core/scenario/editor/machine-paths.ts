/** Paths on the mocked machine, where a scenario names them. */
import type { TextRange } from '../problems.ts';
import type { Shape } from '../shape.ts';
import { entriesOf, type SourceNode, type SourcePath, valueAt } from '../source.ts';
import type { Completion } from './completion-item.ts';
import { widened } from './cursor.ts';

/** Keys whose value, or the items of whose value, are paths or globs of them. */
const PATH_KEYS = new Set(['cwd', 'home', 'shell', 'link', 'paths', 'remove', 'needs', 'key', 'log', 'reads']);

/** Whether a path on the machine can stand at a place. */
export function takesMachinePath(path: SourcePath, shapes: readonly Shape[]): boolean {
  if (shapes.some(({ meaning }) => meaning === 'path')) return true;
  const key = path.findLast((step) => typeof step === 'string');
  return key !== undefined && PATH_KEYS.has(String(key)) && shapes.some(({ kind }) => kind === 'text');
}

/** Paths of the files that a scenario declares. */
export function declaredPaths(root: SourceNode | undefined): readonly string[] {
  return entriesOf(valueAt(root, ['machine', 'files'])).map(({ name }) => name);
}

/**
 * The next step of a path: files and folders in the folder that is written so far.
 * @param written what stands before the word at the cursor
 */
export function completeMachinePath(
  paths: readonly string[],
  written: string,
  range: TextRange,
): readonly Completion[] {
  const folder = written.slice(0, written.lastIndexOf('/') + 1);
  if (!folder.startsWith('/')) return [];
  const steps = new Map<string, 'file' | 'folder'>();
  for (const path of paths) {
    if (!path.startsWith(folder)) continue;
    const rest = path.slice(folder.length);
    const slash = rest.indexOf('/');
    const step = slash < 0 ? rest : rest.slice(0, slash);
    if (step !== '' && (slash >= 0 || !steps.has(step))) steps.set(step, slash < 0 ? 'file' : 'folder');
  }
  const place = widened(range, written.slice(folder.length));
  return [...steps]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, MOST_OFFERED)
    .map(([step, kind]) => ({
      label: kind === 'folder' ? `${step}/` : step,
      kind,
      detail: `${kind} on the machine`,
      about: '',
      range: place,
      text: kind === 'folder' ? `${step}/` : step,
    }));
}

const MOST_OFFERED = 300;
