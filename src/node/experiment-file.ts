/** `experiment.json`: what was asked of an experiment. It lies beside the transcripts of its trials. */
import { z } from 'zod';
import { checkValue } from '../core/scenario/checked-yaml.ts';
import { forkSchema } from '../core/transcript/fork-record.ts';
import type { ExperimentRecord } from '../protocol/trial-process.ts';

export const EXPERIMENT_FILE = 'experiment.json';

const endpointRecord = z
  .object({
    name: z.string(),
    provider: z.enum(['openai-compatible', 'scripted']),
    model: z.string(),
    baseUrl: z.string().optional(),
  })
  .transform((endpoint) => ({ ...endpoint, baseUrl: endpoint.baseUrl }));

/** A reader tolerates unknown fields: later versions add some. */
const experimentRecord = z.object({
  version: z.literal(1),
  experiment: z.string(),
  redline: z.string(),
  createdAt: z.string(),
  scenario: z.object({
    name: z.string(),
    title: z.string(),
    file: z.string(),
    digest: z.string(),
    source: z.string(),
    fixtures: z.record(z.string(), z.string()),
  }),
  endpoint: endpointRecord,
  endpoints: z.record(z.string(), endpointRecord).optional(),
  variants: z.array(z.string()).default([]),
  trials: z.int().nonnegative(),
  seed: z.int(),
  concurrency: z.int().positive(),
  fork: forkSchema.omit({ seed: true }).optional(),
});

export type ReadExperimentFile =
  | { readonly record: ExperimentRecord; readonly problem: undefined }
  | { readonly record: undefined; readonly problem: string };

/** The record in the text of an `experiment.json`, or why it cannot be used. */
export function readExperimentFile(text: string): ReadExperimentFile {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { record: undefined, problem: `${EXPERIMENT_FILE} is not JSON.` };
  }
  const { value, problems } = checkValue(json, experimentRecord);
  if (value === undefined) {
    return { record: undefined, problem: `${EXPERIMENT_FILE} cannot be read: ${problems[0]?.message ?? ''}` };
  }
  const { endpoints, fork, ...record } = value;
  return {
    record: {
      ...record,
      ...(endpoints === undefined ? {} : { endpoints }),
      ...(fork === undefined ? {} : { fork }),
    },
    problem: undefined,
  };
}
