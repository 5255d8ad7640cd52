/**
 * The lines of the list that the replay holds: whole pages, asked of the host as they come into view. However long the trial
 * is, no more than `MOST_PAGES` are held and no more than `MOST_ASKED` are on their way.
 */
import type { FromReplay, StepLine } from '../../src/protocol/replay.ts';

/** Lines of one page. */
export const PAGE = 64;
export const MOST_PAGES = 12;
export const MOST_ASKED = 4;

interface Page {
  /** By position in the page; a line that is not known is missing. */
  readonly lines: readonly (StepLine | undefined)[];
  /** On its way. */
  readonly asked: boolean;
  /** The trial went on since it was asked. */
  readonly stale: boolean;
}

/** Pages by number: page `n` holds the lines from step `n * PAGE`. */
export type LinePages = ReadonlyMap<number, Page>;

/** First and last step that are in view, both included. */
export interface Visible {
  readonly first: number;
  readonly last: number;
}

const EMPTY: Page = { lines: [], asked: false, stale: true };
const pageOf = (step: number) => Math.floor(step / PAGE);

/** The line of a step, or undefined when it is not held. */
export function lineAt(pages: LinePages, step: number): StepLine | undefined {
  return pages.get(pageOf(step))?.lines[step % PAGE];
}

/**
 * Asks for what is in view and not held or out of date, nearest to the top first, and lets go of the pages farthest from view.
 * `steps` is the number of the last step.
 */
export function askForVisible(
  pages: LinePages,
  visible: Visible,
  steps: number,
): { readonly pages: LinePages; readonly post: readonly FromReplay[] } {
  const first = pageOf(Math.max(0, visible.first));
  const last = pageOf(Math.min(steps, visible.last));
  let onTheirWay = [...pages.values()].filter((page) => page.asked).length;
  const next = new Map(pages);
  const post: FromReplay[] = [];
  for (let number = first; number <= last && onTheirWay < MOST_ASKED; number += 1) {
    const page = next.get(number) ?? EMPTY;
    if (page.asked || !page.stale) continue;
    next.set(number, { ...page, asked: true, stale: false });
    onTheirWay += 1;
    const from = number * PAGE;
    post.push({ type: 'want-lines', from, to: Math.min(from + PAGE, steps + 1) });
  }
  return post.length === 0 ? { pages, post } : { pages: letGo(next, (first + last) / 2), post };
}

/** Takes in lines that arrived. Lines of pages that were let go in the meantime are dropped. */
export function takeLines(pages: LinePages, from: number, lines: readonly StepLine[]): LinePages {
  const next = new Map(pages);
  const asked = next.get(pageOf(from));
  if (asked !== undefined) next.set(pageOf(from), { ...asked, asked: false });
  for (const [number, page] of next) {
    const mine = lines.filter((line) => pageOf(line.step) === number);
    if (mine.length === 0) continue;
    const held = Array.from({ length: PAGE }, (_, position) => page.lines[position]);
    for (const line of mine) held[line.step % PAGE] = line;
    next.set(number, { ...page, lines: held });
  }
  return next;
}

/** Marks the pages from a step on as out of date: the trial went on, and that step may have changed. */
export function outdate(pages: LinePages, from: number): LinePages {
  return new Map(
    [...pages].map(([number, page]) => [number, number >= pageOf(from) ? { ...page, stale: true } : page] as const),
  );
}

/** Forgets what is on its way, so that it is asked for again: the host could not answer. */
export function giveUpAsked(pages: LinePages): LinePages {
  return new Map(
    [...pages].map(([number, page]) => [number, page.asked ? { ...page, asked: false, stale: true } : page] as const),
  );
}

function letGo(pages: LinePages, middle: number): LinePages {
  if (pages.size <= MOST_PAGES) return pages;
  const nearestFirst = [...pages].sort(([a], [b]) => Math.abs(a - middle) - Math.abs(b - middle));
  return new Map(nearestFirst.slice(0, MOST_PAGES));
}
