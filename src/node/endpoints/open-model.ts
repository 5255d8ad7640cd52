import type { Model } from '../../core/agent/model.ts';
import { parsePolicy } from '../../core/agent/scripted/read-policy.ts';
import { createScriptedModel } from '../../core/agent/scripted/scripted-model.ts';
import type { EndpointAccess } from '../../protocol/trial-process.ts';
import { createHttpModel } from './openai-compatible.ts';

/**
 * The model behind an endpoint.
 * @throws PolicyError when a scripted endpoint comes with a policy that cannot be read
 */
export function openModel(access: EndpointAccess): Model {
  switch (access.provider) {
    case 'openai-compatible':
      return createHttpModel(access);
    case 'scripted':
      return createScriptedModel(access.name, parsePolicy(access.policy, access.name));
    default:
      return access satisfies never;
  }
}
