/** Which scenarios belong together: those that one extends, and those that extend it. */
import { entryOf, type SourceNode, textOf } from '../source.ts';
import { staysInside } from '../source-files.ts';
import type { LinkedScenario } from './resolved-value.ts';

/** The address of the scenario that one at an address extends; undefined when it extends none. */
export function extendedUri(uri: string, root: SourceNode | undefined): string | undefined {
  const path = textOf(entryOf(root, 'extends')?.value);
  return path === undefined || path === '' ? undefined : resolvedUri(uri, path);
}

/** The address of a file in the folder of another or below it, by its path; undefined when there can be none. */
export function resolvedUri(uri: string, path: string): string | undefined {
  if (!staysInside(path) || /^[a-z][a-z0-9+.-]*:/i.test(path)) return undefined;
  const written = path.replace(/[%?#]/g, encodeURIComponent);
  try {
    return new URL(`./${written}`, uri).href;
  } catch {
    // The scenario is no file yet, so nothing lies beside it.
    return undefined;
  }
}

/** The scenarios that one extends, the nearest first. A circle is followed once. */
export function basesOf(
  start: LinkedScenario,
  scenarios: ReadonlyMap<string, LinkedScenario>,
): readonly LinkedScenario[] {
  const bases: LinkedScenario[] = [];
  const seen = new Set([start.uri]);
  for (let at = start; ; ) {
    const uri = extendedUri(at.uri, at.scenario.root);
    const next = uri === undefined || seen.has(uri) ? undefined : scenarios.get(uri);
    if (!next) return bases;
    seen.add(next.uri);
    bases.push(next);
    at = next;
  }
}

/** A scenario with all that it extends, and all that extend it or what it extends. It comes first. */
export function familyOf(
  start: LinkedScenario,
  scenarios: ReadonlyMap<string, LinkedScenario>,
): readonly LinkedScenario[] {
  const rootOf = (each: LinkedScenario): string => basesOf(each, scenarios).at(-1)?.uri ?? each.uri;
  const own = rootOf(start);
  const others = [...scenarios.values()].filter((each) => each.uri !== start.uri && rootOf(each) === own);
  return [start, ...others];
}
