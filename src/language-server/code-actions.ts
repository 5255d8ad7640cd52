import { type CodeAction, CodeActionKind, type CodeActionParams } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Problem } from '../core/scenario/problems.ts';
import { readScenario } from '../core/scenario/read-scenario.ts';
import { toRange, toTextRange } from './ranges.ts';

/** The fixes of every problem that touches a range. */
export function actionsAt(document: TextDocument, { range, context }: CodeActionParams): CodeAction[] {
  const asked = toTextRange(document, range);
  const touched = readScenario(document.getText()).problems.filter(
    (problem) => problem.range.start <= asked.end && asked.start <= problem.range.end,
  );
  return touched.flatMap((problem) => {
    const own = toRange(document, problem.range);
    const diagnostics = context.diagnostics.filter(
      (diagnostic) => diagnostic.code === problem.code && JSON.stringify(diagnostic.range) === JSON.stringify(own),
    );
    return problem.fixes.map((fix) => toAction(document, fix, diagnostics));
  });
}

function toAction(
  document: TextDocument,
  fix: Problem['fixes'][number],
  diagnostics: CodeAction['diagnostics'],
): CodeAction {
  const edits = fix.edits.map(({ range, text }) => ({ range: toRange(document, range), newText: text }));
  return {
    title: fix.title,
    kind: CodeActionKind.QuickFix,
    isPreferred: true,
    diagnostics: diagnostics ?? [],
    edit: { changes: { [document.uri]: edits } },
  };
}
