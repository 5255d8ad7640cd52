/** Where names are declared and used, in one scenario and in those that it extends or that extend it. */
import type { TextRange } from '../problems.ts';
import { rangeWithin, type SourcePath, textOf } from '../source.ts';
import { templatesIn } from '../templates.ts';
import type { NameKind, NameUse } from './names.ts';
import { placeAt } from './place.ts';
import type { LinkedScenario } from './resolved-value.ts';
import type { ScenarioText } from './scenario-text.ts';

export interface NameLocation {
  readonly uri: string;
  readonly use: NameUse;
}

/** The name at an offset. */
export function nameAt({ names }: ScenarioText, offset: number): NameUse | undefined {
  return names.find(({ range }) => range.start <= offset && offset <= range.end);
}

/** Every place of a name in some scenarios. */
export function placesOfName(name: NameUse, scenarios: readonly LinkedScenario[]): readonly NameLocation[] {
  return scenarios.flatMap(({ uri, scenario }) =>
    scenario.names.flatMap((use) => (isSame(use, name) ? [{ uri, use }] : [])),
  );
}

/** Where a name is declared in some scenarios. */
export function declarationsOfName(name: NameUse, scenarios: readonly LinkedScenario[]): readonly NameLocation[] {
  return placesOfName(name, scenarios).filter(({ use }) => use.role === 'declaration');
}

/** The same name in one scenario, as an editor marks it while the cursor is in it. */
export function placesInText(scenario: ScenarioText, name: NameUse): readonly NameUse[] {
  return scenario.names.filter((use) => isSame(use, name));
}

function isSame(a: NameUse, b: NameUse): boolean {
  return a.kind === b.kind && a.name === b.name;
}

/** The part of the scenario that the template at an offset stands for: `machine.hostname`. */
export function templateTargetAt({ places }: ScenarioText, offset: number): SourcePath | undefined {
  const place = placeAt(places, offset);
  const text = place?.part === 'value' ? textOf(place.scalar) : undefined;
  if (!place || text === undefined) return undefined;
  const template = templatesIn(text).find(({ start, end }) => {
    const range = rangeWithin(place.scalar, start, end);
    return range.start <= offset && offset <= range.end;
  });
  return template?.name.split('.');
}

/** Names that cannot be changed here: they are set up elsewhere, or are the machine's own. */
const FIXED: ReadonlySet<NameKind> = new Set(['endpoint']);

/** Words that YAML takes for something else than a text. */
const NO_TEXT = /^(?:true|false|null|yes|no|on|off|nan|inf)$/i;

export type Renaming =
  | { readonly edits: readonly { readonly uri: string; readonly range: TextRange; readonly text: string }[] }
  /** Why it is not possible, as a sentence. */
  | { readonly refusal: string };

/** Whether a name can be changed at all: it is declared in one of the scenarios. */
export function canRename(name: NameUse, scenarios: readonly LinkedScenario[]): boolean {
  return !FIXED.has(name.kind) && declarationsOfName(name, scenarios).length > 0;
}

/** The changes that give something another name in every scenario that names it. */
export function renamed(name: NameUse, wanted: string, scenarios: readonly LinkedScenario[]): Renaming {
  if (!canRename(name, scenarios)) return { refusal: `${name.name} is not declared in these scenarios.` };
  const text = wanted.trim();
  const form = formOf(name.kind);
  if (!form.pattern.test(text) || NO_TEXT.test(text)) return { refusal: form.sentence };
  const shown = shownName(name, text);
  const taken = scenarios.some(({ scenario }) =>
    scenario.names.some((use) => use.role === 'declaration' && use.kind === name.kind && use.name === shown),
  );
  if (taken && shown !== name.name) return { refusal: `There is a ${name.kind} called ${text} already.` };
  const edits = placesOfName(name, scenarios).map(({ uri, use }) => ({ uri, range: use.range, text }));
  return { edits };
}

/** A value of a dimension and a parameter of a tool are known by both names, and only their own changes. */
function shownName({ kind, name }: NameUse, text: string): string {
  return kind === 'variant' || kind === 'parameter' ? `${name.slice(0, name.indexOf('.'))}.${text}` : text;
}

function formOf(kind: NameKind): { readonly pattern: RegExp; readonly sentence: string } {
  switch (kind) {
    case 'predicate':
      return {
        pattern: /^[a-z][a-z0-9_]*$/,
        sentence: 'The name of a predicate has small letters, digits and _, and starts with a letter.',
      };
    case 'host':
      return {
        pattern: /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
        sentence: 'A host name has small letters, digits and -.',
      };
    case 'user':
      return { pattern: /^[a-z_][a-z0-9_-]*$/, sentence: 'A user name has small letters, digits, - and _.' };
    default:
      return {
        pattern: /^[A-Za-z][A-Za-z0-9_-]*$/,
        sentence: 'A name starts with a letter and has letters, digits, - and _.',
      };
  }
}
