/** Parts of a scenario that can be folded, by their lines. */
import type { SourceNode } from '../source.ts';
import { linesIn } from '../source-reader.ts';
import type { ScenarioText } from './scenario-text.ts';

export interface Fold {
  /** Lines, from 0; both belong to it. */
  readonly startLine: number;
  readonly endLine: number;
  readonly kind: 'part' | 'comment' | 'region';
}

/** Every key or item with more than one line, blocks of comments, and regions between `# region` and `# endregion`. */
export function foldsIn({ text, root }: ScenarioText): readonly Fold[] {
  const lines = linesIn(text);
  const lineOf = lineFinder(lines.map(({ start }) => start));
  const folds: Fold[] = [];
  const add = (from: number, to: number): void => {
    const startLine = lineOf(from);
    const endLine = lineOf(Math.max(from, to - 1));
    if (endLine > startLine) folds.push({ startLine, endLine, kind: 'part' });
  };
  const visit = (node: SourceNode): void => {
    if (node.kind === 'map') {
      for (const { key, value } of node.entries) {
        add(key.range.start, Math.max(key.range.end, value.range.end));
        visit(value);
      }
    } else if (node.kind === 'list') {
      for (const item of node.items) {
        if (item.kind !== 'scalar') add(item.range.start, item.range.end);
        visit(item);
      }
    }
  };
  if (root) visit(root);
  return [...once(folds), ...commentFolds(lines.map(({ content }) => content))];
}

/** One fold for each first line: that of the widest. */
function once(folds: readonly Fold[]): readonly Fold[] {
  const widest = new Map<number, Fold>();
  for (const fold of folds) {
    const known = widest.get(fold.startLine);
    if (!known || known.endLine < fold.endLine) widest.set(fold.startLine, fold);
  }
  return [...widest.values()];
}

function commentFolds(contents: readonly string[]): readonly Fold[] {
  const folds: Fold[] = [];
  const regions: number[] = [];
  let first: number | undefined;
  for (const [line, content] of [...contents, ''].entries()) {
    if (/^#\s*region\b/.test(content)) regions.push(line);
    if (/^#\s*endregion\b/.test(content)) {
      const startLine = regions.pop();
      if (startLine !== undefined) folds.push({ startLine, endLine: line, kind: 'region' });
    }
    if (content.startsWith('#') && !/^#\s*(?:end)?region\b/.test(content)) {
      first ??= line;
    } else {
      if (first !== undefined && line - 1 > first) folds.push({ startLine: first, endLine: line - 1, kind: 'comment' });
      first = undefined;
    }
  }
  return folds;
}

/** Gives the line of an offset. */
function lineFinder(starts: readonly number[]): (offset: number) => number {
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  };
}
