/** From the name of an endpoint to what the process that runs trials has to know to reach it. */
import { type EndpointConfig, SCRIPTED_PREFIX } from '../../core/experiment/endpoint-config.ts';
import { defaultPolicy, findPolicy, scriptedAccess, UnknownPolicyError } from '../../node/policies.ts';
import type { EndpointAccess } from '../../protocol/trial-process.ts';
import type { Product } from '../product.ts';
import type { EndpointKeys } from './keys.ts';
import { policyPlaces, type ScenarioPlace } from './policy-places.ts';
import { readEndpoints } from './setting.ts';

export type HttpAccess = Extract<EndpointAccess, { provider: 'openai-compatible' }>;

/** The access to a configured endpoint, with its key. */
export async function httpAccess(endpoint: EndpointConfig, keys: EndpointKeys): Promise<HttpAccess> {
  const { name, baseUrl, model, headers, timeoutMs, retries } = endpoint;
  const key = await keys.get(endpoint);
  return { provider: 'openai-compatible', name, baseUrl, model, headers, key, timeoutMs, retries };
}

export type FoundAccess =
  | {
      readonly ok: true;
      readonly access: EndpointAccess /** Nothing is configured, so a scripted agent was taken. */;
      readonly byDefault: boolean;
    }
  /** `choose`: endpoints are configured, and nobody said which. */
  | { readonly ok: false; readonly why: 'choose' }
  | { readonly ok: false; readonly why: 'unusable'; readonly message: string };

/** The access to the chosen endpoint, or to a scripted one when nothing is configured. */
export async function findAccess(
  product: Product,
  name: string | undefined,
  keys: EndpointKeys,
  scenario: ScenarioPlace,
): Promise<FoundAccess> {
  const places = policyPlaces(product, scenario);
  const { endpoints, problems } = await readEndpoints();
  try {
    if (name === undefined) {
      if (endpoints.size > 0) return { ok: false, why: 'choose' };
      return { ok: true, access: scriptedAccess(await defaultPolicy(places)), byDefault: true };
    }
    if (name.startsWith(SCRIPTED_PREFIX)) {
      return { ok: true, access: scriptedAccess(await findPolicy(name, places)), byDefault: false };
    }
  } catch (error) {
    if (error instanceof UnknownPolicyError) return { ok: false, why: 'unusable', message: error.message };
    throw error;
  }
  const endpoint = endpoints.get(name);
  if (endpoint !== undefined) return { ok: true, access: await httpAccess(endpoint, keys), byDefault: false };
  const problem = problems.find(({ where }) => where.includes(name));
  const message =
    problem === undefined
      ? `The endpoint ${name} is not configured any more.`
      : `The endpoint ${name} cannot be used. ${problem.message}`;
  return { ok: false, why: 'unusable', message };
}
