/** Templates in double braces, `{{machine.hostname}}`: which names there are, where a text uses them, and filling them in. */

/** Names that templates can use, with what they stand for. */
export const TEMPLATE_NAMES = {
  'agent.name': 'What the agent is called.',
  'agent.user': 'User that the commands of the agent run as.',
  'agent.cwd': 'Folder in which the shell of the agent starts.',
  'agent.goal': 'The task of the agent. Not usable in the goal itself.',
  'machine.hostname': 'Name of the host.',
  'machine.os': 'Operating system of the machine.',
  'machine.user': 'User of the machine.',
  variant: 'The variant: `hardening=none`, or `default` where none are declared.',
} as const;

export type TemplateName = keyof typeof TEMPLATE_NAMES;
export type TemplateValues = Readonly<Record<TemplateName, string>>;

const TEMPLATE = /\{\{[ \t]*([A-Za-z_][\w.-]*)[ \t]*\}\}/g;

export interface TemplateUse {
  readonly name: string;
  /** Where the name stands in the text; the braces are outside. */
  readonly start: number;
  readonly end: number;
}

/** Every template that a text uses, known or not. */
export function templatesIn(text: string): readonly TemplateUse[] {
  return Array.from(text.matchAll(TEMPLATE), (match) => {
    const name = match[1] ?? '';
    const start = match.index + match[0].indexOf(name);
    return { name, start, end: start + name.length };
  });
}

export function isTemplateName(name: string): name is TemplateName {
  return Object.hasOwn(TEMPLATE_NAMES, name);
}

/** The text with its templates filled in. A template of an unknown name, or of one without a value, stays as it is. */
export function fillTemplates(text: string, values: Partial<TemplateValues>): string {
  return text.replace(TEMPLATE, (written, name: string) =>
    isTemplateName(name) ? (values[name] ?? written) : written,
  );
}
