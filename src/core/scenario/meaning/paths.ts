/** Longest path that Linux has; a longer one lies nowhere. */
export const LONGEST_PATH = 4096;

/** Folders that a path lies in, nearest first, without the root: `/opt/a`, `/opt` for `/opt/a/b`. */
export function parentsOf(path: string): string[] {
  const parents: string[] = [];
  if (path.length > LONGEST_PATH) return parents;
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) parents.push(path.slice(0, end));
  return parents;
}

/** The shortest way to write an absolute path: no empty parts, no `.`, no `..`, no slash at the end. */
export function simplestPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
