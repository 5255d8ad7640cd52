/** Endpoints besides that of a run: those that its scenario names for judges, agents and tools. */
import { dirname } from 'node:path';
import { SCRIPTED_PREFIX } from '../core/experiment/endpoint-config.ts';
import type { Scenario } from '../core/scenario/model.ts';
import { endpointNames, neededEndpoints } from '../core/trial/named-endpoints.ts';
import { findPolicy, type PolicyPlaces } from '../node/policies.ts';
import type { EndpointAccess } from '../protocol/trial-process.ts';
import { reach, scripted } from './choose-endpoint.ts';
import { usageError } from './exit.ts';
import { CONFIG_FILE, findConfig } from './find-config.ts';

export interface FurtherEndpoints {
  /** By the names by which the scenario knows them. */
  readonly endpoints: Readonly<Record<string, EndpointAccess>>;
  /** Judges that nobody can ask, in a sentence; empty when there are none. */
  readonly note: string;
}

/**
 * The endpoints that a scenario names, out of the configuration.
 * @param usual name of the endpoint of the run, which needs no looking up
 * @throws CliError when one is missing that the scenario cannot do without, or a key
 */
export async function furtherEndpoints(
  scenario: Scenario,
  usual: string,
  places: PolicyPlaces,
): Promise<FurtherEndpoints> {
  const names = endpointNames(scenario).filter((name) => name !== usual);
  if (names.length === 0) return { endpoints: {}, note: '' };
  const start = places.scenarioFile === undefined ? [] : [dirname(places.scenarioFile)];
  const configured = findConfig([...start, process.cwd()]).endpoints;
  const needed = neededEndpoints(scenario);
  const endpoints: Record<string, EndpointAccess> = {};
  const missing: string[] = [];
  for (const name of names) {
    const config = configured.get(name);
    if (name.startsWith(SCRIPTED_PREFIX)) endpoints[name] = await scripted(findPolicy(name, places));
    else if (config !== undefined) endpoints[name] = reach(config);
    else if (needed.has(name)) {
      throw usageError(
        `${scenario.name} needs an endpoint ${name} for an agent or a tool, and none of that name is configured.`,
        `Add it to ${CONFIG_FILE}.`,
      );
    } else missing.push(name);
  }
  const judges = scenario.judges.filter(({ endpoint }) => missing.includes(endpoint)).map(({ name }) => name);
  const note =
    judges.length === 0
      ? ''
      : `Not asked for a grade: ${judges.join(', ')}. No endpoint ${missing.join(', ')} is configured in ${CONFIG_FILE}.`;
  return { endpoints, note };
}
