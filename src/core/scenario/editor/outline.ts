import type { TextRange } from '../problems.ts';
import { entryOf, type SourceEntry, type SourceNode, type SourcePath, textOf, wordOf } from '../source.ts';
import { keyKind, type NameKind } from './names.ts';
import type { ScenarioText } from './scenario-text.ts';

export type SymbolKind = 'section' | 'file' | 'process' | 'condition' | 'value' | NameKind;

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
/** Lists whose items are parts of their own. */
const LISTS = new Set(['processes', 'timeline', 'replies', 'cron']);

/** The parts of a scenario, as far as its text can be read. */
export function outlineOf({ root }: ScenarioText): readonly ScenarioSymbol[] {
  return root ? symbolsIn(root, []) : [];
}

function symbolsIn(node: SourceNode, path: SourcePath): ScenarioSymbol[] {
  if (path.length >= DEEPEST) return [];
  if (node.kind === 'map') return node.entries.map((entry) => entrySymbol(entry, path));
  if (node.kind === 'scalar' || !LISTS.has(String(path.at(-1)))) return [];
  return node.items.map((item, index) => ({
    name: itemName(item) ?? `${index + 1}`,
    detail: '',
    kind: path.at(-1) === 'processes' ? 'process' : 'section',
    range: item.range,
    nameRange: item.range,
    children: [],
  }));
}

function itemName(item: SourceNode): string | undefined {
  const word = ['name', 'program', 'command', 'say', 'reply']
    .map((key) => wordOf(entryOf(item, key)?.value))
    .find((each) => each !== undefined);
  if (word !== undefined) return firstLine(word);
  const after = entryOf(item, 'after')?.value;
  const moment = wordOf(entryOf(after, 'step')?.value) ?? textOf(entryOf(after, 'clock')?.value);
  return moment === undefined ? textOf(entryOf(item, 'when')?.value) : `after ${moment}`;
}

function entrySymbol({ name, key, value }: SourceEntry, path: SourcePath): ScenarioSymbol {
  const range = { start: key.range.start, end: Math.max(key.range.end, value.range.end) };
  const own = [...path, name];
  return {
    name,
    detail: firstLine(wordOf(value) ?? ''),
    kind: kindOf(value, own),
    range,
    nameRange: key.range,
    children: symbolsIn(value, own),
  };
}

function firstLine(text: string): string {
  const line = text.trim().split('\n', 1).join();
  return line.length > LONGEST_DETAIL ? `${line.slice(0, LONGEST_DETAIL)}…` : line;
}

function kindOf(value: SourceNode, path: SourcePath): SymbolKind {
  if (path[0] === 'success') return 'condition';
  const named = keyKind(path);
  if (named === 'milestone' || named === 'flag' || named === 'predicate') return 'condition';
  if (named) return named;
  if (path[0] === 'machine' && path.length === 3 && path[1] === 'files') return 'file';
  return value.kind === 'scalar' ? 'value' : 'section';
}
