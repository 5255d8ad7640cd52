/**
 * Globs on paths. Matching takes time in proportion to the length of the glob times that of the path, whatever the two are: globs come
 * from scenarios, paths from agents, and the usual translation to a regular expression can take both for ever.
 */
import { expand } from 'brace-expansion';

/** Longest glob that is looked at; a longer one matches nothing. */
const LONGEST_GLOB = 4096;
/** Most globs that one with braces stands for. */
const MOST_ALTERNATIVES = 256;

/** `*` in a name, or `**` among names: any number of things. */
const ANY = Symbol('any number');
type Matches<T> = (item: T) => boolean;
type Pattern<T> = readonly (Matches<T> | typeof ANY)[];

/**
 * Whether an absolute path matches a glob: `*` and `?` stay within a folder, `**` crosses folders, `[…]` and `{a,b}` work as in a
 * shell, and a backslash takes the meaning from the sign after it. Names that start with a dot match like any other, since an agent's
 * files often do.
 */
export function matchesGlob(path: string, glob: string): boolean {
  return globMatcher(glob)(path);
}

/** A test for one glob that is asked about many paths. */
export function globMatcher(glob: string): (path: string) => boolean {
  if (glob.length > LONGEST_GLOB) return () => false;
  const patterns = expand(glob, { max: MOST_ALTERNATIVES }).map(pathPattern);
  return (path) => {
    const names = path.split('/');
    return patterns.some((pattern) => matchesWhole(pattern, names));
  };
}

/** Whether a text has any of the signs that make it a glob and not the name of one file. */
export function isGlob(text: string): boolean {
  return /[*?[{]/.test(text);
}

function pathPattern(glob: string): Pattern<string> {
  const names = glob.split('/');
  return names.flatMap((name, index): Pattern<string> => {
    if (name !== '**') return [nameMatcher(name)];
    const isLast = index === names.length - 1;
    return isLast ? [(last) => last !== '', ANY] : [ANY];
  });
}

function nameMatcher(glob: string): Matches<string> {
  if (!/[*?[\\]/.test(glob)) return (name) => name === glob;
  const pattern = namePattern(glob);
  return (name) => name !== '' && matchesWhole(pattern, [...name]);
}

function namePattern(glob: string): Pattern<string> {
  const pattern: (Matches<string> | typeof ANY)[] = [];
  const tokens = /\\(.)|\[([!^]?)(\]?[^\]]*)\]|(\*+)|(\?)|(.)/gsu;
  for (const [, escaped, not, members, stars, one, plain] of glob.matchAll(tokens)) {
    if (stars !== undefined) pattern.push(ANY);
    else if (one !== undefined) pattern.push(() => true);
    else if (members !== undefined) pattern.push(memberMatcher(members, not !== ''));
    else pattern.push((char) => char === (escaped ?? plain));
  }
  return pattern;
}

/** One of the characters in `[abc]` or `[a-z]`, or none of them. */
function memberMatcher(members: string, isNegated: boolean): Matches<string> {
  const ranges = Array.from(members.matchAll(/(.)-(.)|(.)/gsu), ([, from, to, only]) => ({
    from: from ?? only ?? '',
    to: to ?? only ?? '',
  }));
  return (char) => ranges.some(({ from, to }) => from <= char && char <= to) !== isNegated;
}

/**
 * Whether a pattern matches all of some items. On a mismatch only the last `ANY` takes one item more, which is enough: what an earlier
 * one could take more, the last one can take instead.
 */
function matchesWhole<T>(pattern: Pattern<T>, items: readonly T[]): boolean {
  let at = 0;
  let item = 0;
  let lastAny = -1;
  let taken = 0;
  while (item < items.length) {
    const part = pattern[at];
    const current = items[item];
    if (part === ANY) {
      lastAny = at++;
      taken = item;
    } else if (part !== undefined && current !== undefined && part(current)) {
      at += 1;
      item += 1;
    } else if (lastAny >= 0) {
      at = lastAny + 1;
      item = ++taken;
    } else {
      return false;
    }
  }
  while (pattern[at] === ANY) at += 1;
  return at === pattern.length;
}
