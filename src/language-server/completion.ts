import { type CompletionItem, CompletionItemKind, type Position, TextEdit } from 'vscode-languageserver';
import { completionsAt } from '../core/scenario/editor/completion.ts';
import type { Completion } from '../core/scenario/editor/completion-item.ts';
import { toRange } from './ranges.ts';
import { type Sources, surroundingsOf } from './surroundings.ts';
import type { DocumentScenario } from './workspace.ts';

const KINDS: Readonly<Record<Completion['kind'], CompletionItemKind>> = {
  key: CompletionItemKind.Property,
  value: CompletionItemKind.Value,
  name: CompletionItemKind.Variable,
  field: CompletionItemKind.Field,
  function: CompletionItemKind.Function,
  file: CompletionItemKind.File,
  folder: CompletionItemKind.Folder,
  unit: CompletionItemKind.Unit,
};

/** Signs after which completion comes by itself. */
export const COMPLETION_TRIGGERS: readonly string[] = ['.', '"', "'", ' ', '{', '[', '/', '('];

/** What can be written at a position, in the order of the language's definition. */
export async function completeAt(
  scenario: DocumentScenario,
  position: Position,
  sources: Sources,
): Promise<CompletionItem[]> {
  const { document } = scenario;
  const surroundings = surroundingsOf(scenario, sources);
  const completions = await completionsAt(scenario.scenario, document.offsetAt(position), surroundings);
  return completions.map((completion, index) => ({
    label: completion.label,
    kind: KINDS[completion.kind],
    detail: completion.detail,
    documentation: { kind: 'markdown', value: completion.about },
    sortText: String(index).padStart(4, '0'),
    filterText: completion.label,
    textEdit: TextEdit.replace(toRange(document, completion.range), completion.text),
  }));
}
