/** What conditions are asked about, as the trial goes on. */
import type { MachineEvent, World } from '../machine/world.ts';
import type { EventFacts, History, WorldFacts } from '../scenario/facts.ts';

/** Gives the facts of one trial. It remembers what happened so far. */
export interface FactSource {
  readonly history: History;
  /** Takes events into the history, in the order in which they happened. */
  record(events: readonly MachineEvent[]): void;
  worldFacts(world: World, step: number): WorldFacts;
  eventFacts(facts: WorldFacts, event: MachineEvent): EventFacts;
}
