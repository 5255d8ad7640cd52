/** Absolute paths of the machine as plain text. Links are not followed here. */

/** An absolute path without `.`, `..`, doubled or trailing slashes; a relative one is taken from `base`. */
export function resolvePath(base: string, path: string): string {
  if (isResolved(path)) return path;
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${base}/${path}`).split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** Whether a path is absolute and has nothing in it to take away. A name that begins with a dot is left to be looked at. */
function isResolved(path: string): boolean {
  return path.startsWith('/') && !path.includes('/.') && !path.includes('//') && !path.endsWith('/');
}

/** The folder that holds a path; `/` holds itself. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf('/')));
}

/** The last part of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The path of an entry of a folder. */
export function joinPath(folder: string, name: string): string {
  return folder === '/' ? `/${name}` : `${folder}/${name}`;
}

/** Whether a path is the folder or lies in it. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);
}
