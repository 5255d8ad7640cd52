import { problem } from './problem-codes.ts';
import type { Problem } from './problems.ts';
import type { Piece } from './read-yaml.ts';
import type { Tabs } from './yaml-lines.ts';

/** The header of a text that goes on as a block of lines. */
const BLOCK_HEADER = /(?:^|[:-][ \t]+)[|>][-+0-9]*[ \t]*(?:#.*)?$/;

/**
 * The piece with tabs at the start of lines replaced by as many spaces, and where they were. The first of successive lines that have
 * some is reported. Tabs in the lines of a block of text are part of the text.
 */
export function withoutTabs(whole: Piece, problems: Problem[]): { readonly piece: Piece; readonly tabs: Tabs } {
  const tabs = new Map<number, number>();
  let at = whole.offset;
  let blockIndent: number | undefined;
  let wasTabbed = false;
  const lines = whole.text.split('\n').map((line) => {
    const start = at;
    at += line.length + 1;
    const space = /^[ \t]*/.exec(line)?.[0] ?? '';
    const content = line.slice(space.length).trim();
    const spaces = space.split('\t', 1).join().length;
    if (content === '' || (blockIndent !== undefined && spaces > blockIndent)) return line;
    blockIndent = BLOCK_HEADER.test(content) ? spaces : undefined;
    if (content.startsWith('#')) return line;
    const isTabbed = space.includes('\t');
    if (isTabbed && !wasTabbed) {
      const range = { start, end: start + space.length };
      const fix = { title: 'Indent with spaces', edits: [{ range, text: space.replaceAll('\t', '  ') }] };
      problems.push(problem('RL1002', range, 'A tab is used to indent. YAML indents with spaces only.', [fix]));
    }
    wasTabbed = isTabbed;
    if (!isTabbed) return line;
    tabs.set(start, space.replaceAll(' ', '').length);
    return ' '.repeat(space.length) + line.slice(space.length);
  });
  return { piece: { text: lines.join('\n'), offset: whole.offset }, tabs };
}
