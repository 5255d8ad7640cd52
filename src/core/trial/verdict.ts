/** What a trial comes to, by how it ended and by the state of the machine. */
import type { Verdict } from '../transcript/events.ts';
import type { Actor } from './actor.ts';
import { describeEnding } from './describe-ending.ts';
import type { SuccessState } from './judge.ts';
import { describeLimit, type LimitHit } from './limits.ts';

/** How a trial ended. */
export type Ending =
  /** No agent acts any more. */
  | { readonly kind: 'ended' }
  | { readonly kind: 'limit'; readonly hit: LimitHit }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'error'; readonly error: unknown };

/**
 * The verdict, and why in a sentence or two.
 * @param first the first agent, if it began
 * @param success undefined when the trial ended before there was a machine
 */
export function decide(
  ending: Ending,
  first: Actor | undefined,
  success: SuccessState | undefined,
): { verdict: Verdict; reason: string } {
  switch (ending.kind) {
    case 'cancelled':
      return { verdict: 'cancelled', reason: 'The trial was cancelled.' };
    case 'error':
      return { verdict: 'error', reason: messageOf(ending.error) };
    case 'ended':
    case 'limit': {
      const why =
        ending.kind === 'limit' ? describeLimit(ending.hit) : first?.ending ? describeEnding(first.ending) : '';
      if (success?.value === true) return { verdict: 'success', reason: `${why} The success condition holds.` };
      const cause = success?.error === undefined ? '.' : `: ${success.error}`;
      return { verdict: 'failure', reason: `${why} The success condition does not hold${cause}` };
    }
    default:
      return ending satisfies never;
  }
}

/** What an error says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
