/** Definition, references, highlights and rename of names. */
import {
  type DocumentHighlight,
  DocumentHighlightKind,
  type Location,
  LSPErrorCodes,
  type Position,
  type Range,
  ResponseError,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { linksIn } from '../core/scenario/editor/links.ts';
import {
  canRename,
  declarationsOfName,
  type NameLocation,
  nameAt,
  placesInText,
  placesOfName,
  renamed,
  templateTargetAt,
} from '../core/scenario/editor/references.ts';
import { valueAt } from '../core/scenario/source.ts';
import { toRange } from './ranges.ts';
import type { DocumentScenario, ScenarioWorkspace } from './workspace.ts';

/** Where the name at a position is declared; for the name of a file, the file. */
export async function definitionsAt(
  start: DocumentScenario,
  position: Position,
  workspace: ScenarioWorkspace,
): Promise<Location[]> {
  const offset = start.document.offsetAt(position);
  const name = nameAt(start.scenario, offset);
  if (!name) {
    const template = await templateTarget(start, offset, workspace);
    return template ?? fileAt(start, offset);
  }
  const family = await workspace.family(start);
  return toLocations(declarationsOfName(name, family), family);
}

/** Where the value stands that a template at an offset stands for, here or in what is extended. */
async function templateTarget(
  start: DocumentScenario,
  offset: number,
  workspace: ScenarioWorkspace,
): Promise<Location[] | undefined> {
  const path = templateTargetAt(start.scenario, offset);
  if (!path) return undefined;
  for (const { document, scenario } of [start, ...(await workspace.bases(start))]) {
    const value = valueAt(scenario.root, path);
    if (value) return [{ uri: document.uri, range: toRange(document, value.range) }];
  }
  return [];
}

/** The file beside the scenario that is named at an offset. */
function fileAt({ uri, scenario }: DocumentScenario, offset: number): Location[] {
  const link = linksIn(scenario, uri).find(({ range }) => range.start <= offset && offset <= range.end);
  if (!link?.target.startsWith('file:')) return [];
  const start = { line: 0, character: 0 };
  return [{ uri: link.target, range: { start, end: start } }];
}

/** Every place that names what the name at a position names. */
export async function referencesAt(
  start: DocumentScenario,
  position: Position,
  withDeclarations: boolean,
  workspace: ScenarioWorkspace,
): Promise<Location[]> {
  const name = nameAt(start.scenario, start.document.offsetAt(position));
  if (!name) return [];
  const family = await workspace.family(start);
  const places = placesOfName(name, family).filter(({ use }) => withDeclarations || use.role === 'use');
  return toLocations(places, family);
}

/** The same name in the document. */
export function highlightsAt({ document, scenario }: DocumentScenario, position: Position): DocumentHighlight[] {
  const name = nameAt(scenario, document.offsetAt(position));
  if (!name) return [];
  return placesInText(scenario, name).map(({ range, role }) => ({
    range: toRange(document, range),
    kind: role === 'declaration' ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
  }));
}

/** The name at a position that can be given another one; null where there is none. */
export async function renameableAt(
  start: DocumentScenario,
  position: Position,
  workspace: ScenarioWorkspace,
): Promise<{ range: Range; placeholder: string } | null> {
  const name = nameAt(start.scenario, start.document.offsetAt(position));
  if (!name || !canRename(name, await workspace.family(start))) return null;
  const placeholder = start.scenario.text.slice(name.range.start, name.range.end);
  return { range: toRange(start.document, name.range), placeholder };
}

/** The edits that give the name at a position another one, in every file that names it. */
export async function renameAt(
  start: DocumentScenario,
  position: Position,
  wanted: string,
  workspace: ScenarioWorkspace,
): Promise<WorkspaceEdit | ResponseError<void> | null> {
  const name = nameAt(start.scenario, start.document.offsetAt(position));
  if (!name) return null;
  const family = await workspace.family(start);
  const renaming = renamed(name, wanted, family);
  if ('refusal' in renaming) return new ResponseError(LSPErrorCodes.RequestFailed, renaming.refusal);
  const changes: Record<string, TextEdit[]> = {};
  for (const { uri, range, text } of renaming.edits) {
    const scenario = family.find((each) => each.uri === uri);
    if (!scenario) continue;
    const own = scenario.document.uri;
    changes[own] ??= [];
    changes[own].push({ range: toRange(scenario.document, range), newText: text });
  }
  return { changes };
}

function toLocations(places: readonly NameLocation[], scenarios: readonly DocumentScenario[]): Location[] {
  return places.flatMap(({ uri, use }) => {
    const scenario = scenarios.find((each) => each.uri === uri);
    return scenario ? [{ uri: scenario.document.uri, range: toRange(scenario.document, use.range) }] : [];
  });
}
