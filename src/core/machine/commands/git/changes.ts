/** Differences between two states of a repository, as `git diff` and `git status` show them. */
import type { Repository, Snapshot } from './repository.ts';

export interface Change {
  readonly path: string;
  readonly kind: 'added' | 'modified' | 'deleted';
}

/** What changed from one snapshot to another, by path. */
export function changesBetween(before: Snapshot, after: Snapshot): readonly Change[] {
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return paths.flatMap((path): readonly Change[] => {
    const [old, now] = [before[path], after[path]];
    if (old === now) return [];
    return [{ path, kind: old === undefined ? 'added' : now === undefined ? 'deleted' : 'modified' }];
  });
}

interface Step {
  readonly kind: ' ' | '-' | '+';
  readonly line: string;
}

/** Lines that a comparison of two files looks at. */
const MOST_LINES = 2_000;

/** The fewest lines to take out and put in: longest common subsequence. */
function steps(before: readonly string[], after: readonly string[]): readonly Step[] {
  if (before.length * after.length > MOST_LINES * MOST_LINES) {
    return [...before.map((line): Step => ({ kind: '-', line })), ...after.map((line): Step => ({ kind: '+', line }))];
  }
  const width = after.length + 1;
  const table = new Uint32Array((before.length + 1) * width);
  for (let i = before.length - 1; i >= 0; i -= 1) {
    for (let j = after.length - 1; j >= 0; j -= 1) {
      table[i * width + j] =
        before[i] === after[j]
          ? (table[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(table[(i + 1) * width + j] ?? 0, table[i * width + j + 1] ?? 0);
    }
  }
  const found: Step[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      found.push({ kind: ' ', line: before[i] ?? '' });
      i += 1;
      j += 1;
    } else if (
      i < before.length &&
      (j >= after.length || (table[(i + 1) * width + j] ?? 0) >= (table[i * width + j + 1] ?? 0))
    ) {
      found.push({ kind: '-', line: before[i] ?? '' });
      i += 1;
    } else {
      found.push({ kind: '+', line: after[j] ?? '' });
      j += 1;
    }
  }
  return found;
}

const CONTEXT = 3;

function hunks(all: readonly Step[]): string {
  let text = '';
  let at = 0;
  while (at < all.length) {
    const first = all.findIndex((step, index) => index >= at && step.kind !== ' ');
    if (first < 0) break;
    let last = first;
    for (let index = first; index < all.length && index - last <= CONTEXT * 2; index += 1)
      if (all[index]?.kind !== ' ') last = index;
    const [from, to] = [Math.max(0, first - CONTEXT), Math.min(all.length, last + CONTEXT + 1)];
    const part = all.slice(from, to);
    const line = (kind: '-' | '+'): number =>
      all.slice(0, from).filter((step) => step.kind !== (kind === '-' ? '+' : '-')).length + 1;
    const count = (kind: '-' | '+'): number => part.filter((step) => step.kind !== (kind === '-' ? '+' : '-')).length;
    const range = (kind: '-' | '+'): string => {
      const lines = count(kind);
      return lines === 1 ? String(line(kind)) : `${lines === 0 ? line(kind) - 1 : line(kind)},${lines}`;
    };
    text += `@@ -${range('-')} +${range('+')} @@\n${part.map((step) => `${step.kind}${step.line}\n`).join('')}`;
    at = to;
  }
  return text;
}

const linesOf = (text: string): readonly string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));

/** The differences as a patch. */
export function patchText(
  repository: Repository,
  before: Snapshot,
  after: Snapshot,
  only: readonly string[] = [],
): string {
  return changesBetween(before, after)
    .filter(({ path }) => only.length === 0 || only.some((prefix) => path === prefix || path.startsWith(`${prefix}/`)))
    .map(({ path, kind }) => {
      const [old, now] = [before[path], after[path]];
      const short = (digest: string | undefined): string =>
        digest === undefined ? '0000000' : digest.replace('sha256:', '').slice(0, 7);
      const mode = kind === 'added' ? 'new file mode 100644\n' : kind === 'deleted' ? 'deleted file mode 100644\n' : '';
      const head = `diff --git a/${path} b/${path}\n${mode}index ${short(old)}..${short(now)}${kind === 'modified' ? ' 100644' : ''}\n`;
      const [a, b] = [
        old === undefined ? '' : repository.content(old),
        now === undefined ? '' : repository.content(now),
      ];
      const names = `--- ${old === undefined ? '/dev/null' : `a/${path}`}\n+++ ${now === undefined ? '/dev/null' : `b/${path}`}\n`;
      if (a === undefined || b === undefined)
        return `${head}Binary files ${old === undefined ? '/dev/null' : `a/${path}`} and ${now === undefined ? '/dev/null' : `b/${path}`} differ\n`;
      return head + (a === b ? '' : names + hunks(steps(linesOf(a), linesOf(b))));
    })
    .join('');
}

/** Lines that were put in and taken out, over all files. */
export function countLines(
  repository: Repository,
  before: Snapshot,
  after: Snapshot,
): { readonly files: number; readonly added: number; readonly removed: number } {
  let [added, removed] = [0, 0];
  const changes = changesBetween(before, after);
  for (const { path } of changes) {
    const all = steps(linesOf(repository.content(before[path]) ?? ''), linesOf(repository.content(after[path]) ?? ''));
    added += all.filter(({ kind }) => kind === '+').length;
    removed += all.filter(({ kind }) => kind === '-').length;
  }
  return { files: changes.length, added, removed };
}
