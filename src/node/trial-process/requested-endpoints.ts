/** The endpoints of a request besides that of the run: those of judges, of agents of their own, of tools that a model plays. */
import type { Model } from '../../core/agent/model.ts';
import type { Scenario } from '../../core/scenario/model.ts';
import { neededEndpoints } from '../../core/trial/named-endpoints.ts';
import type { ExperimentRequest } from '../../protocol/trial-process.ts';
import { openModel } from '../endpoints/open-model.ts';
import { RequestError } from './request-scenario.ts';

/**
 * The models behind the further endpoints, by the names by which scenarios know them.
 * @throws RequestError when a scenario cannot do without one that is missing, and PolicyError for a policy that cannot be read
 */
export function openEndpoints(
  { endpoint, endpoints = {} }: Pick<ExperimentRequest, 'endpoint' | 'endpoints'>,
  scenarios: Iterable<Pick<Scenario, 'name' | 'agents' | 'tools'>>,
): ReadonlyMap<string, Model> {
  for (const scenario of scenarios) {
    for (const name of neededEndpoints(scenario)) {
      if (name === endpoint.name || Object.hasOwn(endpoints, name)) continue;
      throw new RequestError(
        `${scenario.name} needs an endpoint ${name} for an agent or a tool, and this run has none. Configure one of that name.`,
      );
    }
  }
  return new Map(Object.entries(endpoints).map(([name, access]) => [name, openModel({ ...access, name })]));
}
