/** What can be written at the cursor, as plain data. */

import { FIXED } from '../override.ts';
import { readOverridePath } from '../override-path.ts';
import { describeShape, type Shape } from '../shape.ts';
import { type SourcePath, valueAt } from '../source.ts';
import { argumentsOf } from '../tool-input.ts';
import { BUILT_IN_NAMES } from './built-in-names.ts';
import { type Completion, nameItem, valueItem } from './completion-item.ts';
import { completeCondition } from './condition-completion.ts';
import { conditionUseAt } from './condition-places.ts';
import { type Cursor, cursorAt, type KeyCursor, type ValueCursor, widened, writtenBefore } from './cursor.ts';
import { type Declaration, declarationsIn } from './declarations.ts';
import { completeMachinePath, declaredPaths, takesMachinePath } from './machine-paths.ts';
import { keyKind, type NameKind, valueKind } from './names.ts';
import { isOverrides, shapesOf } from './place.ts';
import type { ScenarioText } from './scenario-text.ts';
import { keyQuestion, type SchemaLanguage, valueQuestion } from './schema-question.ts';
import { templateNamesAt } from './template-names.ts';
import { completeUnit } from './units.ts';
import { usualValues } from './usual-values.ts';

/** What lies outside of the text and can be named in it. Each part is asked for only where it is needed. */
export interface Surroundings {
  readonly schema: SchemaLanguage;
  /** Names of the endpoints that are set up. */
  endpoints(): Promise<readonly { readonly name: string; readonly about: string }[]>;
  /** What the scenarios declare that this one extends or is extended by. */
  declarations(): Promise<readonly Declaration[]>;
  /** Paths of all files of the machine as it is when a trial starts; none where it cannot be built. */
  machinePaths(): Promise<readonly string[]>;
  /** Files and folders in a folder beside the scenario, by a path such as `./fixtures/`. Folders end in a slash. */
  filesIn(folder: string): Promise<readonly string[]>;
}

/** What can be written at an offset of the text of a scenario. */
export async function completionsAt(
  scenario: ScenarioText,
  offset: number,
  surroundings: Surroundings,
): Promise<readonly Completion[]> {
  const cursor = cursorAt(scenario.text, offset);
  if (!cursor) return [];
  const asking = new Asking(scenario, surroundings);
  return cursor.kind === 'key' ? asking.keys(cursor) : asking.values(cursor);
}

class Asking {
  readonly #scenario: ScenarioText;
  readonly #around: Surroundings;

  constructor(scenario: ScenarioText, around: Surroundings) {
    this.#scenario = scenario;
    this.#around = around;
  }

