/** Files that a scenario is made of besides its own: the ones that it extends, texts and fixtures. */

/** Text of each file by its path as the scenario names it, relative to its folder. */
export type SourceFiles = Readonly<Record<string, string>>;

/** The text of a file that was read; undefined when it was not. */
export function fileText(files: SourceFiles | undefined, path: string): string | undefined {
  return files !== undefined && Object.hasOwn(files, path) ? files[path] : undefined;
}

/**
 * A path that a file names, as the scenario that includes this file would write it. Files in the folder of the scenario write it the
 * same way.
 * @param from path of the file that names it
 */
export function includedPath(from: string, path: string): string {
  const folder = simplest(from).split('/').slice(0, -1);
  return folder.length === 0 ? path : `./${[...folder, simplest(path)].join('/')}`;
}

/** A relative path without `.`, `..` and empty parts, so that the same file is always called the same. */
export function simplest(path: string): string {
  const parts: string[] = [];
  for (const part of path.split(/[/\\]/)) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}

/** Whether a path stays in the folder of the file that names it: it is relative and never climbs out. */
export function staysInside(path: string): boolean {
  if (path === '' || /^([/\\~]|[A-Za-z]:)/.test(path) || path.includes('\0')) return false;
  let depth = 0;
  for (const part of path.split(/[/\\]/)) {
    if (part === '..') depth -= 1;
    else if (part !== '' && part !== '.') depth += 1;
    if (depth < 0) return false;
  }
  return depth > 0;
}
