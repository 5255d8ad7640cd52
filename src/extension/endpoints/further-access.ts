import type { Scenario } from '../../core/scenario/model.ts';
import { endpointNames } from '../../core/trial/named-endpoints.ts';
import type { EndpointAccess } from '../../protocol/trial-process.ts';
import type { Product } from '../product.ts';
import { findAccess } from './access.ts';
import type { EndpointKeys } from './keys.ts';
import type { ScenarioPlace } from './policy-places.ts';

/**
 * The endpoints that a scenario names for judges, agents and tools, by those names, as far as they can be used. The process of the
 * trials says what it cannot do without.
 * @param usual name of the endpoint of the run, which is known already
 */
export async function furtherAccesses(
  product: Product,
  scenario: Scenario,
  { usual, keys, place }: { readonly usual: string; readonly keys: EndpointKeys; readonly place: ScenarioPlace },
): Promise<Readonly<Record<string, EndpointAccess>>> {
  const accesses: Record<string, EndpointAccess> = {};
  for (const name of endpointNames(scenario)) {
    if (name === usual) continue;
    const found = await findAccess(product, name, keys, place);
    if (found.ok) accesses[name] = found.access;
  }
  return accesses;
}
