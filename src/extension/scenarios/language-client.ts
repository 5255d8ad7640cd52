/** The client of the language server. Loaded with the first scenario: the library behind it is large. */
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { type Product, packagePath } from '../product.ts';
import { SCENARIO_LANGUAGE } from './language-id.ts';

export interface RunningLanguageServer {
  stop(): Promise<void>;
}

/** Starts the server in a process of its own, and connects to it. */
export async function startLanguageServer(product: Product): Promise<RunningLanguageServer> {
  const client = new LanguageClient(
    'redline',
    'Redline Language Server',
    { module: packagePath(product, 'dist', 'language-server.mjs'), transport: TransportKind.ipc },
    {
      documentSelector: [{ language: SCENARIO_LANGUAGE }],
      diagnosticCollectionName: 'redline',
      outputChannel: product.log,
    },
  );
  await client.start();
  return client;
}
