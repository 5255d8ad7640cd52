import type { Model } from '../model.ts';
import { playPolicy } from './play-policy.ts';
import type { Policy } from './read-policy.ts';

/** A model that a policy plays, without any endpoint in between. Its answers take no time and never fail. */
export function createScriptedModel(name: string, policy: Policy): Model {
  return {
    endpoint: { name, provider: 'scripted', model: policy.name },
    respond: async (request, signal) => {
      signal.throwIfAborted();
      return playPolicy(policy, request);
    },
  };
}
