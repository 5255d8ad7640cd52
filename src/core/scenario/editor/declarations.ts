/** What a scenario declares by name, for completion, hovers and symbols. */
import type { TextRange } from '../problems.ts';
import {
  entriesOf,
  entryOf,
  itemsOf,
  type SourceEntry,
  type SourceNode,
  type SourcePath,
  textOf,
  valueAt,
} from '../source.ts';
import type { NameKind } from './names.ts';

export interface Declaration {
  readonly kind: NameKind;
  readonly name: string;
  /** What is said of it; may be empty. */
  readonly about: string;
  /** The condition or the command that it stands for; may be empty. */
  readonly code: string;
  /** The key that declares it. */
  readonly nameRange: TextRange;
  /** The key and its value. */
  readonly range: TextRange;
  readonly path: SourcePath;
}

/** Where the maps lie whose keys are names. */
const DECLARING: readonly { readonly path: readonly string[]; readonly kind: NameKind }[] = [
  { path: ['machine', 'programs'], kind: 'program' },
  { path: ['machine', 'services'], kind: 'service' },
  { path: ['machine', 'users'], kind: 'user' },
  { path: ['machine', 'network', 'hosts'], kind: 'host' },
  { path: ['machine', 'alarms'], kind: 'alarm' },
  { path: ['predicates'], kind: 'predicate' },
  { path: ['milestones'], kind: 'milestone' },
  { path: ['flags'], kind: 'flag' },
  { path: ['tools'], kind: 'tool' },
  { path: ['agents'], kind: 'agent' },
  { path: ['scaffolds'], kind: 'scaffold' },
  { path: ['judges'], kind: 'judge' },
  { path: ['variants'], kind: 'dimension' },
];

/** What the tree of a scenario declares, in no particular order. */
export function declarationsIn(root: SourceNode | undefined): readonly Declaration[] {
  return [...declaredByKey(root), ...parametersIn(root), ...happeningsIn(root)];
}

function parametersIn(root: SourceNode | undefined): Declaration[] {
  return entriesOf(valueAt(root, ['tools'])).flatMap(({ name: tool, value }) =>
    entriesOf(valueAt(value, ['parameters', 'properties'])).map((entry) => {
      const path = ['tools', tool, 'parameters', 'properties', entry.name];
      return declaration('parameter', `${tool}.${entry.name}`, entry, path);
    }),
  );
}

function happeningsIn(root: SourceNode | undefined): Declaration[] {
  return itemsOf(valueAt(root, ['timeline'])).flatMap((item, index) => {
    const named = entryOf(item, 'name')?.value;
    const name = textOf(named);
    if (!named || name === undefined) return [];
    const about = textOf(entryOf(item, 'say')?.value) ?? '';
    const path = ['timeline', index, 'name'];
    return [{ kind: 'happening' as const, name, about, code: '', nameRange: named.range, range: item.range, path }];
  });
}

function declaredByKey(root: SourceNode | undefined): Declaration[] {
  return DECLARING.flatMap(({ path, kind }) => {
    const entries = entriesOf(valueAt(root, path));
    const own = entries.map((entry) => declaration(kind, entry.name, entry, [...path, entry.name]));
    if (kind !== 'dimension') return own;
    const values = entries.flatMap(({ name, value }) =>
      entriesOf(value).map((entry) =>
        declaration('variant', `${name}.${entry.name}`, entry, [...path, name, entry.name]),
      ),
    );
    return [...own, ...values];
  });
}

function declaration(kind: NameKind, name: string, { key, value }: SourceEntry, path: SourcePath): Declaration {
  const range = { start: key.range.start, end: Math.max(key.range.end, value.range.end) };
  return { kind, name, about: aboutOf(value), code: codeOf(value), nameRange: key.range, range, path };
}

function aboutOf(value: SourceNode): string {
  const described = ['about', 'description', 'goal'].map((key) => textOf(entryOf(value, key)?.value));
  return described.find((text) => text !== undefined) ?? '';
}

function codeOf(value: SourceNode): string {
  return textOf(entryOf(value, 'command')?.value) ?? textOf(value) ?? '';
}
