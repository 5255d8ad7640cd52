import { type CompletionItem, CompletionItemKind, type Position, TextEdit } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { completionsAt } from '../core/scenario/editor/completion.ts';
import type { Completion } from '../core/scenario/editor/completion-item.ts';
import { toRange } from './ranges.ts';

const KINDS: Readonly<Record<Completion['kind'], CompletionItemKind>> = {
  key: CompletionItemKind.Property,
  value: CompletionItemKind.Value,
  name: CompletionItemKind.Variable,
  field: CompletionItemKind.Field,
  function: CompletionItemKind.Function,
};

/** Signs after which completion comes by itself. */
export const COMPLETION_TRIGGERS: readonly string[] = ['.', '"', ' ', '{', '['];

/** What can be written at a position, in the order of the language's definition. */
export function completeAt(document: TextDocument, position: Position): CompletionItem[] {
  return completionsAt(document.getText(), document.offsetAt(position)).map((completion, index) => ({
    label: completion.label,
    kind: KINDS[completion.kind],
    detail: completion.detail,
    documentation: { kind: 'markdown', value: completion.about },
    sortText: String(index).padStart(4, '0'),
    filterText: completion.label,
    textEdit: TextEdit.replace(toRange(document, completion.range), completion.text),
  }));
}
