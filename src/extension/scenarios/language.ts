/** The language of scenarios, and its server: a process of its own that starts with the first scenario. */
import { Disposable, type TextDocument, workspace } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { type Product, packagePath } from '../product.ts';

export const SCENARIO_LANGUAGE = 'redline-scenario';

/** Starts the language server when the first scenario is opened. */
export function registerLanguage(product: Product): Disposable {
  let starting: Promise<LanguageClient> | undefined;
  const start = (document: TextDocument): void => {
    if (document.languageId !== SCENARIO_LANGUAGE || starting !== undefined) return;
    starting = startClient(product);
    starting.catch((error: unknown) => product.log.error(`The language server did not start: ${String(error)}`));
  };
  for (const document of workspace.textDocuments) start(document);
  const opened = workspace.onDidOpenTextDocument(start);
  return new Disposable(() => {
    opened.dispose();
    void starting?.then((client) => client.stop()).catch(() => undefined);
  });
}

async function startClient(product: Product): Promise<LanguageClient> {
  const { LanguageClient, TransportKind } = await import('vscode-languageclient/node');
  const client = new LanguageClient(
    'redline',
    'Redline Language Server',
    { module: packagePath(product, 'dist', 'language-server.cjs'), transport: TransportKind.ipc },
    {
      documentSelector: [{ language: SCENARIO_LANGUAGE }],
      diagnosticCollectionName: 'redline',
      outputChannel: product.log,
    },
  );
  await client.start();
  return client;
}
