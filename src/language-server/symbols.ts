import { type DocumentSymbol, SymbolKind } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { outlineOf, type ScenarioSymbol } from '../core/scenario/editor/outline.ts';
import { toRange } from './ranges.ts';

const KINDS: Readonly<Record<ScenarioSymbol['kind'], SymbolKind>> = {
  section: SymbolKind.Namespace,
  file: SymbolKind.File,
  program: SymbolKind.Class,
  process: SymbolKind.Object,
  condition: SymbolKind.Boolean,
  value: SymbolKind.Property,
};

/** The outline of a scenario. */
export function symbolsIn(document: TextDocument): DocumentSymbol[] {
  const toSymbol = (symbol: ScenarioSymbol): DocumentSymbol => ({
    name: symbol.name === '' ? '""' : symbol.name,
    detail: symbol.detail,
    kind: KINDS[symbol.kind],
    range: toRange(document, symbol.range),
    selectionRange: toRange(document, symbol.nameRange),
    children: symbol.children.map(toSymbol),
  });
  return outlineOf(document.getText()).map(toSymbol);
}
