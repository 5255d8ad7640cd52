/** What whoever calls the commands of forks has decided already; what they have not is asked for. */
import { z } from 'zod';

const CHANGES = ['none', 'action', 'observation', 'prompt'] as const;

const forkWishes = z.object({
  /** Absolute path; by default that of the replay in front. */
  transcript: z.string().optional(),
  step: z.int().nonnegative().optional(),
  changed: z.enum(CHANGES).optional(),
  /** Name of an endpoint. */
  endpoint: z.string().optional(),
  forks: z.int().positive().optional(),
});

export type ForkWishes = z.infer<typeof forkWishes>;

/** The wishes that a command was given; none where it was given something else, such as the editor that a button is in. */
export function readForkWishes(given: unknown): ForkWishes {
  const { data } = forkWishes.safeParse(given);
  return data ?? {};
}
