import type { ActorEnding } from './actor.ts';
import { describeLimit } from './limits.ts';

/** How an agent stopped, in a sentence. */
export function describeEnding(ending: ActorEnding): string {
  switch (ending.kind) {
    case 'finished':
      return 'The agent finished.';
    case 'limit':
      return describeLimit(ending.hit);
    case 'died':
      return `The agent died. ${ending.how}`;
    case 'stalled':
      return `The agent stalled. Its agent process runs, but what it thinks with has not answered for ${ending.seconds} seconds.`;
    default:
      return ending satisfies never;
  }
}
