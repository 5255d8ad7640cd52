/** How the processes are that an agent is made of. */
import type { BodyState, Lineage } from '../machine/facts/lineage.ts';
import type { World } from '../machine/world.ts';
import type { ActorOrigin } from './actor.ts';

/** Whether an agent can think and act. One that is no process of the machine can, as long as its machine is on. */
export function bodyOf(origin: ActorOrigin, world: World, lineage: Lineage): BodyState {
  if (isOff(origin, world)) return 'gone';
  if (origin.key !== undefined) return lineage.replicaBody(world, origin.key);
  return (origin.id === undefined ? lineage.originalBody(world) : undefined) ?? 'answers';
}

/** Whether the machine that an agent acts on was turned off. */
export function isOff({ on }: ActorOrigin, { power }: World): boolean {
  return on === undefined && power === 'off';
}
