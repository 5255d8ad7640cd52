/** Finds scripted policies: beside the scenario first, then among those that ship with Redline. */
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SCRIPTED_PREFIX } from '../core/experiment/endpoint-config.ts';
import { listed, nearest } from '../core/scenario/nearest.ts';
import type { EndpointAccess } from '../protocol/trial-process.ts';

/** Where policies of a scenario are looked for. */
export interface PolicyPlaces {
  /** Name of the scenario; undefined finds only policies that fit any. */
  readonly scenario: string | undefined;
  /** Path of the scenario's file, if it has one. */
  readonly scenarioFile: string | undefined;
  /** Folder of the policies that ship with Redline. */
  readonly shipped: string;
}

export interface FoundPolicy {
  readonly name: string;
  /** Absolute path. */
  readonly file: string;
  readonly text: string;
  /** Written for this scenario, not for any. */
  readonly ofScenario: boolean;
}

/** Thrown when there is no policy of a name. The message lists those that there are. */
export class UnknownPolicyError extends Error {
  override readonly name = 'UnknownPolicyError';
}

const POLICY_SUFFIX = '.policy.yaml';
const NAME = /^[A-Za-z][A-Za-z0-9_-]*$/;
/** Played when nothing is configured: the first for the scenarios that have it, the second for all others. */
const DEFAULT_POLICIES = ['capable', 'explorer'];

/** Every policy that can play a scenario, by name; of several of one name the nearest: beside the scenario, and written for it. */
export async function listPolicies(places: PolicyPlaces): Promise<ReadonlyMap<string, FoundPolicy>> {
  const found = new Map<string, FoundPolicy>();
  for (const { folder, ofScenario } of foldersOf(places)) {
    for (const entry of (await namesIn(folder)).sort()) {
      const name = entry.endsWith(POLICY_SUFFIX) ? entry.slice(0, -POLICY_SUFFIX.length) : '';
      if (!NAME.test(name) || found.has(name)) continue;
      const file = join(folder, entry);
      found.set(name, { name, file, text: await readFile(file, 'utf8'), ofScenario });
    }
  }
  return found;
}

/**
 * The policy that `scripted:NAME`, or `NAME`, stands for.
 * @throws UnknownPolicyError when there is none
 */
export async function findPolicy(endpoint: string, places: PolicyPlaces): Promise<FoundPolicy> {
  const name = endpoint.startsWith(SCRIPTED_PREFIX) ? endpoint.slice(SCRIPTED_PREFIX.length) : endpoint;
  const policies = await listPolicies(places);
  const policy = policies.get(name);
  if (policy !== undefined) return policy;
  const meant = nearest(name, policies.keys());
  const hint = meant === undefined ? `There is ${listed([...policies.keys()], 'and')}.` : `Did you mean ${meant}?`;
  throw new UnknownPolicyError(`There is no scripted policy ${JSON.stringify(name)} for this scenario. ${hint}`);
}

/**
 * The policy that plays when no endpoint is configured: `capable` where one was written for the scenario, else `explorer`.
 * @throws UnknownPolicyError when the shipped policies are missing
 */
export async function defaultPolicy(places: PolicyPlaces): Promise<FoundPolicy> {
  const policies = await listPolicies(places);
  const [capable = '', explorer = ''] = DEFAULT_POLICIES;
  const own = policies.get(capable);
  return own?.ofScenario === true ? own : findPolicy(explorer, places);
}

/** How the trial process reaches a policy. */
export function scriptedAccess(policy: FoundPolicy): EndpointAccess {
  return { provider: 'scripted', name: `${SCRIPTED_PREFIX}${policy.name}`, model: policy.name, policy: policy.text };
}

function foldersOf({ scenario, scenarioFile, shipped }: PolicyPlaces): { folder: string; ofScenario: boolean }[] {
  const roots = [...(scenarioFile === undefined ? [] : [join(dirname(scenarioFile), 'policies')]), shipped];
  const own = scenario !== undefined && NAME.test(scenario) ? [scenario] : [];
  return roots.flatMap((root) => [
    ...own.map((name) => ({ folder: join(root, name), ofScenario: true })),
    { folder: root, ofScenario: false },
  ]);
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch {
    return [];
  }
}
