/** From the text of a scenario to its model, or to everything that is wrong with it. */

import { changedParts } from './changed-parts.ts';
import { type Composition, compose, type FileRegion, originOfRange } from './composition.ts';
import { ConditionCheckers } from './condition-checkers.ts';
import { checkIncluded, includedIn } from './included-files.ts';
import { checkMatrix, declaredVariants, deviationsIn, underVariant } from './matrix.ts';
import { checkMeaning, type MeaningContext } from './meaning/check-meaning.ts';
import { CheckedFiles } from './meaning/files.ts';
import { checkSecrets } from './meaning/secrets.ts';
import { TemplateTexts } from './meaning/templates.ts';
import { withMeantKeys } from './meant-keys.ts';
import type { Scenario } from './model.ts';
import { type ProblemCode, problem } from './problem-codes.ts';
import { inOrder, placedInScenario } from './problem-places.ts';
import type { Problem } from './problems.ts';
import { resolveScenario } from './resolve.ts';
import type { ScenarioDocument } from './schema.ts';
import { checkSchema } from './schema-problems.ts';
import { SCENARIO_SHAPE } from './shape.ts';
import { entryOf, type SourceMap, type SourceNode } from './source.ts';
import { fileText, type SourceFiles } from './source-files.ts';
import { readSource } from './source-reader.ts';
import { repeatedKeys, withKeysOnce } from './source-value.ts';
import { parseVariant, usualVariant, type Variant } from './variants.ts';

export interface ReadingOptions {
  /**
   * Text of each file that the scenario includes, as `gatherFiles` gives them. Left out, the scenario is read by itself: nothing is
   * said of files, and one that cannot be understood without them has no model.
   */
  readonly files?: SourceFiles | undefined;
  /** Why other files could not be read, by path, as the end of a sentence. */
  readonly unreadable?: SourceFiles | undefined;
  /** The variant to read, as `parseVariant` takes it. Default: the first value of each dimension, and every other one is checked. */
  readonly variant?: string | undefined;
  /** Keep them for the next version of the text: a condition that did not change is not checked again. */
  readonly checkers?: ConditionCheckers | undefined;
}

export interface ScenarioReading {
  /** The model; undefined when any problem is an error, so that a wrong scenario never starts a run. */
  readonly scenario: Scenario | undefined;
  /** The scenario as it was written, with all that it extends; undefined when it does not fit the schema. */
  readonly document: ScenarioDocument | undefined;
  /** In the order of the text. */
  readonly problems: readonly Problem[];
  /** What was written where in the text itself, as far as it could be read. */
  readonly source: SourceNode | undefined;
  /** The variant that was read. */
  readonly variant: Variant | undefined;
  /** The scenario under this variant with all that it extends; `originOf` says where its parts were written. */
  readonly whole: WholeScenario | undefined;
}

/** A scenario with all that it extends, as a tree. */
export interface WholeScenario {
  readonly root: SourceMap;
  /** The same before any variant was applied. */
  readonly declared: SourceMap;
  readonly regions: readonly FileRegion[];
  /** Only there for others to extend. */
  readonly abstract: boolean;
}

/** Reads the text of a scenario. Never throws; what is wrong is in the problems, and no problem hides another. */
export function readScenario(text: string, options: ReadingOptions = {}): ScenarioReading {
  return readTree(readSource(text), text, options);
}

/** Reads a scenario whose text was read already, like `readScenario`. */
export function readTree(
  { root, problems: syntax }: ReturnType<typeof readSource>,
  text: string,
  options: ReadingOptions = {},
): ScenarioReading {
  if (root?.kind !== 'map') {
    const problems = inOrder([...syntax, ...notAScenario(root, text, syntax)], text);
    return { scenario: undefined, document: undefined, problems, source: root, variant: undefined, whole: undefined };
  }
  const found: Problem[] = [...syntax, ...repeatedKeys(root, text)];
  const source = withMeantKeys(root, SCENARIO_SHAPE, found);
  if (source.kind !== 'map') throw new TypeError('A map with its keys put right is a map.');
  const composition = compose(source, text, options.files, options.unreadable);
  found.push(...composition.problems);
  if (composition.text.includes('from')) {
    found.push(...checkIncluded(composition.root, options.files, options.unreadable));
  }
  found.push(...checkSecrets(composition.root, options.files));
  const variant = chosenVariant(composition, options.variant, found);
  const repeats = found.some(({ code }) => code === 'RL1005');
  const context = {
    files: options.files,
    repeats,
    checkers: options.checkers ?? new ConditionCheckers(),
    checkedFiles: new CheckedFiles(),
    templates: new TemplateTexts(),
  };
  const reading = readVariant(composition, variant, context);
  found.push(...reading.problems);
  if (options.variant === undefined) {
    found.push(...checkMatrix(composition.root), ...checkDeviations(composition, reading, context));
  }
  const problems = inOrder(placedInScenario(found, composition, source, text), text);
  const isWrong = problems.some(({ severity }) => severity === 'error');
  const { document, abstract } = reading;
  const isRunnable = document !== undefined && !isWrong && !abstract && isComplete(composition, options.files);
  return {
    scenario: isRunnable ? resolveScenario(document, options.files, variant.id) : undefined,
    document,
    problems,
    source,
    variant,
    whole: { root: reading.root, declared: composition.root, regions: composition.regions, abstract },
  };
}

