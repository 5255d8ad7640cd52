/** The language server of scenarios: it speaks the protocol, and the core answers. */
import { CodeActionKind, TextDocumentSyncKind, TextDocuments } from 'vscode-languageserver';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { actionsAt } from './code-actions.ts';
import { lensesIn } from './code-lenses.ts';
import { COMPLETION_TRIGGERS, completeAt } from './completion.ts';
import { publishDiagnostics } from './diagnostics.ts';
import { describeAt } from './hover.ts';
import { symbolsIn } from './symbols.ts';

const connection = createConnection(ProposedFeatures.all);
const documents = new TextDocuments(TextDocument);

/** The answer about an open document, or the empty one: when it is not open, and when telling the answer failed. */
function answer<T>(uri: string, empty: T, tell: (document: TextDocument) => T): T {
  const document = documents.get(uri);
  if (!document) return empty;
  try {
    return tell(document);
  } catch (error) {
    connection.console.error(`A question about ${uri} could not be answered: ${String(error)}`);
    return empty;
  }
}

connection.onInitialize(() => ({
  serverInfo: { name: 'redline' },
  capabilities: {
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
    completionProvider: { triggerCharacters: [...COMPLETION_TRIGGERS] },
    hoverProvider: true,
    codeLensProvider: {},
    documentSymbolProvider: true,
    codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
  },
}));

connection.onCompletion(({ textDocument, position }) =>
  answer(textDocument.uri, [], (document) => completeAt(document, position)),
);
connection.onHover(({ textDocument, position }) =>
  answer(textDocument.uri, null, (document) => describeAt(document, position)),
);
connection.onCodeLens(({ textDocument }) => answer(textDocument.uri, [], lensesIn));
connection.onDocumentSymbol(({ textDocument }) => answer(textDocument.uri, [], symbolsIn));
connection.onCodeAction((params) => answer(params.textDocument.uri, [], (document) => actionsAt(document, params)));

publishDiagnostics(connection, documents);
documents.listen(connection);
connection.listen();
