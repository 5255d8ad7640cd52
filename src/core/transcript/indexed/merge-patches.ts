import type { WorldPatch } from '../../machine/world.ts';

/** Parts of a patch that change entry by entry; of all others the later one counts. */
const BY_ENTRY: ReadonlySet<string> = new Set(['files', 'processes', 'services']);

/**
 * One patch that does what several do after each other: for any world, applying it gives what applying them in their order gives.
 * It has an entry for whatever they touch, once.
 */
export function mergePatches(patches: Iterable<WorldPatch>): WorldPatch {
  const merged: Record<string, unknown> = {};
  for (const patch of patches) mergeInto(merged, patch);
  return merged as WorldPatch;
}

function mergeInto(merged: Record<string, unknown>, patch: object): void {
  for (const [part, value] of Object.entries(patch)) {
    if (BY_ENTRY.has(part)) Object.assign(entriesOf(merged, part), value);
    else if (part === 'hosts') mergeHosts(entriesOf(merged, part), value);
    else merged[part] = value;
  }
}

function mergeHosts(hosts: Record<string, unknown>, changes: Readonly<Record<string, object>>): void {
  for (const [name, change] of Object.entries(changes)) mergeInto(entriesOf(hosts, name), change);
}

/** The entries of a part, which are this function's own to change. */
function entriesOf(merged: Record<string, unknown>, part: string): Record<string, unknown> {
  const known = merged[part];
  if (typeof known === 'object' && known !== null) return known as Record<string, unknown>;
  // Names come from transcripts: one that is called like a property of every object must stay a name.
  const entries = Object.create(null) as Record<string, unknown>;
  merged[part] = entries;
  return entries;
}
