/** The reference page of the scenario language, written from its schema and from what conditions know. */
import { EVENT_NAMES, FACT_FUNCTIONS, FACT_TYPES, type FactType, WORLD_NAMES } from '../src/core/scenario/facts.ts';
import { describeShape, type ObjectShape, optionsOf, SCENARIO_SHAPE, type Shape } from '../src/core/scenario/shape.ts';
import { TEMPLATE_NAMES } from '../src/core/scenario/templates.ts';
import { PART_TEXTS } from './language-parts.ts';

const HEAD = `# The scenario language

A scenario is one YAML file, \`NAME.scenario.yaml\`. This page lists everything that can stand in one. It is written by
\`npm run schemas\` from the schema that the editor and the command line check with, and every example on it is checked too.

Keys marked * are required. What goes wrong with a scenario is told with a code; [problems.md](problems.md) explains each.
[guide.md](guide.md) is the place to begin, [writing-scenarios.md](writing-scenarios.md) says what makes a scenario a good one.
`;

const QUANTITIES = `## Quantities

| what | looks like | means |
| --- | --- | --- |
| size | \`140GiB\`, \`16MB\`, \`512B\` | KiB, MiB, GiB and TiB are powers of 1024; KB, MB, GB and TB powers of 1000. A bare number is bytes. |
| duration | \`90s\`, \`10m\`, \`1h30m\`, \`250ms\` | Days are \`d\`. Time is that of the machine's own clock. |
| count | \`60\`, \`200k\`, \`1.5M\` | k is a thousand, M a million. |
| GPUs | \`4 x A100-80GB\` | Number, model and memory of each, as vendors write it. |
`;

const CONDITIONS = `## Conditions

Conditions are written in [CEL](https://github.com/google/cel-spec). \`milestones\` and \`success\` look at the machine as it is after
a step. \`flags\` look at one event, and at the machine as it is after it; replies of tools at the arguments of the call, as \`input\`. Every
name has a type, and a condition is checked before anything runs: a name that is not known, a comparison that can never hold, a part
that contradicts another.

YAML asks for quotes around a condition that starts with \`!\` or with a quote, or that has a colon and a space in it.
`;

/** The text of the page. */
export function languageReference(): string {
  return [
    HEAD,
    ...new PartSections().all(),
    QUANTITIES,
    templateSection(),
    CONDITIONS,
    namesSection(),
    functionsSection(),
    ...Object.entries(FACT_TYPES).map(([name, fields]) =>
      table(`### ${name}`, ['field', 'type', 'what it is'], factRows(fields)),
    ),
  ].join('\n');
}

/** The tables of all maps, each kind of map once, under a heading for each part of a scenario. */
class PartSections {
  /** Where the table of a map stands, by its schema. */
  readonly #places = new Map<unknown, string>();

  all(): string[] {
    const [scenario] = optionsOf(SCENARIO_SHAPE);
    if (scenario?.kind !== 'object') return [];
    const own = this.#table(scenario, '');
    const parts = [...scenario.keys];
    const contents = parts.map(([key]) => (hasSection(key, scenario) ? `[\`${key}\`](#${key})` : `\`${key}\``));
    const sections = parts.flatMap(([key, { shape }]) => {
      const below = this.#below(shape, key);
      const text = PART_TEXTS[key];
      if (below.length === 0 && text === undefined) return [];
      return [`## \`${key}\`\n\n${[about(shape), ...(text === undefined ? [] : [text])].join('\n\n')}\n`, ...below];
    });
    const rest = '[quantities](#quantities), [templates](#templates), [conditions](#conditions)';
    return [
      `Parts: ${contents.join(', ')}; ${rest}.\n`,
      `## A scenario\n\n${PART_TEXTS[''] ?? ''}\n\n${own}`,
      ...sections,
    ];
  }

