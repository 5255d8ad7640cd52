/** The files of a world as a file system shows them. */
import type { Node, World } from '../machine/world.ts';

/** Links that are followed one after another before it counts as a loop, as Linux has it. */
const MOST_LINKS = 40;

/** What lies at a path, links on the way and at its end followed; undefined when nothing does. */
export function nodeAt(world: World, path: string): { readonly path: string; readonly node: Node } | undefined {
  let at = normal(path);
  for (let links = 0; links < MOST_LINKS; links++) {
    const step = followOnce(world, at);
    if (step === undefined) return undefined;
    if (step.node !== undefined) return { path: at, node: step.node };
    at = step.path;
  }
  return undefined;
}

/** Names in a folder with what they are, in the order of their names; undefined when there is no such folder. */
export function namesIn(world: World, path: string): readonly (readonly [name: string, node: Node])[] | undefined {
  const folder = nodeAt(world, path);
  if (folder?.node.kind !== 'directory') return undefined;
  const prefix = folder.path === '/' ? '/' : `${folder.path}/`;
  const names: (readonly [string, Node])[] = [];
  for (const [known, node] of world.files) {
    if (!known.startsWith(prefix) || known === prefix) continue;
    const name = known.slice(prefix.length);
    if (!name.includes('/')) names.push([name, node]);
  }
  return names.sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The node itself, or where the first link on the way leads; undefined when something on the way is missing. */
function followOnce(
  world: World,
  path: string,
): { readonly node: Node } | { readonly node: undefined; readonly path: string } | undefined {
  const parts = path.split('/').filter((part) => part !== '');
  let at = '';
  for (const [index, part] of parts.entries()) {
    const folder = at;
    at = `${at}/${part}`;
    const node = world.files.get(at);
    if (node === undefined) return undefined;
    if (node.kind === 'link') {
      const target = node.target.startsWith('/') ? node.target : `${folder}/${node.target}`;
      return { node: undefined, path: normal([target, ...parts.slice(index + 1)].join('/')) };
    }
  }
  const node = world.files.get(at === '' ? '/' : at);
  return node === undefined ? undefined : { node };
}

/** A path without `.`, `..` and empty parts. */
function normal(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
