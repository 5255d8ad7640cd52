/** Endpoints: choosing one, its key, trying it out, their view, and the status bar. */
import { commands, Disposable } from 'vscode';
import type { Product } from '../product.ts';
import { ChosenEndpoint } from './chosen-endpoint.ts';
import { registerEndpointStatus } from './endpoint-status.ts';
import { EndpointTests } from './endpoint-tests.ts';
import { registerEndpointsView } from './endpoints-view.ts';
import { EndpointKeys } from './keys.ts';
import { openEndpointsSetting } from './setting.ts';

/** What other features need of the endpoints. */
export interface Endpoints extends Disposable {
  readonly chosen: ChosenEndpoint;
  readonly keys: EndpointKeys;
}

export function registerEndpoints(product: Product): Endpoints {
  const chosen = new ChosenEndpoint(product.context.workspaceState);
  const keys = new EndpointKeys(product.context.secrets);
  const endpointTests = new EndpointTests();
  const commandsOf = Disposable.from(
    commands.registerCommand('redline.chooseEndpoint', async (name?: unknown) => {
      const { chooseEndpoint } = await import('./choose-endpoint.ts');
      return chooseEndpoint(product, { chosen, keys }, undefined, name);
    }),
    commands.registerCommand('redline.useEndpoint', async (given?: unknown) => {
      const { chooseEndpoint } = await import('./choose-endpoint.ts');
      return chooseEndpoint(product, { chosen, keys }, undefined, given);
    }),
    commands.registerCommand('redline.setApiKey', async (name?: unknown) => {
      const { setApiKey } = await import('./key-commands.ts');
      return setApiKey(keys, endpointTests, name);
    }),
    commands.registerCommand('redline.removeApiKey', async (name?: unknown) => {
      const { removeApiKey } = await import('./key-commands.ts');
      return removeApiKey(keys, endpointTests, name);
    }),
    commands.registerCommand('redline.testEndpoint', async (name?: unknown) => {
      const { tryEndpoint } = await import('./try-endpoint.ts');
      return tryEndpoint(product, { chosen, keys, tests: endpointTests }, name);
    }),
    commands.registerCommand('redline.addEndpoint', async () => {
      const { addEndpoint } = await import('./add-endpoint.ts');
      return addEndpoint(chosen);
    }),
    commands.registerCommand('redline.openEndpointSettings', openEndpointsSetting),
  );
  const all = Disposable.from(
    chosen,
    endpointTests,
    commandsOf,
    registerEndpointStatus(chosen),
    registerEndpointsView(product, { chosen, keys, tests: endpointTests }),
  );
  return { chosen, keys, dispose: () => all.dispose() };
}
