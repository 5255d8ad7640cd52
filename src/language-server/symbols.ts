import { type DocumentSymbol, SymbolKind, type WorkspaceSymbol } from 'vscode-languageserver';
import { declarationsIn } from '../core/scenario/editor/declarations.ts';
import { outlineOf, type ScenarioSymbol } from '../core/scenario/editor/outline.ts';
import { entryOf, textOf } from '../core/scenario/source.ts';
import { toRange } from './ranges.ts';
import type { DocumentScenario } from './workspace.ts';

const KINDS: Readonly<Record<ScenarioSymbol['kind'], SymbolKind>> = {
  section: SymbolKind.Namespace,
  file: SymbolKind.File,
  program: SymbolKind.Class,
  process: SymbolKind.Object,
  condition: SymbolKind.Boolean,
  value: SymbolKind.Property,
  predicate: SymbolKind.Boolean,
  milestone: SymbolKind.Boolean,
  flag: SymbolKind.Boolean,
  tool: SymbolKind.Function,
  parameter: SymbolKind.Field,
  agent: SymbolKind.Interface,
  scaffold: SymbolKind.Struct,
  judge: SymbolKind.Interface,
  host: SymbolKind.Module,
  service: SymbolKind.Class,
  user: SymbolKind.Variable,
  alarm: SymbolKind.Event,
  dimension: SymbolKind.Enum,
  variant: SymbolKind.EnumMember,
  happening: SymbolKind.Event,
  endpoint: SymbolKind.Interface,
};

/** Most symbols that a search gives. */
const MOST_FOUND = 500;

/** The outline of a scenario. */
export function symbolsIn({ document, scenario }: DocumentScenario): DocumentSymbol[] {
  const toSymbol = (symbol: ScenarioSymbol): DocumentSymbol => ({
    name: symbol.name === '' ? '""' : symbol.name,
    detail: symbol.detail,
    kind: KINDS[symbol.kind],
    range: toRange(document, symbol.range),
    selectionRange: toRange(document, symbol.nameRange),
    children: symbol.children.map(toSymbol),
  });
  return outlineOf(scenario).map(toSymbol);
}

/** Scenarios and what they declare, by a part of the name. */
export function symbolsMatching(query: string, scenarios: Iterable<DocumentScenario>): WorkspaceSymbol[] {
  const found: WorkspaceSymbol[] = [];
  for (const { document, scenario } of scenarios) {
    const { uri } = document;
    const entry = entryOf(scenario.root, 'scenario');
    const title = textOf(entry?.value);
    if (entry && title !== undefined && matches(title, query)) {
      found.push({
        name: title,
        kind: SymbolKind.File,
        location: { uri, range: toRange(document, entry.value.range) },
      });
    }
    for (const { kind, name, nameRange } of declarationsIn(scenario.root)) {
      if (!matches(name, query)) continue;
      const location = { uri, range: toRange(document, nameRange) };
      found.push({ name, kind: KINDS[kind], containerName: title ?? '', location });
    }
    if (found.length >= MOST_FOUND) break;
  }
  return found.slice(0, MOST_FOUND);
}

/** Whether the letters of a query stand in a name in their order, as editors search. */
function matches(name: string, query: string): boolean {
  let at = 0;
  const letters = name.toLowerCase();
  for (const letter of query.toLowerCase()) {
    at = letters.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
