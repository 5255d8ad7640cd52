/** The small values that the language is made of: names, quantities, paths, conditions, templates. */
import * as z from 'zod';
import { COUNT_PATTERN, DURATION_PATTERN, SIZE_PATTERN } from '../units.ts';

/** Names that conditions, reports and commands refer to: `found-weights`, `llm_server`. */
const NAME_PATTERN = /^[A-Za-z][A-Za-z0-9_-]*$/;

export const name = z.string().regex(NAME_PATTERN, 'a name starts with a letter and has letters, digits, - and _');
export const size = z
  .union([z.string().regex(SIZE_PATTERN, 'a size looks like 140GiB, 16MB or 512B'), z.int().nonnegative()])
  .meta({ redline: 'size' });
export const duration = z
  .string()
  .regex(DURATION_PATTERN, 'a duration looks like 90s, 10m or 1h30m')
  .meta({ redline: 'duration' });
export const count = z
  .union([z.string().regex(COUNT_PATTERN, 'a count looks like 60, 200k or 1.5M'), z.int().positive()])
  .meta({ redline: 'count' });
export const absolutePath = z
  .string()
  .regex(/^\/(?!\/)[^\0]*$/, 'a path on the machine starts with /')
  .meta({ redline: 'path' });
export const condition = z.string().min(1).meta({ redline: 'condition' });
export const template = z.string().meta({ redline: 'template' });
export const port = z.int().min(1).max(65535);
export const portOption = z.union([
  z.string().regex(/^\{[A-Za-z][A-Za-z0-9_]*\}$/, 'an option in braces looks like "{port}"'),
  port,
]);
export const hostName = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'a host name has small letters, digits and -');
export const userName = z.string().regex(/^[a-z_][a-z0-9_-]*$/, 'a user name has small letters, digits, - and _');

/** A text of its own, or one that lies in a file beside the scenario. */
export const textOrFile = z.union([
  template,
  z
    .strictObject({
      from: z.string().describe('A file in the folder of the scenario or below it: `./prompts/system.md`.'),
    })
    .describe('A text that lies in a file.'),
]);
