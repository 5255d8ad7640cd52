/** What the header of a fork says: which trial it goes on from, at which step, and what is different there. */
import { z } from 'zod';

const toolCall = z.object({
  id: z.string(),
  tool: z.string(),
  arguments: z.string().describe('As a model would have written it: JSON text, which may be malformed.'),
});

export const forkChangeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }).describe('Nothing: the step is answered again.'),
  z
    .object({ kind: z.literal('action'), text: z.string(), toolCalls: z.array(toolCall) })
    .describe('What the agent answered in the step; no model was asked for it.'),
  z
    .object({ kind: z.literal('observation'), text: z.string() })
    .describe('What the agent was told came of the first call of the step. What really came of it is in the result.'),
  z
    .object({ kind: z.literal('prompt'), system: z.string() })
    .describe('The whole system prompt of the agent whose step it is, from the step on.'),
]);

export const forkSchema = z.object({
  of: z
    .object({
      experiment: z.string(),
      trial: z.string(),
      endpoint: z.object({ name: z.string(), provider: z.string(), model: z.string() }),
    })
    .describe('The original, and the endpoint that its answers up to the step came from.'),
  prefix: z.string().describe('Digest of the lines of the original before the first event of the step.'),
  step: z.int().positive().describe('The first step that is not as it was, or, with `observation`, the last that is.'),
  change: forkChangeSchema,
  earlier: z
    .array(z.object({ step: z.int().positive(), change: forkChangeSchema }))
    .optional()
    .describe('What the original differs by from what it is a fork of itself, as far as it still counts.'),
  seed: z
    .int()
    .nonnegative()
    .describe(
      'Carried by every request from the step on, instead of the seed of the trial, which the machine is from.',
    ),
});

/** What is different at the step of a fork. */
export type ForkChange = z.infer<typeof forkChangeSchema>;
/** The fork that a transcript is of, as its header has it. */
export type RecordedFork = z.infer<typeof forkSchema>;
