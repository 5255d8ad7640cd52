/** Setting and removing the API key of an endpoint. */
import { window } from 'vscode';
import type { EndpointTests } from './endpoint-tests.ts';
import type { EndpointKeys } from './keys.ts';
import { pickConfigured } from './pick-configured.ts';

/** Asks for the key of an endpoint and keeps it in the secret storage. */
export async function setApiKey(keys: EndpointKeys, tests: EndpointTests, name: unknown): Promise<void> {
  const endpoint = await pickConfigured('Endpoint that the key is for', name);
  if (endpoint === undefined) return;
  const key = await window.showInputBox({
    title: `API Key for ${endpoint.name}`,
    prompt: `It is kept in the secret storage of the editor and sent to ${new URL(endpoint.baseUrl).origin} only.`,
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) =>
      /^[\x21-\x7e]+$/.test(text.trim()) ? undefined : 'Enter the key: printable ASCII without spaces.',
  });
  if (key === undefined) return;
  await keys.set(endpoint, key.trim());
  tests.forget(endpoint);
  window.setStatusBarMessage(`The key for ${endpoint.name} is set.`, 5000);
}

/** Forgets the key of an endpoint. */
export async function removeApiKey(keys: EndpointKeys, tests: EndpointTests, name: unknown): Promise<void> {
  const endpoint = await pickConfigured('Endpoint whose key to remove', name);
  if (endpoint === undefined) return;
  if ((await keys.get(endpoint)) === undefined) {
    void window.showInformationMessage(`No key is set for ${endpoint.name}.`);
    return;
  }
  await keys.remove(endpoint);
  tests.forget(endpoint);
  window.setStatusBarMessage(`The key for ${endpoint.name} is removed.`, 5000);
}
