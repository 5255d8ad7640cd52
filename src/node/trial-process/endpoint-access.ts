import type { EndpointAccess, ExperimentRequest } from '../../protocol/trial-process.ts';

/** Every endpoint of a request, that of the run first. */
export function accessesOf({
  endpoint,
  endpoints = {},
}: Pick<ExperimentRequest, 'endpoint' | 'endpoints'>): readonly EndpointAccess[] {
  return [endpoint, ...Object.values(endpoints)];
}
