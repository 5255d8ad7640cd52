import { problem } from '../problem-codes.ts';
import type { Problem, TextRange } from '../problems.ts';
import { entriesOf, entryOf, itemsOf, rangeWithin, type SourceNode, textOf, valueAt } from '../source.ts';

/** Globs of alarms and of effects that no path on the machine matches. */
export function checkGlobs(root: SourceNode): Problem[] {
  const alarms = entriesOf(valueAt(root, ['machine', 'alarms'])).flatMap(({ value }) =>
    itemsOf(entryOf(value, 'paths')?.value),
  );
  return [...alarms, ...removedBy(root)].flatMap((node) => {
    const glob = textOf(node);
    return node.kind !== 'scalar' || glob === undefined || glob === ''
      ? []
      : neverMatching(glob, rangeWithin(node, 0, glob.length));
  });
}

function removedBy(root: SourceNode): readonly SourceNode[] {
  const replies = entriesOf(entryOf(root, 'tools')?.value).flatMap(({ value }) =>
    itemsOf(entryOf(value, 'replies')?.value),
  );
  return [...itemsOf(entryOf(root, 'timeline')?.value), ...replies].flatMap((part) => {
    const effects = entryOf(part, 'do')?.value;
    if (!effects) return [];
    return (effects.kind === 'list' ? effects.items : [effects]).flatMap((effect) =>
      itemsOf(entryOf(effect, 'remove')?.value),
    );
  });
}

/** The problem of a glob that no absolute path matches, where there is one. */
export function neverMatching(glob: string, range: TextRange): Problem[] {
  if (/^(?:\/|\*\*|\{)/.test(glob)) return [];
  const meant = `**/${glob.replace(/^(?:\.\/|~\/)/, '')}`;
  const message = `${glob} matches no path: paths on the machine begin with /. In any folder it is ${meant}.`;
  return [problem('RL3024', range, message, [{ title: `Change to ${meant}`, edits: [{ range, text: meant }] }])];
}
