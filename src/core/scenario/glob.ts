import { Minimatch } from 'minimatch';

/** Longest glob that is looked at; a longer one matches nothing. */
const LONGEST_GLOB = 4096;

/**
 * Whether an absolute path matches a glob: `*` and `?` stay within a folder, `**` crosses folders, `[…]` and `{a,b}` work as in a
 * shell. Names that start with a dot match like any other, since an agent's files often do.
 */
export function matchesGlob(path: string, glob: string): boolean {
  return globMatcher(glob)(path);
}

/** A test for one glob that is asked about many paths. */
export function globMatcher(glob: string): (path: string) => boolean {
  if (glob.length > LONGEST_GLOB) return () => false;
  const matcher = new Minimatch(glob, { dot: true, nocomment: true, nonegate: true, platform: 'linux' });
  return (path) => matcher.match(path);
}

/** Whether a text has any of the signs that make it a glob and not the name of one file. */
export function isGlob(text: string): boolean {
  return /[*?[{]/.test(text);
}
