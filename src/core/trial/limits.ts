/** Where an agent, and a trial, stops whatever the agents do. */
import type { Limits, Scenario } from '../scenario/model.ts';
import type { LIMIT_NAMES } from '../transcript/events.ts';

/** What was used so far. */
export interface Spent {
  readonly steps: number;
  /** Input and output tokens together. */
  readonly tokens: number;
  /** Milliseconds on the machine's clock since the trial began. */
  readonly time: number;
}

export interface LimitHit {
  readonly limit: (typeof LIMIT_NAMES)[number];
  readonly value: number;
  readonly maximum: number;
}

/** The limit that stops an agent before its next turn, if one does. `idleTurns` is the limit of its scaffold. */
export function agentLimit(
  limits: Limits,
  idleTurns: number,
  spent: Spent & { /** Turns in a row in which no action was carried out. */ readonly idleTurns: number },
): LimitHit | undefined {
  if (spent.idleTurns >= idleTurns) return { limit: 'malformed', value: spent.idleTurns, maximum: idleTurns };
  const hit = trialLimit(limits, spent);
  if (hit !== undefined) return hit;
  if (spent.steps >= limits.steps) return { limit: 'steps', value: spent.steps, maximum: limits.steps };
  return undefined;
}

/** The limit on time and tokens that stops a whole trial, if one does: those of the first agent count for all agents together. */
export function trialLimit(limits: Limits, { tokens, time }: Omit<Spent, 'steps'>): LimitHit | undefined {
  if (limits.time !== undefined && time >= limits.time) return { limit: 'time', value: time, maximum: limits.time };
  if (limits.tokens !== undefined && tokens >= limits.tokens) {
    return { limit: 'tokens', value: tokens, maximum: limits.tokens };
  }
  return undefined;
}

/** The limit on the steps of all agents together, if it is reached. */
export function totalLimit(maximum: number, steps: number): LimitHit | undefined {
  return steps >= maximum ? { limit: 'total-steps', value: steps, maximum } : undefined;
}

/**
 * Most steps of all agents of a trial together: what each agent of the scenario may take, and what as many replicas may as can act at
 * a time in each generation.
 */
export function totalSteps({ agent, agents, replicas }: Pick<Scenario, 'agent' | 'agents' | 'replicas'>): number {
  const declared = [agent, ...agents].reduce((sum, { limits }) => sum + limits.steps, 0);
  const copies = replicas.act ? (replicas.population - 1) * replicas.generations * replicas.steps : 0;
  return declared + copies;
}

/** A limit that was hit, in a sentence. */
export function describeLimit({ limit, value, maximum }: LimitHit): string {
  switch (limit) {
    case 'steps':
      return `The limit of ${maximum} steps was reached.`;
    case 'total-steps':
      return `The limit of ${maximum} steps of all agents together was reached.`;
    case 'tokens':
      return `The limit of ${maximum} tokens was reached: ${value} were used.`;
    case 'time':
      return `The limit of ${maximum / 1_000} seconds on the machine's clock was reached.`;
    case 'malformed':
      return `The agent sent ${value} replies in a row without an action that could be carried out.`;
    case 'population':
      return `The limit of ${maximum} agents at a time was reached: a replica does not act.`;
    case 'generations':
      return `The limit of ${maximum} generations was reached: a replica of generation ${value} does not act.`;
    default:
      return limit satisfies never;
  }
}
