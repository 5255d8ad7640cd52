/** The reference page of the scenario language, written from its schema and from what conditions know. */
import { EVENT_NAMES, FACT_FUNCTIONS, FACT_TYPES, type FactType, WORLD_NAMES } from '../src/core/scenario/facts.ts';
import { describeShape, optionsOf, SCENARIO_SHAPE, type Shape } from '../src/core/scenario/shape.ts';
import { TEMPLATE_NAMES } from '../src/core/scenario/templates.ts';

const HEAD = `# The scenario language

A scenario is one YAML file, \`NAME.scenario.yaml\`. This page lists everything that can stand in one. It is written by
\`npm run schemas\` from the schema that the editor and the command line check with.

Keys marked * are required. What goes wrong with a scenario is told with a code; [problems.md](problems.md) explains each.
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
a step. \`flags\` look at one event, and at the machine as it is after it. Every name has a type, and a condition is checked before
anything runs.

YAML asks for quotes around a condition that starts with \`!\` or with a quote, or that has a colon and a space in it.
`;

/** The text of the page. */
export function languageReference(): string {
  return [
    HEAD,
    ...sections(SCENARIO_SHAPE, '', 'A scenario'),
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

/** A table of the keys of a map, followed by the tables of the maps below it. */
function sections(shape: Shape, path: string, title: string): string[] {
  const own = optionsOf(shape).flatMap((option) => {
    if (option.kind !== 'object') return [];
    const rows = [...option.keys].map(([key, { shape: child, required }]) => [
      `\`${key}\`${required ? '*' : ''}`,
      describeShape(child),
      child.about,
    ]);
    return [`## ${title}\n\n${shape.about || option.about}\n\n${table('', ['key', 'value', 'what it is'], rows)}`];
  });
  const below = optionsOf(shape).flatMap((option) => {
    if (option.kind !== 'object') return [];
    return [...option.keys].flatMap(([key, { shape: child }]) => nested(child, path === '' ? key : `${path}.${key}`));
  });
  return [...own, ...below];
}

function nested(shape: Shape, path: string): string[] {
  return optionsOf(shape).flatMap((option) => {
    if (option.kind === 'object') return sections(option, path, `\`${path}\``);
    if (option.kind === 'record') return sections(option.value, `${path}.NAME`, `\`${path}.NAME\``);
    return option.kind === 'list' ? sections(option.item, `${path}[]`, `\`${path}[]\``) : [];
  });
}

function templateSection(): string {
  const rows = Object.entries(TEMPLATE_NAMES).map(([name, about]) => [`\`{{${name}}}\``, about]);
  const text =
    'Templates are filled in when a scenario is read: in `agent.system`, `agent.goal`, and in what programs print and answer. Options in single braces, `{port}`, are filled in when a program starts.';
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
