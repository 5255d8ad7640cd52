/** Asks for one of the configured endpoints. */
import { commands, window } from 'vscode';
import type { EndpointConfig } from '../../core/experiment/endpoint-config.ts';
import { givenEndpoint } from './endpoint-items.ts';
import { readEndpoints } from './setting.ts';

/** The endpoint of a name or an item of the view, or the one that a person picks; undefined when there is none or nothing was picked. */
export async function pickConfigured(placeHolder: string, given: unknown): Promise<EndpointConfig | undefined> {
  const { endpoints } = await readEndpoints();
  const named = endpoints.get(givenEndpoint(given) ?? '');
  if (named !== undefined) return named;
  if (endpoints.size === 0) {
    const add = 'Add Endpoint';
    const answer = await window.showInformationMessage('No endpoint is configured yet.', add);
    if (answer === add) await commands.executeCommand('redline.addEndpoint');
    return undefined;
  }
  const items = [...endpoints.values()].map((endpoint) => ({
    label: endpoint.name,
    description: endpoint.model,
    detail: endpoint.baseUrl,
    endpoint,
  }));
  return (await window.showQuickPick(items, { placeHolder }))?.endpoint;
}
