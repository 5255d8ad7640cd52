/** The language of scenarios, and its server: a process of its own that starts with the first scenario. */
import { Disposable, type TextDocument, workspace } from 'vscode';
import type { Product } from '../product.ts';
import type { RunStore } from '../runs/run-store.ts';
import type { RunningLanguageServer } from './language-client.ts';
import { SCENARIO_LANGUAGE } from './language-id.ts';

/** Starts the language server when the first scenario is opened. */
export function registerLanguage(product: Product, store: RunStore): Disposable {
  let starting: Promise<RunningLanguageServer> | undefined;
  const start = (document: TextDocument): void => {
    if (document.languageId !== SCENARIO_LANGUAGE || starting !== undefined) return;
    starting = import('./language-client.ts').then(({ startLanguageServer }) => startLanguageServer(product, store));
    starting.catch((error: unknown) => product.log.error(`The language server did not start: ${String(error)}`));
  };
  for (const document of workspace.textDocuments) start(document);
  const opened = workspace.onDidOpenTextDocument(start);
  return new Disposable(() => {
    opened.dispose();
    void starting?.then((server) => server.stop()).catch(() => undefined);
  });
}
