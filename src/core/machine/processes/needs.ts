/** The files that a program needs, as they are found in the folder that it is started from. */

import { globMatcher, isGlob } from '../../scenario/glob.ts';
import type { ProgramSpec } from '../../scenario/model.ts';
import type { FileTree } from '../files/file-tree.ts';
import { joinPath, resolvePath } from '../files/paths.ts';
import type { MachineState } from '../state/machine-state.ts';
import type { Artefact } from '../world.ts';
import { fill } from './template.ts';

export interface Needs {
  /** Every file that was found. */
  readonly artefacts: readonly Artefact[];
  /** The first thing that is missing: the path or the glob, absolute. */
  readonly missing: string | undefined;
}

/** Most files that one glob finds. */
const MOST_FILES = 10_000;

/**
 * Looks for what a program needs. Relative paths are those in its folder; one that begins with an option is as the option says,
 * relative to the working folder.
 */
export function findNeeds(
  program: ProgramSpec,
  options: Readonly<Record<string, string>>,
  place: { readonly root: string; readonly cwd: string; readonly scriptPath: string },
  tree: FileTree,
  state: MachineState,
): Needs {
  const artefacts = new Map<string, string>();
  const keep = (path: string): void => {
    const resolved = realPath(path, tree);
    const digest = state.digestOf(resolved);
    if (digest !== undefined) artefacts.set(path, digest);
  };
  keep(place.scriptPath);
  let missing: string | undefined;
  for (const need of program.needs) {
    const base = need.startsWith('{') ? place.cwd : place.root;
    const path = resolvePath(base, fill(need, options));
    const found = pathsMatching(path, tree);
    if (found.length === 0) missing ??= path;
    for (const file of found) keep(file);
  }
  return { artefacts: [...artefacts].map(([path, digest]) => ({ path, digest })), missing };
}

function realPath(path: string, tree: FileTree): string {
  try {
    return tree.resolve(path, 'open');
  } catch {
    return path;
  }
}

/** Paths that a glob finds, sorted; a path without any sign of a glob finds what lies there. */
export function pathsMatching(path: string, tree: FileTree): readonly string[] {
  if (isGlob(path)) return expand(path, tree);
  return tree.find(path) ? [path] : [];
}

function expand(glob: string, tree: FileTree): readonly string[] {
  const fixed = glob.slice(0, glob.search(/[*?[{]/));
  const start = fixed.slice(0, fixed.lastIndexOf('/')) || '/';
  const depth = glob.includes('**') ? Number.POSITIVE_INFINITY : glob.split('/').length - start.split('/').length;
  const matches = globMatcher(glob);
  const found: string[] = [];
  const walk = (folder: string, left: number): void => {
    if (left <= 0 || found.length >= MOST_FILES) return;
    for (const name of listed(folder, tree)) {
      const path = joinPath(folder, name);
      if (matches(path)) found.push(path);
      if (tree.find(path)?.kind === 'directory') walk(path, left - 1);
    }
  };
  walk(start, start === '/' ? depth + 1 : depth);
  return found.sort();
}

function listed(folder: string, tree: FileTree): readonly string[] {
  try {
    return tree.list(folder);
  } catch {
    return [];
  }
}
