import { distance } from 'fastest-levenshtein';
import type { ProblemFix, TextRange } from './problems.ts';

/** Longest text that is taken for a mistyped name. */
const LONGEST_NAME = 80;

/**
 * The name that somebody who wrote `written` most likely meant: the one with the fewest typing errors, if those are few. Upper and
 * lower case, `-` and `_` count as half an error, letters in another order and a missing ending as one.
 */
export function nearest(written: string, names: Iterable<string>): string | undefined {
  if (written.length > LONGEST_NAME) return undefined;
  let best: string | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (const name of names) {
    if (name.length > LONGEST_NAME) continue;
    const errors = typingErrors(written, name);
    if (name !== written && errors < fewest) {
      best = name;
      fewest = errors;
    }
  }
  const bearable = Math.max(1, Math.min(4, Math.floor(Math.max(written.length, best?.length ?? 0) * 0.4)));
  return fewest <= bearable ? best : undefined;
}

function typingErrors(written: string, name: string): number {
  if (letters(written) === letters(name)) return 1;
  if (written.length >= 3 && (name.startsWith(written) || written.startsWith(name))) return 1;
  return (distance(written, name) + distance(loose(written), loose(name))) / 2;
}

/** The letters of a name whatever their order: two that changed places are one typing error. */
function letters(name: string): string {
  return [...name].sort().join('');
}

function loose(name: string): string {
  return name.toLowerCase().replace(/[-_ .]/g, '');
}

/** The end of a sentence that names the nearest name, or else what there is; and the fix that puts it there. */
export function suggestion(
  written: string,
  names: Iterable<string>,
  range: TextRange,
  quote: (name: string) => string = (name) => name,
): { readonly sentence: string; readonly fixes: readonly ProblemFix[] } {
  const all = [...names];
  const meant = nearest(written, all);
  if (meant !== undefined) {
    const fix = { title: `Change to ${meant}`, edits: [{ range, text: quote(meant) }] };
    return { sentence: `Did you mean ${meant}?`, fixes: [fix] };
  }
  return { sentence: all.length > 0 ? `Known are ${listed(all, 'and')}.` : '', fixes: [] };
}

/** Names as a person lists them: `a, b and c`; long lists are cut short. */
export function listed(names: readonly string[], last: 'and' | 'or', most = 12): string {
  const shown = names.length > most ? [...names.slice(0, most), `${names.length - most} more`] : names;
  if (shown.length < 2) return shown.join('');
  return `${shown.slice(0, -1).join(', ')} ${last} ${shown.at(-1)}`;
}
