/** The language server of scenarios: it speaks the protocol, and the core answers. */
import { basename } from 'node:path';
import {
  CodeActionKind,
  CodeLensRefreshRequest,
  type Connection,
  type InitializeParams,
  type ServerCapabilities,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { scenarioJsonSchema } from '../core/experiment/published-schemas.ts';
import { includedIn } from '../core/scenario/included-files.ts';
import {
  ENDPOINTS_CHANGED,
  LAST_RESULT,
  type LanguageOptions,
  type LastResult,
  type LastResultQuestion,
  type NamedEndpoint,
  RUNS_CHANGED,
} from '../protocol/language.ts';
import { answering } from './answering.ts';
import { Checks } from './checks.ts';
import { actionsAt, FIX_ALL } from './code-actions.ts';
import { lensesIn, scenarioNameOf } from './code-lenses.ts';
import { COMPLETION_TRIGGERS, completeAt } from './completion.ts';
import { Diagnostics } from './diagnostics.ts';
import { EndpointNames } from './endpoint-names.ts';
import { formatDocument } from './formatting.ts';
import { describeAt } from './hover.ts';
import { MachineFiles } from './machine-files.ts';
import { definitionsAt, highlightsAt, referencesAt, renameAt, renameableAt } from './names.ts';
import { canonical } from './scenario-files.ts';
import { schemaLanguage } from './schema-language.ts';
import { semanticTokensIn, TOKEN_LEGEND } from './semantic-tokens.ts';
import { documentLinksIn, foldingRangesOf, inlayHintsIn, selectionRangesAt } from './structure.ts';
import { symbolsIn, symbolsMatching } from './symbols.ts';
import { WatchedFiles } from './watching.ts';
import { type DocumentScenario, ScenarioWorkspace } from './workspace.ts';

/** What the server can do. */
const CAPABILITIES: ServerCapabilities = {
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
  completionProvider: { triggerCharacters: [...COMPLETION_TRIGGERS] },
  hoverProvider: true,
  definitionProvider: true,
  referencesProvider: true,
  documentHighlightProvider: true,
  renameProvider: { prepareProvider: true },
  documentSymbolProvider: true,
  workspaceSymbolProvider: true,
  foldingRangeProvider: true,
  selectionRangeProvider: true,
  semanticTokensProvider: { legend: TOKEN_LEGEND, full: true, range: true },
  documentLinkProvider: {},
  inlayHintProvider: true,
  documentFormattingProvider: true,
  codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorExtract, FIX_ALL] },
  codeLensProvider: {},
  workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
};

/** Quiet time after the first document was opened, in milliseconds. */
const LOAD_AFTER = 200;

