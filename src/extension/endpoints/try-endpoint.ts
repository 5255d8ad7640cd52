/** Tries an endpoint out and says what works. */
import { ProgressLocation, window } from 'vscode';
import { SCRIPTED_PREFIX } from '../../core/experiment/endpoint-config.ts';
import { type EndpointTest, testEndpoint } from '../../node/endpoints/test-endpoint.ts';
import type { Product } from '../product.ts';
import { httpAccess } from './access.ts';
import { cancelled, signalOf } from './cancel.ts';
import { offerEndpointHelp } from './endpoint-help.ts';
import type { ShownEndpoints } from './endpoints-view.ts';
import { pickConfigured } from './pick-configured.ts';

/** Asks the chosen endpoint, or one that is picked, for its models and one short answer. Gives what was found. */
export async function tryEndpoint(
  { log }: Product,
  { chosen, keys, tests }: ShownEndpoints,
  name: unknown,
): Promise<EndpointTest | undefined> {
  const preferred = chosen.name?.startsWith(SCRIPTED_PREFIX) === true ? undefined : chosen.name;
  const endpoint = await pickConfigured('Endpoint to test', name ?? preferred);
  if (endpoint === undefined) return undefined;
  const access = await httpAccess(endpoint, keys);
  const test = await window.withProgress(
    { location: ProgressLocation.Notification, title: `Testing ${endpoint.name}`, cancellable: true },
    (_, token) => testEndpoint(access, signalOf(token)).catch(cancelled),
  );
  if (test === undefined) return undefined;
  tests.keep(endpoint, test);
  for (const check of test.checks)
    log.info(`Endpoint ${endpoint.name}: ${check.name} ${check.result}: ${check.detail}`);
  const details = test.checks.filter(({ result }) => test.usable || result === 'failed').map(({ detail }) => detail);
  if (test.usable) void window.showInformationMessage(`${endpoint.name} can be used. ${details.join(' ')}`);
  else void offerEndpointHelp(endpoint.name, `${endpoint.name} cannot be used. ${details.join(' ')}`);
  return test;
}