  async keys(cursor: KeyCursor): Promise<readonly Completion[]> {
    const written = writtenBefore(cursor);
    if (isOverrides(cursor.path)) return this.#overrides(cursor, written);
    const shapes = shapesOf(cursor.target);
    const isPaths = shapes.some((shape) => shape.kind === 'record' && shape.key.meaning === 'path');
    if (isPaths || written.startsWith('/')) {
      const root = written === '' ? [valueItem('/', 'path on the machine', '', cursor.range)] : [];
      return [...root, ...completeMachinePath(await this.#machinePaths(), written, cursor.range)];
    }
    if (written !== '') return [];
    const named = await this.#namesFor(keyNames(cursor.target));
    const own = named.filter(({ name }) => !cursor.present.has(name));
    const offers = await this.#around.schema.complete(keyQuestion(cursor.root, cursor.target, cursor.present));
    const isRequired = (label: string): boolean =>
      shapes.some((shape) => shape.kind === 'object' && shape.keys.get(label)?.required === true);
    const keys = offers.flatMap(({ label, about }): Completion[] => {
      if (cursor.present.has(label)) return [];
      const child = shapesOf([...cursor.target, label]);
      const detail = [...new Set(child.map(describeShape))].join(' or ') + (isRequired(label) ? ', required' : '');
      return [{ label, kind: 'key', detail, about, range: cursor.range, text: keyText(label, child, cursor) }];
    });
    // What a part cannot do without comes first.
    keys.sort((one, other) => Number(isRequired(other.label)) - Number(isRequired(one.label)));
    const names = own.map(({ kind, name, about }) => ({
      ...nameItem(name, kind, about, cursor.range),
      text: keyText(name, shapesOf([...cursor.target, name]), cursor),
    }));
    return once([...names, ...keys]);
  }

  async values(cursor: ValueCursor): Promise<readonly Completion[]> {
    const { range, target } = cursor;
    const shapes = shapesOf(target);
    const written = writtenBefore(cursor);
    const use = conditionUseAt({ part: 'value', target, shapes });
    if (use) {
      return completeCondition(cursor.value, use, range, {
        names: (kind) => this.#namesFor(kind),
        paths: () => this.#machinePaths(),
        inputs: inputsOf(this.#scenario, target),
      });
    }
    const template = /\{\{[ \t]*([\w.]*)$/.exec(written);
    if (template) {
      const place = widened(range, template[1] ?? '');
      return templateNamesAt(target, this.#scenario.root, shapes).map(({ name, about }) =>
        valueItem(name, 'template', about, place),
      );
    }
    if (isFileReference(target)) return this.#files(written, range);
    if (takesMachinePath(target, shapes) && written.startsWith('/')) {
      return completeMachinePath(await this.#machinePaths(), written, range);
    }
    const unit = completeUnit(shapes, written, this.#scenario.text.slice(range.start, range.end), range);
    if (unit.length > 0) return unit;
    if (!/^[\w.-]*$/.test(written)) return [];
    const place = widened(range, written);
    const kind = valueKind(target);
    const named = (await this.#namesFor(kind)).map(({ name, about }) => nameItem(name, kind ?? 'name', about, place));
    const offers = await this.#around.schema.complete(valueQuestion(target));
    const values = offers.map(({ label, about }) => valueItem(label, 'value', about, place));
    const roots = takesMachinePath(target, shapes) && written === '' ? [valueItem('/', 'path', '', place)] : [];
    const offered = [...named, ...values, ...roots];
    return once(offered.length > 0 ? offered : usualValues(shapes, place));
  }

  /** Paths of what a variant can change: the next step of the one that is being written. */
  async #overrides({ range, hasColon }: KeyCursor, written: string): Promise<readonly Completion[]> {
    const bracket = /^(.*)\[["']([^"'\]]*)$/.exec(written);
    const { steps: begunSteps } = readOverridePath(bracket?.[1] ?? written);
    const isBegun = bracket === null && /[^.\]]$/.test(written);
    const above = (isBegun ? begunSteps.slice(0, -1) : begunSteps).map(({ step }) => step);
    const shapes = shapesOf(above);
    if (bracket && shapes.some((shape) => shape.kind === 'record' && shape.key.meaning === 'path')) {
      return completeMachinePath(await this.#machinePaths(), bracket[2] ?? '', range);
    }
    const begun = widened(range, isBegun ? written.slice(begunSteps.at(-1)?.start) : (bracket?.[2] ?? ''));
    const keys = shapes.flatMap((shape) => (shape.kind === 'object' && !bracket ? [...shape.keys] : []));
    const changeable = keys.filter(([label]) => above.length > 0 || !FIXED.includes(label));
    const steps = changeable.map(([label, { shape }]): Completion => {
      const text = hasColon || isContainer(shape) ? label : `${label}: `;
      return { label, kind: 'key', detail: describeShape(shape), about: shape.about, range: begun, text };
    });
    const names = (await this.#namesFor(keyKind([...above, '*']))).map(({ kind, name, about }) =>
      nameItem(name, kind, about, begun),
    );
    return once([...names, ...steps]);
  }

  async #files(written: string, range: Cursor['range']): Promise<readonly Completion[]> {
    const folder = written.slice(0, written.lastIndexOf('/') + 1);
    const place = widened(range, written.slice(folder.length));
    return (await this.#around.filesIn(folder === '' ? './' : folder)).map((name) => ({
      label: name,
      kind: name.endsWith('/') ? 'folder' : 'file',
      detail: name.endsWith('/') ? 'folder' : 'file',
      about: '',
      range: place,
      text: folder === '' ? `./${name}` : name,
    }));
  }

  /** Names of a kind that this scenario and those around it declare, and those that are always there. */
  async #namesFor(kind: NameKind | undefined): Promise<readonly Pick<Declaration, 'kind' | 'name' | 'about'>[]> {
    if (!kind) return [];
    if (kind === 'endpoint') {
      return (await this.#around.endpoints()).map(({ name, about }) => ({ kind, name, about }));
    }
    const declared = [...declarationsIn(this.#scenario.root), ...(await this.#around.declarations())];
    const own = declared.flatMap((each) => {
      return each.kind === kind ? [{ kind, name: each.name, about: each.about || each.code }] : [];
    });
    const builtIn = BUILT_IN_NAMES[kind] ?? [];
    const all = [...own, ...builtIn.map(({ name, about }) => ({ kind, name, about }))];
    return [...new Map(all.map((each) => [each.name, each])).values()];
  }

  async #machinePaths(): Promise<readonly string[]> {
    return [...declaredPaths(this.#scenario.root), ...(await this.#around.machinePaths())];
  }
}

/** What the keys of the map at a path are names of. */
function keyNames(target: SourcePath): NameKind | undefined {
  const kind = target.at(-1) === 'service' ? 'service' : keyKind([...target, '*']);
  // Those belong to one dimension or one tool, and have names of their own there.
  return kind === 'variant' || kind === 'parameter' ? undefined : kind;
}

/** A new key with its colon. Maps and lists begin on a line of their own, but in braces. */
function keyText(key: string, shapes: readonly Shape[], { hasColon, flow }: KeyCursor): string {
  if (hasColon) return key;
  return flow || !shapes.every(isContainer) ? `${key}: ` : `${key}:`;
}

function isContainer({ kind }: Shape): boolean {
  return kind === 'object' || kind === 'record' || kind === 'list';
}

/** Whether the value at a path names a file beside the scenario. */
export function isFileReference(target: SourcePath): boolean {
  return target.at(-1) === 'from' || target.at(-1) === 'extends' || target.includes('include');
}

/** Parameters of the tool that the condition at a path belongs to. */
function inputsOf(
  { root }: ScenarioText,
  target: SourcePath,
): readonly { readonly name: string; readonly about: string }[] {
  return argumentsOf(valueAt(root, target.slice(0, 2)));
}

function once(items: readonly Completion[]): Completion[] {
  const seen = new Map<string, Completion>();
  for (const item of items) if (!seen.has(item.label)) seen.set(item.label, item);
  return [...seen.values()];
}
