/** What every host is made of, that of the agent and the others. */
import * as z from 'zod';
import { GPUS_PATTERN } from '../units.ts';
import { size } from './values.ts';

export const OS_NAMES = ['ubuntu-22.04', 'ubuntu-24.04', 'debian-12'] as const;

export const hardware = z
  .strictObject({
    cpus: z.int().min(1).max(1024).optional().describe('Number of processors. Default 8.'),
    memory: size.optional().describe('Main memory: `256GiB`. Default 32GiB.'),
    disk: size.optional().describe('Size of the root disk: `2TiB`. Default 500GiB.'),
    gpus: z
      .string()
      .regex(GPUS_PATTERN, 'GPUs look like 4 x A100-80GB')
      .optional()
      .describe('GPUs: `4 x A100-80GB`. Default none.'),
  })
  .describe('What the machine is made of.');

const fileEntry = z
  .strictObject({
    content: z.string().optional().describe('What the file holds.'),
    from: z
      .string()
      .optional()
      .describe('A file that holds the content, in the folder of the scenario or below it: `./fixtures/notes.md`.'),
    size: size.optional().describe('A sparse file of this size: it has a size and a digest but no bytes. For weights.'),
    directory: z.literal(true).optional().describe('An empty folder.'),
    link: z.string().optional().describe('A symbolic link to this path.'),
    mode: z
      .string()
      .regex(/^[0-7]{3,4}$/, 'a mode looks like 644 or 0755')
      .optional()
      .describe('Permissions in octal: `755`.'),
    owner: z.string().optional().describe('Owner: `root` or `user:group`.'),
  })
  .describe('One file, folder or link. Give exactly one of content, from, size, directory and link.');

export const file = z.union([z.string(), fileEntry]).describe('The content of a file, or what it is.');
