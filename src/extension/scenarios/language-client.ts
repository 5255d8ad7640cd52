/** The client of the language server. Loaded with the first scenario: the library behind it is large. */
import { Disposable, workspace } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import {
  ENDPOINTS_CHANGED,
  LAST_RESULT,
  type LanguageOptions,
  type LastResultQuestion,
  type NamedEndpoint,
  RUNS_CHANGED,
} from '../../protocol/language.ts';
import { ENDPOINTS_SETTING, readEndpoints } from '../endpoints/setting.ts';
import { type Product, packagePath } from '../product.ts';
import type { RunStore } from '../runs/run-store.ts';
import { throttle } from '../throttle.ts';
import { SCENARIO_LANGUAGE } from './language-id.ts';
import { lastResult } from './last-result.ts';

export interface RunningLanguageServer {
  stop(): Promise<void>;
}

/** Least time between two messages that runs changed: a run writes all the time. */
const RUNS_QUIET_MS = 1000;

/** Starts the server in a process of its own, and connects to it. */
export async function startLanguageServer(product: Product, store: RunStore): Promise<RunningLanguageServer> {
  const options: LanguageOptions = { endpoints: await endpoints(), runs: true };
  const client = new LanguageClient(
    'redline',
    'Redline Language Server',
    { module: packagePath(product, 'dist', 'language-server.mjs'), transport: TransportKind.ipc },
    {
      documentSelector: [{ language: SCENARIO_LANGUAGE }],
      diagnosticCollectionName: 'redline',
      outputChannel: product.log,
      initializationOptions: options,
    },
  );
  client.onRequest(LAST_RESULT, (question: LastResultQuestion) => lastResult(store, question));
  await client.start();
  const runsChanged = throttle(() => void client.sendNotification(RUNS_CHANGED), RUNS_QUIET_MS);
  const told = Disposable.from(
    runsChanged,
    store.onDidChange(runsChanged),
    workspace.onDidChangeConfiguration(async (event) => {
      if (event.affectsConfiguration(ENDPOINTS_SETTING)) {
        await client.sendNotification(ENDPOINTS_CHANGED, await endpoints());
      }
    }),
  );
  return {
    stop: async () => {
      told.dispose();
      await client.stop();
    },
  };
}

/** The endpoints of the settings, as the server names them in completion. */
async function endpoints(): Promise<NamedEndpoint[]> {
  const { endpoints: configured } = await readEndpoints();
  return [...configured].map(([name, { model, baseUrl }]) => ({ name, about: `${model} at ${baseUrl}` }));
}