/** Answers everything that comes over a connection, until it ends. */
export function serve(connection: Connection): void {
  const documents = new TextDocuments(TextDocument);
  const workspace = new ScenarioWorkspace(documents);
  const checks = new Checks(workspace);
  const endpoints = new EndpointNames(workspace);
  const machines = new MachineFiles();
  const schema = schemaLanguage(scenarioJsonSchema);
  const sources = { schema, workspace, endpoints, machines, checks };
  const answer = answering(connection.console, workspace);
  const diagnostics = new Diagnostics(connection, documents, workspace, checks);
  const watched = new WatchedFiles(connection);
  let options: LanguageOptions = {};
  let capabilities: InitializeParams['capabilities'] = {};

  connection.onInitialize((params) => {
    capabilities = params.capabilities;
    options = optionsIn(params.initializationOptions);
    endpoints.tell(options.endpoints);
    workspace.setFolders(foldersIn(params));
    return { serverInfo: { name: 'redline' }, capabilities: CAPABILITIES };
  });
  connection.onInitialized(() => {
    if (capabilities.workspace?.workspaceFolders === true) {
      connection.workspace.onDidChangeWorkspaceFolders(() => void readFolders());
    }
    if (capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true) {
      workspace.setWatched();
      watched.watch([]);
      documents.onDidChangeContent(() => watched.watch(includedNames()));
      documents.onDidClose(() => watched.watch(includedNames()));
    }
  });
  const readFolders = async (): Promise<void> => {
    const folders = (await connection.workspace.getWorkspaceFolders()) ?? [];
    workspace.setFolders(folders.map(({ uri }) => uri));
  };
  const includedNames = (): readonly string[] =>
    documents.all().flatMap(({ uri }) => {
      const { root, text = '' } = workspace.opened(uri)?.scenario ?? {};
      return root && text.includes('from') ? includedIn(root).map(({ path }) => basename(path)) : [];
    });

  connection.onDidChangeWatchedFiles(({ changes }) => {
    workspace.changed(changes.map(({ uri }) => uri));
    diagnostics.again();
  });
  documents.onDidClose(({ document }) => machines.forget(canonical(document.uri)));
  // Its library is large. It is loaded when the first document has its problems, so that the first completion does not wait for it.
  const loading = documents.onDidOpen(() => {
    loading.dispose();
    setTimeout(() => void schema.load().catch(() => undefined), LOAD_AFTER).unref();
  });
  connection.onNotification(ENDPOINTS_CHANGED, (told: readonly NamedEndpoint[]) => endpoints.tell(told));
  connection.onNotification(RUNS_CHANGED, async () => {
    if (capabilities.workspace?.codeLens?.refreshSupport === true)
      await connection.sendRequest(CodeLensRefreshRequest.type);
  });

  connection.onCompletion(({ textDocument, position }, token) =>
    answer(textDocument.uri, [], token, (scenario) => completeAt(scenario, position, sources)),
  );
  connection.onHover(({ textDocument, position }, token) =>
    answer(textDocument.uri, null, token, (scenario) => describeAt(scenario, position, sources)),
  );
  connection.onDefinition(({ textDocument, position }, token) =>
    answer(textDocument.uri, [], token, (scenario) => definitionsAt(scenario, position, workspace)),
  );
  connection.onReferences(({ textDocument, position, context }, token) =>
    answer(textDocument.uri, [], token, (scenario) =>
      referencesAt(scenario, position, context.includeDeclaration, workspace),
    ),
  );
  connection.onDocumentHighlight(({ textDocument, position }, token) =>
    answer(textDocument.uri, [], token, (scenario) => highlightsAt(scenario, position)),
  );
  connection.onPrepareRename(({ textDocument, position }, token) =>
    answer(textDocument.uri, null, token, (scenario) => renameableAt(scenario, position, workspace)),
  );
  connection.onRenameRequest(({ textDocument, position, newName }, token) =>
    answer<Awaited<ReturnType<typeof renameAt>>>(textDocument.uri, null, token, (scenario) =>
      renameAt(scenario, position, newName, workspace),
    ),
  );
  connection.onDocumentSymbol(({ textDocument }, token) => answer(textDocument.uri, [], token, symbolsIn));
  connection.onWorkspaceSymbol(async ({ query }) => symbolsMatching(query, (await workspace.all()).values()));
  connection.onFoldingRanges(({ textDocument }, token) => answer(textDocument.uri, [], token, foldingRangesOf));
  connection.onSelectionRanges(({ textDocument, positions }, token) =>
    answer(textDocument.uri, [], token, (scenario) => selectionRangesAt(scenario, positions)),
  );
  connection.languages.semanticTokens.on(({ textDocument }, token) =>
    answer(textDocument.uri, { data: [] }, token, (scenario) => semanticTokensIn(scenario)),
  );
  connection.languages.semanticTokens.onRange(({ textDocument, range }, token) =>
    answer(textDocument.uri, { data: [] }, token, (scenario) => semanticTokensIn(scenario, range)),
  );
  connection.onDocumentLinks(({ textDocument }, token) => answer(textDocument.uri, [], token, documentLinksIn));
  connection.languages.inlayHint.on(({ textDocument, range }, token) =>
    answer(textDocument.uri, [], token, (scenario) => inlayHintsIn(scenario, range)),
  );
  connection.onDocumentFormatting(({ textDocument, options: how }, token) =>
    answer(textDocument.uri, [], token, (scenario) => formatDocument(scenario, how, schema)),
  );
  connection.onCodeAction((params, token) =>
    answer(params.textDocument.uri, [], token, async (scenario) =>
      actionsAt(scenario, await checks.problems(scenario), params),
    ),
  );
  connection.onCodeLens(({ textDocument }, token) =>
    answer(textDocument.uri, [], token, async (scenario) => lensesIn(scenario, await lastResult(scenario))),
  );

  const lastResult = async (scenario: DocumentScenario): Promise<LastResult | null> => {
    const name = scenarioNameOf(scenario);
    if (options.runs !== true || name === undefined) return null;
    const question: LastResultQuestion = { uri: scenario.document.uri, scenario: name };
    return connection.sendRequest<LastResult | null>(LAST_RESULT, question);
  };

  documents.listen(connection);
  connection.listen();
}

function foldersIn({ workspaceFolders, rootUri }: InitializeParams): readonly string[] {
  if (workspaceFolders) return workspaceFolders.map(({ uri }) => uri);
  return rootUri === null ? [] : [rootUri];
}

/** What a client of ours says; nothing of a client that says something else. */
function optionsIn(given: unknown): LanguageOptions {
  if (typeof given !== 'object' || given === null) return {};
  const endpoints =
    'endpoints' in given && Array.isArray(given.endpoints) ? given.endpoints.filter(isEndpoint) : undefined;
  const runs = 'runs' in given && given.runs === true;
  return endpoints ? { endpoints, runs } : { runs };
}

function isEndpoint(given: unknown): given is NamedEndpoint {
  return typeof given === 'object' && given !== null && 'name' in given && typeof given.name === 'string';
}
