/** Where problems are shown: in the text of the scenario itself, in its order, at something that can be underlined. */
import { type Composition, originOfRange } from './composition.ts';
import { problem } from './problem-codes.ts';
import type { Problem, TextRange } from './problems.ts';
import { entryOf, type SourceMap } from './source.ts';

/** Codes of problems that stand for others, which differ in what they say and not in where they are. */
const TOLD_BY_MESSAGE = new Set(['RL3503', 'RL3604']);

/**
 * Problems with those in files that the scenario extends shown where it says so. Warnings there are left to these files, and a fix
 * that would change another file is left out.
 */
export function placedInScenario(
  problems: readonly Problem[],
  { regions, text: whole }: Pick<Composition, 'regions' | 'text'>,
  source: SourceMap,
  text: string,
): readonly Problem[] {
  if (regions.length === 0) return problems;
  const shown = entryOf(source, 'extends')?.value.range ?? source.range;
  return problems.flatMap((each): Problem[] => {
    const { file, range } = originOfRange(each.range, regions);
    if (file === undefined) {
      const fixes = each.fixes.filter(({ edits }) => edits.every((edit) => edit.range.end <= text.length));
      return [{ ...each, fixes }];
    }
    if (each.severity !== 'error') return [];
    const line = whole.slice(each.range.start - range.start, each.range.start).split('\n').length;
    return [problem('RL3503', shown, `${file}, line ${line}: ${each.message} (${each.code})`)];
  });
}

/** Problems in the order of the text, each once: a value that is used twice, or a key that is written twice, is checked twice. */
export function inOrder(problems: readonly Problem[], text: string): Problem[] {
  const seen = new Map<string, Problem>();
  for (const each of problems) {
    const range = visibleRange(each.range, text);
    const told = TOLD_BY_MESSAGE.has(each.code) ? each.message : '';
    const key = `${each.code} ${range.start} ${range.end} ${told}`;
    if (!seen.has(key)) seen.set(key, { ...each, range });
  }
  return [...seen.values()].toSorted((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
}

/** The range, or the nearest character before or after it where there is nothing in it that could be underlined. */
function visibleRange({ start, end }: TextRange, text: string): TextRange {
  const from = Math.min(Math.max(0, start), text.length);
  const to = Math.min(Math.max(from, end), text.length);
  if (to > from) return { start: from, end: to };
  const before = text.slice(0, from).trimEnd().length;
  if (before > 0) return { start: before - 1, end: before };
  const after = text.length - text.trimStart().length;
  return { start: Math.min(after, text.length), end: Math.min(after + 1, text.length) };
}
