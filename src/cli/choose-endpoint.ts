/** Which endpoint a run talks to, from the options and the configuration. */
import { dirname } from 'node:path';
import { PolicyError, parsePolicy } from '../core/agent/scripted/read-policy.ts';
import {
  type EndpointConfig,
  type Endpoints,
  readEndpointsSetting,
  SCRIPTED_PREFIX,
} from '../core/experiment/endpoint-config.ts';
import { listed, nearest } from '../core/scenario/nearest.ts';
import {
  defaultPolicy,
  type FoundPolicy,
  findPolicy,
  listPolicies,
  type PolicyPlaces,
  scriptedAccess,
  UnknownPolicyError,
} from '../node/policies.ts';
import type { EndpointAccess } from '../protocol/trial-process.ts';
import { usageError } from './exit.ts';
import { CONFIG_FILE, findConfig } from './find-config.ts';

export interface EndpointOptions {
  readonly endpoint?: string;
  readonly baseUrl?: string;
  readonly model?: string;
  readonly keyEnv?: string;
}

export interface ChosenEndpoint {
  readonly access: EndpointAccess;
  /** Why this one, where nobody named it; empty where somebody did. */
  readonly note: string;
}

/**
 * The endpoint that the options name; without any, the only one that is configured; with none configured, a scripted one.
 * @throws CliError when there is no such endpoint, or its key is missing
 */
export async function chooseEndpoint(options: EndpointOptions, places: PolicyPlaces): Promise<ChosenEndpoint> {
  if (options.baseUrl !== undefined) return { access: reach(unconfigured(options, options.baseUrl)), note: '' };
  for (const [option, value] of [
    ['--model', options.model],
    ['--key-env', options.keyEnv],
  ] as const) {
    if (value !== undefined) throw usageError(`${option} goes with --base-url.`, 'A configured endpoint has its own.');
  }
  const named = options.endpoint;
  if (named?.startsWith(SCRIPTED_PREFIX)) {
    return { access: await scripted(findPolicy(named, places)), note: '' };
  }
  const start = places.scenarioFile === undefined ? [] : [dirname(places.scenarioFile)];
  const { endpoints, file } = findConfig([...start, process.cwd()]);
  if (named !== undefined) return { access: reach(await configured(named, endpoints, places)), note: '' };
  const [only, ...others] = endpoints.values();
  if (only === undefined) {
    const access = await scripted(defaultPolicy(places));
    return {
      access,
      note: `No endpoint is configured, so the scripted agent ${access.name} plays. Its results say nothing about any model.`,
    };
  }
  if (others.length > 0) {
    throw usageError(
      `${file} has several endpoints, so one has to be named.`,
      `Add --endpoint with ${listed([...endpoints.keys()], 'or')}.`,
    );
  }
  return { access: reach(only), note: `Using the endpoint ${only.name} from ${file}.` };
}

/**
 * The access to a scripted endpoint, once its policy is known to be one.
 * @throws CliError when it is not
 */
export async function scripted(finding: Promise<FoundPolicy>): Promise<EndpointAccess> {
  try {
    const policy = await finding;
    parsePolicy(policy.text, policy.file);
    return scriptedAccess(policy);
  } catch (error) {
    if (error instanceof UnknownPolicyError || error instanceof PolicyError) throw usageError(error.message);
    throw error;
  }
}

async function configured(name: string, endpoints: Endpoints, places: PolicyPlaces): Promise<EndpointConfig> {
  const found = endpoints.get(name);
  if (found !== undefined) return found;
  const policies = [...(await listPolicies(places)).keys()];
  const names = [...endpoints.keys(), ...policies.map((policy) => `${SCRIPTED_PREFIX}${policy}`)];
  const policy = policies.includes(name) ? name : nearest(name, policies);
  const meant = nearest(name, names) ?? (policy === undefined ? undefined : `${SCRIPTED_PREFIX}${policy}`);
  throw usageError(
    `There is no endpoint ${JSON.stringify(name)}. ${meant === undefined ? `There is ${listed(names, 'and')}.` : `Did you mean ${meant}?`}`,
    `Endpoints are configured in ${CONFIG_FILE}, or given with --base-url and --model.`,
  );
}

function unconfigured({ endpoint, model, keyEnv }: EndpointOptions, baseUrl: string): EndpointConfig {
  if (model === undefined) throw usageError('--base-url needs --model, the name of the model as the server knows it.');
  const name = endpoint ?? 'server';
  const { endpoints, problems } = readEndpointsSetting({ [name]: { baseUrl, model, keyEnv } });
  const found = endpoints.get(name);
  if (found === undefined) throw usageError(problems.map(({ message }) => message).join('\n'));
  return found;
}

/**
 * How the endpoint is reached, with its key out of the environment.
 * @throws CliError when the key is not there
 */
export function reach({ name, baseUrl, model, headers, keyEnv, timeoutMs, retries }: EndpointConfig): EndpointAccess {
  const key = keyEnv === undefined ? undefined : process.env[keyEnv];
  if (keyEnv !== undefined && (key === undefined || key === '')) {
    throw usageError(
      `The endpoint ${name} takes its key from the environment variable ${keyEnv}, which is not set.`,
      `Set it for this command: ${keyEnv}=… redline run …`,
    );
  }
  return { provider: 'openai-compatible', name, baseUrl, model, headers, key, timeoutMs, retries };
}