  /** The tables of a shape and of all that lies below it. */
  #below(shape: Shape, path: string): string[] {
    return optionsOf(shape).flatMap((option) => {
      switch (option.kind) {
        case 'record':
          return this.#below(option.value, `${path}.NAME`);
        case 'list':
          return this.#below(option.item, `${path}[]`);
        case 'object':
          return this.#object(option, path);
        default:
          return [];
      }
    });
  }

  #object(shape: ObjectShape, path: string): string[] {
    if (isFile(shape) || this.#places.has(shape.schema)) return [];
    this.#places.set(shape.schema, path);
    const isPart = !/[.[]/.test(path);
    const heading = isPart ? '' : `### \`${path}\`\n\n${about(shape)}\n\n`;
    const text = isPart ? undefined : PART_TEXTS[path];
    const own = `${heading}${text === undefined ? '' : `${text}\n\n`}${this.#table(shape, path)}`;
    return [own, ...[...shape.keys].flatMap(([key, { shape: child }]) => this.#below(child, `${path}.${key}`))];
  }

  #table(shape: ObjectShape, path: string): string {
    const rows = [...shape.keys].map(([key, { shape: child, required }]) => [
      `\`${key}\`${required ? '*' : ''}`,
      valueText(child),
      `${child.about}${this.#reference(child, path === '' ? key : `${path}.${key}`)}`,
    ]);
    return table('', ['key', 'value', 'what it is'], rows);
  }

  /** Where the table of the map at a key stands, when that is not below this one. */
  #reference(shape: Shape, path: string): string {
    for (const option of optionsOf(shape)) {
      const element = option.kind === 'list' ? option.item : option.kind === 'record' ? option.value : option;
      for (const object of optionsOf(element)) {
        const place = this.#places.get(object.schema);
        if (object.kind === 'object' && place !== undefined && place !== path) {
          return ` As [\`${place}\`](#${anchor(place)}).`;
        }
      }
    }
    return '';
  }
}

/** The place of a text that can lie in a file instead. */
function isFile(shape: ObjectShape): boolean {
  return shape.keys.size === 1 && shape.keys.has('from');
}

function hasSection(key: string, scenario: ObjectShape): boolean {
  const shape = scenario.keys.get(key)?.shape;
  return (
    key in PART_TEXTS ||
    optionsOf(shape).some(
      (option) => !['text', 'flag', 'choice', 'whole number'].includes(option.kind) && holdsObject(option),
    )
  );
}

function holdsObject(shape: Shape): boolean {
  if (shape.kind === 'object') return !isFile(shape);
  if (shape.kind === 'record') return optionsOf(shape.value).some(holdsObject);
  return shape.kind === 'list' && optionsOf(shape.item).some(holdsObject);
}

function valueText(shape: Shape): string {
  const isText = optionsOf(shape).some((option) => option.kind === 'object' && isFile(option));
  return isText ? 'text, or `{ from: FILE }`' : describeShape(shape);
}

function about(shape: Shape): string {
  return (
    shape.about ||
    optionsOf(shape)
      .map((option) => option.about)
      .find((text) => text !== '') ||
    ''
  );
}

/** What a heading is called in links. */
function anchor(path: string): string {
  return path.toLowerCase().replace(/[^a-z0-9_-]/g, '');
}

function templateSection(): string {
  const rows = Object.entries(TEMPLATE_NAMES).map(([name, about]) => [`\`{{${name}}}\``, about]);
  const text =
    'Templates are filled in when a scenario is read: in system prompts and goals, in what programs print and answer, in what the timeline says and writes, in rubrics and wordings. Replies of tools know `{{input.NAME}}` besides, the goal of replicas `{{message}}`, and wordings of scaffolds `{{task}}`, `{{tools}}`, `{{format}}`, `{{action}}`, `{{result}}` and `{{finish}}`. Options in single braces, `{port}`, are filled in when a program starts.';
  return `## Templates\n\n${text}\n\n${table('', ['template', 'stands for'], rows)}`;
}

function namesSection(): string {
  const rows = Object.entries(EVENT_NAMES).map(([name, { type, about }]) => [
    `\`${name}\``,
    typeText(type),
    name in WORLD_NAMES ? about : `${about} Only in flags.`,
  ]);
  return table('### Names', ['name', 'type', 'what it is'], rows);
}

function functionsSection(): string {
  const rows = Object.entries(FACT_FUNCTIONS).map(([signature, about]) => [`\`${signature}\``, about]);
  return table('### Functions, besides those of CEL', ['function', 'what it tells'], rows);
}

function factRows(fields: Readonly<Record<string, { readonly type: FactType; readonly about: string }>>): string[][] {
  return Object.entries(fields).map(([name, { type, about }]) => [`\`${name}\``, typeText(type), about]);
}

function typeText(type: FactType): string {
  return `\`${type}\``;
}

function table(title: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const lines = [line(head), line(head.map(() => '---')), ...rows.map(line)];
  return `${title === '' ? '' : `${title}\n\n`}${lines.join('\n')}\n`;
}
