/** Formatting of a scenario by a formatter of YAML that knows nothing of scenarios, so that it never changes what one says. */
import type { TextRange } from '../problems.ts';
import type { SourceNode } from '../source.ts';
import { readSource } from '../source-reader.ts';

/** Gives the formatted text; undefined when it cannot be formatted. */
export type Format = (text: string, tabWidth: number) => Promise<string | undefined>;

export interface TextEdit {
  readonly range: TextRange;
  readonly text: string;
}

/**
 * The edits that format a text; none when it has errors, or when formatting would change a value, a comment or an anchor. Formatting
 * again changes nothing.
 */
export async function formatted(text: string, format: Format, tabWidth = 2): Promise<readonly TextEdit[]> {
  const before = readSource(text);
  if (before.root?.kind !== 'map' || before.problems.length > 0) return [];
  const once = await format(text, tabWidth);
  if (once === undefined || once === text || !saysTheSame(text, before.root, once)) return [];
  // Long texts take long: that once is enough for them is taken on trust.
  if (text.length > LONG) return smallestEdit(text, once);
  // The formatter needs a second go for a few texts, such as a comment between the items of a list.
  const twice = (await format(once, tabWidth)) ?? once;
  const done = twice !== once && saysTheSame(text, before.root, twice) ? twice : once;
  const again = await format(done, tabWidth);
  return again === done ? smallestEdit(text, done) : [];
}

/** Characters of a text that takes the formatter about half a second. */
const LONG = 60_000;

function saysTheSame(text: string, root: SourceNode, other: string): boolean {
  const after = readSource(other);
  return (
    after.root !== undefined &&
    after.problems.length === 0 &&
    contentOf(after.root) === contentOf(root) &&
    marksIn(text) === marksIn(other)
  );
}

/** Everything that a tree says, without where and how it is written. */
function contentOf(node: SourceNode): string {
  switch (node.kind) {
    case 'scalar':
      return JSON.stringify(node.value);
    case 'list':
      return `[${node.items.map(contentOf).join()}]`;
    case 'map':
      return `{${node.entries.map(({ name, value }) => `${JSON.stringify(name)}:${contentOf(value)}`).join()}}`;
    default:
      return node satisfies never;
  }
}

/** Comments, anchors and aliases, and the lines of blocks of text that look like them. */
function marksIn(text: string): string {
  const comments = Array.from(text.matchAll(/(?:^|[ \t])#(.*)$/gm), ([, comment = '']) => comment.trim());
  const anchors = Array.from(text.matchAll(/(?:^|[\s[{,])([&*][A-Za-z]\w*)(?=$|[\s\]},])/gm), ([, name]) => name);
  return JSON.stringify([comments, anchors]);
}

/** One edit that replaces only the lines between what both texts begin and end with. */
function smallestEdit(before: string, after: string): readonly TextEdit[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  start = start === 0 ? 0 : before.lastIndexOf('\n', start - 1) + 1;
  let length = 0;
  const most = Math.min(before.length, after.length) - start;
  while (length < most && before[before.length - 1 - length] === after[after.length - 1 - length]) length += 1;
  const end = before.length - length;
  return [{ range: { start, end }, text: after.slice(start, after.length - length) }];
}
