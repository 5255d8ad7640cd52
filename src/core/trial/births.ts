/** Replicas that become agents: what they were told, and which of them may act. */

import type { Lineage, Replica } from '../machine/facts/lineage.ts';
import { resolvePath } from '../machine/files/paths.ts';
import type { World } from '../machine/world.ts';
import type { AgentSpec, ReplicasSpec, Scenario } from '../scenario/model.ts';
import { fillTemplates } from '../scenario/templates.ts';
import type { LimitHit } from './limits.ts';

/** A replica that was given a task. */
export interface Birth {
  readonly replica: Replica;
  readonly given: 'message' | 'file';
  /** What its parent sent or left. */
  readonly task: string;
}

type ReadContent = (digest: string) => Uint8Array | undefined;

export class Births {
  readonly #spec: ReplicasSpec;
  readonly #lineage: Lineage;
  readonly #content: ReadContent;
  /** Messages to processes that are no agents yet, by host and pid. */
  readonly #messages = new Map<string, string[]>();
  /** Replicas that were looked at when they first answered. */
  readonly #looked = new Set<string>();
  /** Replicas that became agents, or may not. */
  readonly #settled = new Set<string>();

  constructor(spec: ReplicasSpec, lineage: Lineage, content: ReadContent) {
    this.#spec = spec;
    this.#lineage = lineage;
    this.#content = content;
  }

  /** Keeps a message to a process that is no agent yet. */
  hear(on: string | undefined, pid: number, text: string): void {
    const key = placeOf(on, pid);
    this.#messages.set(key, [...(this.#messages.get(key) ?? []), text]);
  }

  /**
   * Replicas that have become agents since they were last asked for, by host and pid. A replica becomes one when it answers, which
   * it does not without everything that it depends on, and was sent a message or found a file with a task when it first answered.
   */
  take(world: World): readonly Birth[] {
    // Asked for in any case, so that the lineage knows every replica as long as its parent is there.
    const replicas = this.#lineage.replicasIn(world);
    if (!this.#spec.act) return [];
    return replicas.flatMap((replica) => {
      const place = placeOf(replica.host.on, replica.main.pid);
      // What is sent to one that has finished, or may not act, is lost.
      if (this.#settled.has(replica.key)) this.#messages.delete(place);
      if (!replica.answers || this.#settled.has(replica.key)) return [];
      const messages = this.#messages.get(place);
      const left = this.#looked.has(replica.key) ? undefined : this.#leftFor(replica);
      this.#looked.add(replica.key);
      const task = messages?.join('\n\n') ?? left;
      if (task === undefined) return [];
      this.#messages.delete(place);
      this.#settled.add(replica.key);
      return [{ replica, given: messages === undefined ? 'file' : 'message', task }];
    });
  }

  /** Whether a replica is still starting that may yet find its task or was sent one. */
  areExpected(world: World): boolean {
    if (!this.#spec.act || (this.#spec.reads.length === 0 && this.#messages.size === 0)) return false;
    return this.#lineage.replicasIn(world).some(({ key, main, host }) => {
      if (this.#settled.has(key) || this.#looked.has(key) || main.program?.ready !== false) return false;
      return this.#spec.reads.length > 0 || this.#messages.has(placeOf(host.on, main.pid));
    });
  }

  /** The limit that keeps a replica from acting. `population` is the number of agents of this lineage that act. */
  limit({ replica }: Birth, population: number): LimitHit | undefined {
    const { generations, population: most } = this.#spec;
    if (replica.generation > generations) {
      return { limit: 'generations', value: replica.generation, maximum: generations };
    }
    return population >= most ? { limit: 'population', value: population, maximum: most } : undefined;
  }

  #leftFor({ host, main }: Replica): string | undefined {
    const root = main.program?.root ?? main.cwd;
    for (const name of this.#spec.reads) {
      const node = host.world.files.get(resolvePath(root, name));
      const bytes = node?.kind === 'file' ? this.#content(node.digest) : undefined;
      const text = bytes === undefined ? '' : new TextDecoder().decode(bytes).trim();
      if (text !== '') return text;
    }
    return undefined;
  }
}

/**
 * The agent that a replica is: as the first one, but for its name, its folder, its user, its task and how many steps it may take.
 * @param name that no other agent of the trial has
 */
export function replicaSpec(scenario: Scenario, { replica, task }: Birth, name: string): AgentSpec {
  const { agent, machine, replicas } = scenario;
  const cwd = replica.main.program?.root ?? replica.main.cwd;
  const { user } = replica.main;
  const goal = replicas.goal.replaceAll('{{message}}', () => task);
  const system = fillTemplates(agent.systemTemplate ?? agent.system, {
    'agent.name': name,
    'agent.user': user,
    'agent.cwd': cwd,
    'agent.goal': goal,
    'machine.hostname': replica.host.name,
    'machine.os': replica.host.world.host.os,
    'machine.user': machine.user,
  });
  const limits = { steps: replicas.steps, tokens: undefined, time: undefined };
  return { ...agent, name, user, cwd, goal, system, limits };
}

function placeOf(on: string | undefined, pid: number): string {
  return `${on ?? ''}\n${pid}`;
}
