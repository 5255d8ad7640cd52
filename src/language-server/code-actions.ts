import { type CodeAction, CodeActionKind, type CodeActionParams } from 'vscode-languageserver';
import { fixAll, type QuickFix, quickFixesAt } from '../core/scenario/editor/quick-fixes.ts';
import type { Problem } from '../core/scenario/problems.ts';
import { toRange, toTextRange } from './ranges.ts';
import type { DocumentScenario } from './workspace.ts';

/** Fixes everything that has one fix, for editors that do so on save. */
export const FIX_ALL = `${CodeActionKind.SourceFixAll}.redline`;

const KINDS: Readonly<Record<QuickFix['kind'], CodeActionKind>> = {
  fix: CodeActionKind.QuickFix,
  'fix-all': CodeActionKind.QuickFix,
  extract: CodeActionKind.RefactorExtract,
};

/** What can be changed at a range of a document with some problems. */
export function actionsAt(
  { document, scenario }: DocumentScenario,
  problems: readonly Problem[],
  { range, context }: CodeActionParams,
): CodeAction[] {
  const isWanted = (kind: CodeActionKind): boolean =>
    context.only === undefined || context.only.some((only) => kind === only || kind.startsWith(`${only}.`));
  const fixes = quickFixesAt(scenario, problems, toTextRange(document, range));
  const actions = fixes.map((fix) => toAction(document, fix, KINDS[fix.kind], context.diagnostics));
  // Fixing everything is offered only where it is asked for, so that it is not in the way of a fix of one problem.
  const all = context.only?.some((only) => FIX_ALL === only || FIX_ALL.startsWith(`${only}.`))
    ? fixAll(problems)
    : undefined;
  return [
    ...actions.filter(({ kind }) => kind !== undefined && isWanted(kind)),
    ...(all ? [toAction(document, all, FIX_ALL, [])] : []),
  ];
}

function toAction(
  document: DocumentScenario['document'],
  { title, edits, problems, isPreferred }: QuickFix,
  kind: CodeActionKind,
  known: CodeActionParams['context']['diagnostics'],
): CodeAction {
  const diagnostics = known.filter((diagnostic) =>
    problems.some(({ code, range }) => {
      const own = toRange(document, range);
      return diagnostic.code === code && JSON.stringify(diagnostic.range) === JSON.stringify(own);
    }),
  );
  const changes = edits.map(({ range, text }) => ({ range: toRange(document, range), newText: text }));
  return { title, kind, isPreferred, diagnostics, edit: { changes: { [document.uri]: changes } } };
}
