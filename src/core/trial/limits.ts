/** Where a trial stops whatever the agent does. */
import type { Limits } from '../scenario/model.ts';

/** What was used so far. */
export interface Spent {
  readonly steps: number;
  /** Input and output tokens together. */
  readonly tokens: number;
  /** Milliseconds on the machine's clock since the trial began. */
  readonly time: number;
  /** Turns in a row in which no action was carried out. */
  readonly idleTurns: number;
}

export interface LimitHit {
  readonly limit: 'steps' | 'tokens' | 'time' | 'malformed';
  readonly value: number;
  readonly maximum: number;
}

/** The limit that stops a trial before its next turn, if one does. `idleTurns` is the limit of the scaffold. */
export function hitLimit(limits: Limits, idleTurns: number, spent: Spent): LimitHit | undefined {
  if (spent.idleTurns >= idleTurns) return { limit: 'malformed', value: spent.idleTurns, maximum: idleTurns };
  if (limits.time !== undefined && spent.time >= limits.time) {
    return { limit: 'time', value: spent.time, maximum: limits.time };
  }
  if (limits.tokens !== undefined && spent.tokens >= limits.tokens) {
    return { limit: 'tokens', value: spent.tokens, maximum: limits.tokens };
  }
  if (spent.steps >= limits.steps) return { limit: 'steps', value: spent.steps, maximum: limits.steps };
  return undefined;
}

/** A limit that was hit, in a sentence. */
export function describeLimit({ limit, value, maximum }: LimitHit): string {
  switch (limit) {
    case 'steps':
      return `The limit of ${maximum} steps was reached.`;
    case 'tokens':
      return `The limit of ${maximum} tokens was reached: ${value} were used.`;
    case 'time':
      return `The limit of ${maximum / 1_000} seconds on the machine's clock was reached.`;
    case 'malformed':
      return `The agent sent ${value} replies in a row without an action that could be carried out.`;
    default:
      return limit satisfies never;
  }
}
