/** What a value comes to: with its unit worked out, after what is extended, by variants, and by default. */
import { entriesOf, type SourceNode, type SourcePath, valueAt, wordOf } from '../source.ts';
import { overridePath, shapesOf } from './place.ts';
import type { ScenarioText } from './scenario-text.ts';
import { resolvedQuantity } from './units.ts';

/** A scenario of the workspace with its address. */
export interface LinkedScenario {
  readonly uri: string;
  readonly scenario: ScenarioText;
}

/** What the value at a path comes to, in Markdown; empty where there is nothing to add to what is written. */
export function resolvedText(scenario: ScenarioText, path: SourcePath, bases: readonly LinkedScenario[]): string {
  const own = valueAt(scenario.root, path);
  const lines = [
    ...quantity(own, path),
    ...extended(own, path, bases),
    ...parts(own, path, bases),
    ...varied(scenario, path),
  ];
  return lines.join('\n\n');
}

function quantity(value: SourceNode | undefined, path: SourcePath): string[] {
  const told = value && inWords(value, path);
  return told?.includes(' = ') ? [`\`${told}\``] : [];
}

/** A scalar as it is written, with what it comes to: `140GiB = 150,323,855,360 bytes`. Undefined for maps and lists. */
function inWords(value: SourceNode, path: SourcePath): string | undefined {
  const word = wordOf(value) ?? (value.kind === 'scalar' && value.value !== null ? String(value.value) : undefined);
  if (word === undefined || value.kind !== 'scalar') return undefined;
  const written = typeof value.value === 'number' ? value.value : word;
  const resolved = shapesOf(path)
    .map(({ meaning }) => resolvedQuantity(meaning, written))
    .find((text) => text !== undefined);
  const short = word.length > LONGEST ? `${word.slice(0, LONGEST)}…` : word;
  return resolved === undefined ? short.split('\n', 1).join() : `${short} = ${resolved}`;
}

const LONGEST = 60;

/** What stands at the path in the scenarios that are extended. */
function extended(own: SourceNode | undefined, path: SourcePath, bases: readonly LinkedScenario[]): string[] {
  for (const { uri, scenario } of bases) {
    const value = valueAt(scenario.root, path);
    const told = value && inWords(value, path);
    if (value === undefined) continue;
    const file = uri.slice(uri.lastIndexOf('/') + 1);
    if (told === undefined)
      return [`Also in [${file}](${uri}), whose parts are kept where this scenario says nothing.`];
    return own ? [`Takes the place of \`${told}\` of [${file}](${uri}).`] : [`\`${told}\`, from [${file}](${uri}).`];
  }
  return [];
}

/** For a map of settings each of them with its value and where that comes from. */
function parts(own: SourceNode | undefined, path: SourcePath, bases: readonly LinkedScenario[]): string[] {
  const [shape, ...others] = shapesOf(path);
  if (shape?.kind !== 'object' || others.length > 0 || own?.kind !== 'map') return [];
  const rows = [...shape.keys].flatMap(([key, { shape: child }]) => {
    const written = entriesOf(own).find(({ name }) => name === key)?.value;
    const told = written && inWords(written, [...path, key]);
    if (written) return told?.includes(' = ') ? [`- ${key}: \`${told}\``] : [];
    for (const { uri, scenario } of bases) {
      const base = valueAt(scenario.root, [...path, key]);
      const there = base && inWords(base, [...path, key]);
      if (there !== undefined) return [`- ${key}: \`${there}\` (${uri.slice(uri.lastIndexOf('/') + 1)})`];
    }
    const usual = /Default:? `?([^.`]+)`?\.(?:\s|$)/.exec(child.about)?.[1];
    return usual === undefined ? [] : [`- ${key}: ${usual} (default)`];
  });
  return rows.length > 0 ? [rows.join('\n')] : [];
}

/** What variants make of the value at a path. */
function varied({ root }: ScenarioText, path: SourcePath): string[] {
  if (path[0] === 'variants') return [];
  const rows = entriesOf(valueAt(root, ['variants'])).flatMap(({ name: dimension, value: values }) =>
    entriesOf(values).flatMap(({ name, value: changes }) =>
      entriesOf(changes).flatMap((change) => {
        const changed = overridePath(change.name);
        if (changed.length !== path.length || changed.some((step, index) => step !== path[index])) return [];
        const told = inWords(change.value, path);
        return [`- ${dimension}: ${name} makes it \`${told ?? '…'}\``];
      }),
    ),
  );
  return rows.length > 0 ? [rows.join('\n')] : [];
}
