/** What a scenario's words mean, where they stand, and what their values come to. */
import type { TextRange } from '../problems.ts';
import { describeShape, type Shape } from '../shape.ts';
import { rangeWithin, type SourcePath, textOf } from '../source.ts';
import { templatesIn } from '../templates.ts';
import { conditionHover } from './condition-hover.ts';
import { conditionUseAt } from './condition-places.ts';
import { type Declaration, declarationsIn } from './declarations.ts';
import { keyKind, type NameUse } from './names.ts';
import { isOverrides, type Place, placeAt, shapesOf } from './place.ts';
import { type LinkedScenario, resolvedText } from './resolved-value.ts';
import type { ScenarioText } from './scenario-text.ts';
import { describeQuestion, type SchemaLanguage } from './schema-question.ts';
import { templateNamesAt } from './template-names.ts';

export interface Hover {
  readonly range: TextRange;
  /** Markdown. */
  readonly text: string;
}

export interface HoverSurroundings {
  readonly schema: SchemaLanguage;
  /** The scenarios that this one extends, the nearest first. */
  bases(): Promise<readonly LinkedScenario[]>;
  /** What the scenarios declare that this one extends or is extended by. */
  declarations(): Promise<readonly Declaration[]>;
}

/** What the word at an offset means; undefined where there is nothing to say. */
export async function hoverAt(
  scenario: ScenarioText,
  offset: number,
  around: HoverSurroundings,
): Promise<Hover | undefined> {
  const place = placeAt(scenario.places, offset);
  if (!place) return undefined;
  const use = conditionUseAt(place);
  const named = scenario.names.find(({ range }) => range.start <= offset && offset <= range.end);
  const isDeclaration = named?.role === 'declaration' && place.part === 'key';
  const nameHover = named && !isDeclaration ? await hoverOfName(scenario, named, around) : undefined;
  if (nameHover) return nameHover;
  if (use) return conditionHover(scenario, place.scalar, use, offset);
  return templateHover(scenario, place, offset) ?? (await valueHover(scenario, place, around));
}

async function hoverOfName(
  scenario: ScenarioText,
  { kind, name, range }: NameUse,
  around: HoverSurroundings,
): Promise<Hover | undefined> {
  const declared = [...declarationsIn(scenario.root), ...(await around.declarations())];
  const found = declared.find((each) => each.kind === kind && each.name === name);
  if (!found) return undefined;
  const about = found.about === '' ? [] : [found.about];
  const code = found.code === '' ? [] : [`\`\`\`\n${found.code.trim()}\n\`\`\``];
  return { range, text: [`**${name}**: ${kind}`, ...about, ...code].join('\n\n') };
}

async function valueHover(
  scenario: ScenarioText,
  { part, scalar, path, target, shapes }: Place,
  around: HoverSurroundings,
): Promise<Hover | undefined> {
  const shape = describedShape(target);
  if (!shape) return undefined;
  const name = target.findLast((step) => typeof step === 'string') ?? '';
  const kind = [...new Set(shapes.map(describeShape))].join(' or ');
  // What stands below a name that the author gives is what the schema says of all of them.
  const question =
    keyKind(target) || isOverrides(path.slice(0, -1)) ? undefined : describeQuestion(scenario.root, target);
  const said = question ? await around.schema.describe(question) : '';
  const resolved =
    part === 'key' || scalar.style !== 'literal' ? resolvedText(scenario, target, await around.bases()) : '';
  const parts = [kind === '' ? '' : `**${name}**: ${kind}`, said === '' ? shape.about : said, resolved];
  return { range: scalar.range, text: parts.filter((text) => text !== '').join('\n\n') };
}

/** The shape at a path; of the list around it or the record that it is a name in, where it has no description of its own. */
function describedShape(path: SourcePath): Shape | undefined {
  for (let length = path.length; length > 0; length--) {
    for (const shape of shapesOf(path.slice(0, length - 1))) {
      const own = shape.kind === 'object' ? shape.keys.get(String(path[length - 1]))?.shape : undefined;
      if (own?.about) return own;
    }
    const own = shapesOf(path.slice(0, length)).find(({ about }) => about !== '');
    if (own) return own;
  }
  return undefined;
}

function templateHover({ root }: ScenarioText, { scalar, target, shapes }: Place, offset: number): Hover | undefined {
  const text = textOf(scalar);
  if (!text?.includes('{{')) return undefined;
  const known = templateNamesAt(target, root, shapes);
  for (const { name, start, end } of templatesIn(text)) {
    const range = rangeWithin(scalar, start, end);
    const about = known.find((each) => each.name === name)?.about;
    if (about === undefined || offset < range.start || offset > range.end) continue;
    return { range, text: `**${name}**: template\n\n${about}` };
  }
  return undefined;
}
