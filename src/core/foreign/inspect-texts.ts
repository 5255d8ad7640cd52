/** Texts of an Inspect log: long ones are attachments of their sample, and contents may come in parts. */
import { type Fields, fields, list, shown, text } from './loose.ts';

const ATTACHMENT = 'attachment://';

/** Gives values of a sample with its attachments put back in. */
export type Expand = (value: unknown) => unknown;

/** An expander for the attachments of a sample. What is not attached stays as it is. */
export function expander(attachments: Fields): Expand {
  const expand = (value: unknown): unknown => {
    if (typeof value === 'string') {
      if (!value.startsWith(ATTACHMENT)) return value;
      const key = value.slice(ATTACHMENT.length);
      return Object.hasOwn(attachments, key) ? text(attachments[key]) : value;
    }
    if (Array.isArray(value)) return value.map(expand);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, expand(inner)]));
  };
  return expand;
}

export interface Content {
  readonly text: string;
  readonly reasoning: string;
}

/** What a message says, and what the model thought before it. Parts that are no text are named. */
export function contentOf(content: unknown): Content {
  if (!Array.isArray(content)) return { text: text(content), reasoning: '' };
  const parts = list(content).map(fields);
  const said = parts.flatMap((part) => {
    if (part['type'] === 'text') return [text(part['text'])];
    return part['type'] === 'reasoning' ? [] : [`[${shown(part['type']) || 'content'}]`];
  });
  const thought = parts.flatMap((part) => {
    if (part['type'] !== 'reasoning') return [];
    return part['redacted'] === true ? ['[redacted]'] : [text(part['reasoning'])];
  });
  return { text: said.join('\n'), reasoning: thought.join('\n') };
}
