/** One action of another programme as a line of JSON. */
import { z } from 'zod';
import { TERMINALS } from '../../core/machine/machine.ts';
import type { WalkAction } from '../../core/walk/walk.ts';
import type { ReadLine } from './line-reader.ts';

/** Longest line that is read. */
export const MOST_LINE_BYTES = 16 * 1024 * 1024;

const DEFAULT_TIMEOUT_SECONDS = 120;
const MOST_TIMEOUT_SECONDS = 86_400;
const TYPES = ['one_time', 'long_running', 'receive'] as const;

const action = z.strictObject({
  command: z.string({ error: 'has to be a text' }).nullish(),
  terminal: z
    .int({ error: `has to be a whole number from 1 to ${TERMINALS}` })
    .min(1, { error: `has to be a whole number from 1 to ${TERMINALS}` })
    .max(TERMINALS, { error: `has to be a whole number from 1 to ${TERMINALS}` })
    .default(1),
  type: z.enum(TYPES, { error: `has to be one of ${TYPES.join(', ')}` }).default('one_time'),
  timeout_seconds: z
    .number({ error: 'has to be a number' })
    .positive({ error: 'has to be above 0' })
    .max(MOST_TIMEOUT_SECONDS, { error: `has to be at most ${MOST_TIMEOUT_SECONDS}` })
    .default(DEFAULT_TIMEOUT_SECONDS),
});

export type ReadAction =
  | { readonly ok: true; readonly action: Exclude<WalkAction, { readonly kind: 'wait' }> }
  /** What is wrong, in a sentence. */
  | { readonly ok: false; readonly problem: string };

/** The action in a line, or what is wrong with it. Never throws. */
export function readAction(line: ReadLine): ReadAction {
  switch (line.kind) {
    case 'too-long':
      return wrong(`The line is longer than ${MOST_LINE_BYTES} bytes.`);
    case 'not-utf-8':
      return wrong('The line is not UTF-8.');
    case 'text':
      return readText(line.text);
    default:
      return line satisfies never;
  }
}

function readText(text: string): ReadAction {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return wrong('The line is not JSON.');
  }
  const { success, data, error } = action.safeParse(value);
  if (!success) return wrong(error.issues.map(tell).join(' '));
  if (data.type === 'receive') return { ok: true, action: { kind: 'receive', terminal: data.terminal } };
  if (typeof data.command !== 'string') return wrong('"command" is missing.');
  if (data.command.includes('\0')) return wrong('"command" holds a NUL character, which no command line can.');
  return {
    ok: true,
    action: {
      kind: 'shell',
      command: data.command,
      terminal: data.terminal,
      longRunning: data.type === 'long_running',
      timeoutMs: data.timeout_seconds * 1_000,
    },
  };
}

function tell(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return `There is no field ${issue.keys.map((key) => short(key)).join(', ')}.`;
  const [field] = issue.path;
  return field === undefined ? 'The line is not a JSON object.' : `"${String(field)}" ${issue.message}.`;
}

function short(key: string): string {
  return JSON.stringify(key.length > 60 ? `${key.slice(0, 60)}…` : key);
}

function wrong(problem: string): ReadAction {
  return { ok: false, problem };
}