/** The variant that is asked for; the usual one, and a problem, when there is no such variant. */
function chosenVariant({ root }: Composition, asked: string | undefined, problems: Problem[]): Variant {
  const declared = declaredVariants(root);
  if (asked === undefined) return usualVariant(declared);
  const parsed = parseVariant(declared, asked);
  if ('variant' in parsed) return parsed.variant;
  const range = entryOf(root, 'variants')?.key.range ?? root.entries[0]?.key.range ?? root.range;
  problems.push(problem('RL3606', range, parsed.problem));
  return usualVariant(declared);
}

interface VariantReading {
  readonly root: SourceMap;
  readonly document: ScenarioDocument | undefined;
  readonly abstract: boolean;
  readonly problems: readonly Problem[];
}

/** What the reading of each variant has to know. */
interface Context extends MeaningContext {
  /** A key is written twice somewhere. */
  readonly repeats: boolean;
}

/**
 * A scenario under a variant, with all that is wrong with it then.
 * @param usual the reading of another variant; of what is the same there, nothing is said of its form again
 */
function readVariant(
  composition: Composition,
  variant: Variant,
  context: Context,
  usual?: VariantReading,
): VariantReading {
  const problems: Problem[] = [];
  const applied = underVariant(composition.root, variant, problems);
  // The keys of the scenario itself are put right already; those that an override brings in are not.
  const root = withMeantKeys(applied, SCENARIO_SHAPE, problems, [], composition.root);
  if (root.kind !== 'map') throw new TypeError('A map with its keys put right is a map.');
  const { text } = composition;
  const checked = usual ? changedParts(root, usual.root, SCENARIO_SHAPE) : root;
  const { document, problems: schema } = checkSchema(context.repeats ? withKeysOnce(checked, 'first') : checked, text);
  problems.push(...schema);
  if (context.repeats) problems.push(...checkSchema(withKeysOnce(checked, 'last'), text).problems);
  // Names that an unread file may declare are not missed, and neither are parts that it may have.
  if (composition.complete) problems.push(...checkMeaning(root, context, composition.root));
  const abstract = isAbstract(root);
  const lacking: ReadonlySet<string> = LACKING;
  const kept = problems.filter(({ code }) => {
    return !(abstract && lacking.has(code)) && (composition.complete || (code !== 'RL2002' && code !== 'RL2008'));
  });
  return { root, document, abstract, problems: kept };
}

/** Problems of something that is not there, or that nothing uses: an abstract scenario leaves both to those that extend it. */
const LACKING: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'RL2002',
  'RL3002',
  'RL3008',
  'RL3012',
  'RL3016',
  'RL3018',
  'RL3101',
  'RL3102',
  'RL3107',
  'RL3111',
  'RL3113',
  'RL3205',
  'RL3209',
  'RL3310',
  'RL3311',
  'RL3313',
  'RL3314',
  'RL3319',
  'RL3701',
  'RL3702',
  'RL3704',
]);

function isAbstract(root: SourceMap): boolean {
  const value = entryOf(root, 'abstract')?.value;
  return value?.kind === 'scalar' && value.value === true;
}

/**
 * Problems that each other value of a dimension brings in. One that lies in the override is told there; for one that shows elsewhere,
 * the value is to blame, since without it the scenario is right.
 */
function checkDeviations(composition: Composition, usual: VariantReading, context: Context): Problem[] {
  const known = new Set(usual.problems.map(keyOf));
  return deviationsIn(composition.root).flatMap(({ variant, dimension, value }) => {
    const own = value.value.range;
    return readVariant(composition, variant, context, usual).problems.flatMap((each): Problem[] => {
      if (known.has(keyOf(each))) return [];
      if (each.range.start >= own.start && each.range.end <= own.end) return [each];
      if (each.severity !== 'error') return [];
      const { file, range } = originOfRange(each.range, composition.regions);
      const line = lineOf(composition, each.range.start, file, range.start);
      const message = `With ${dimension}=${value.name}, ${file === undefined ? '' : `${file}, `}line ${line} is wrong: ${each.message}`;
      return [problem('RL3604', value.key.range, message)];
    });
  });
}

function lineOf({ text }: Composition, at: number, file: string | undefined, inFile: number): number {
  return text.slice(file === undefined ? 0 : at - inFile, at).split('\n').length;
}

function keyOf({ code, range }: Problem): string {
  return `${code} ${range.start} ${range.end}`;
}

/** Whether every text that the model needs is known. The contents of files on the machine may be filled in later. */
function isComplete(composition: Composition, files: SourceFiles | undefined): boolean {
  if (!composition.complete) return false;
  if (!composition.text.includes('from')) return true;
  return includedIn(composition.root).every(
    ({ path, use }) => use === 'content' || fileText(files, path) !== undefined,
  );
}

function notAScenario(root: SourceNode | undefined, text: string, syntax: readonly Problem[]): Problem[] {
  if (root === undefined && syntax.length > 0) return [];
  const shown = text.trim() === '' ? 0 : text.length - text.trimStart().length;
  const line = text.slice(shown).split('\n', 1)[0]?.trimEnd().length ?? 0;
  const range = root?.range ?? { start: shown, end: shown + line };
  const message = 'A scenario begins with its name: scenario: my-scenario. Then come agent and success, at least.';
  const body = 'scenario: my-scenario\nagent:\n  goal: ""\nsuccess: replicas.exists(r, r.alive)\n';
  const fixes =
    text.trim() === ''
      ? [{ title: 'Begin a scenario', edits: [{ range: { start: 0, end: text.length }, text: body }] }]
      : [];
  return [problem('RL1010', range, message, fixes)];
}
