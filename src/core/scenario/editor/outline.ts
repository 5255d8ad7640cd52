import type { TextRange } from '../problems.ts';
import { entryOf, type SourceEntry, type SourceNode, type SourcePath, wordOf } from '../source.ts';
import { readSource } from '../source-reader.ts';

export type SymbolKind = 'section' | 'file' | 'program' | 'process' | 'condition' | 'value';

/** A part of a scenario, for the outline. */
export interface ScenarioSymbol {
  readonly name: string;
  /** Its value in short; may be empty. */
  readonly detail: string;
  readonly kind: SymbolKind;
  /** The whole part. */
  readonly range: TextRange;
  /** Its name. */
  readonly nameRange: TextRange;
  readonly children: readonly ScenarioSymbol[];
}

/** Deepest level of the outline; below are the details of one program. */
const DEEPEST = 3;
const LONGEST_DETAIL = 60;

/** The parts of a scenario, as far as its text can be read. */
export function outlineOf(text: string): readonly ScenarioSymbol[] {
  const { root } = readSource(text);
  return root ? symbolsIn(root, []) : [];
}

function symbolsIn(node: SourceNode, path: SourcePath): ScenarioSymbol[] {
  if (path.length >= DEEPEST) return [];
  if (node.kind === 'map') return node.entries.map((entry) => entrySymbol(entry, path));
  if (node.kind === 'scalar' || path.at(-1) !== 'processes') return [];
  return node.items.map((item) => ({
    name: wordOf(entryOf(item, 'program')?.value) ?? wordOf(entryOf(item, 'command')?.value) ?? 'process',
    detail: '',
    kind: 'process',
    range: item.range,
    nameRange: item.range,
    children: [],
  }));
}

function entrySymbol({ name, key, value }: SourceEntry, path: SourcePath): ScenarioSymbol {
  const range = { start: key.range.start, end: Math.max(key.range.end, value.range.end) };
  const own = [...path, name];
  return {
    name,
    detail: detailOf(value),
    kind: kindOf(value, own),
    range,
    nameRange: key.range,
    children: symbolsIn(value, own),
  };
}

function detailOf(value: SourceNode): string {
  const line = (wordOf(value) ?? '').trim().split('\n', 1).join();
  return line.length > LONGEST_DETAIL ? `${line.slice(0, LONGEST_DETAIL)}…` : line;
}

function kindOf(value: SourceNode, path: SourcePath): SymbolKind {
  const [first, second] = path;
  if (first === 'success' || (path.length === 2 && (first === 'milestones' || first === 'flags'))) return 'condition';
  if (first === 'machine' && path.length === 3 && second === 'files') return 'file';
  if (first === 'machine' && path.length === 3 && second === 'programs') return 'program';
  return value.kind === 'scalar' ? 'value' : 'section';
}
