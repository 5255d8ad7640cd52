import type { Hover, Position } from 'vscode-languageserver';
import { hoverAt } from '../core/scenario/editor/hover.ts';
import { toRange } from './ranges.ts';
import { type Sources, surroundingsOf } from './surroundings.ts';
import type { DocumentScenario } from './workspace.ts';

/** What the word at a position means. */
export async function describeAt(
  scenario: DocumentScenario,
  position: Position,
  sources: Sources,
): Promise<Hover | null> {
  const { document } = scenario;
  const hover = await hoverAt(scenario.scenario, document.offsetAt(position), surroundingsOf(scenario, sources));
  return hover ? { contents: { kind: 'markdown', value: hover.text }, range: toRange(document, hover.range) } : null;
}
