import type { Hover, Position } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { hoverAt } from '../core/scenario/editor/hover.ts';
import { toRange } from './ranges.ts';

/** What the word at a position means. */
export function describeAt(document: TextDocument, position: Position): Hover | null {
  const hover = hoverAt(document.getText(), document.offsetAt(position));
  return hover ? { contents: { kind: 'markdown', value: hover.text }, range: toRange(document, hover.range) } : null;
}
