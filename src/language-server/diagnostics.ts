import { type Connection, type Diagnostic, DiagnosticSeverity, type TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Problem, ProblemSeverity } from '../core/scenario/problems.ts';
import { readScenario } from '../core/scenario/read-scenario.ts';
import { missingFixtures } from './fixture-files.ts';
import { toRange } from './ranges.ts';

/** Quiet time after a keystroke before a document is checked, in milliseconds. */
const QUIET = 120;

const SEVERITIES: Readonly<Record<ProblemSeverity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
};

/** Sends the problems of each open document after it was opened or changed, and when a file that it may include changed. */
export function publishDiagnostics(connection: Connection, documents: TextDocuments<TextDocument>): void {
  const waiting = new Map<string, NodeJS.Timeout>();
  const check = (uri: string, delay: number): void => {
    clearTimeout(waiting.get(uri));
    const timer = setTimeout(() => {
      waiting.delete(uri);
      publish(connection, documents, uri).catch((error: unknown) => {
        connection.console.error(`The problems of ${uri} could not be told: ${String(error)}`);
      });
    }, delay);
    waiting.set(uri, timer);
  };
  documents.onDidChangeContent(({ document }) => check(document.uri, document.version <= 1 ? 0 : QUIET));
  documents.onDidSave(({ document }) => check(document.uri, 0));
  connection.onDidChangeWatchedFiles(() => {
    for (const { uri } of documents.all()) check(uri, QUIET);
  });
  documents.onDidClose(({ document }) => {
    clearTimeout(waiting.get(document.uri));
    waiting.delete(document.uri);
    void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
  });
}

async function publish(connection: Connection, documents: TextDocuments<TextDocument>, uri: string): Promise<void> {
  const document = documents.get(uri);
  if (!document) return;
  const { version } = document;
  const { problems, source } = readScenario(document.getText());
  const diagnostics = problems.map((problem) => toDiagnostic(document, problem));
  const missing = await missingFixtures(uri, source);
  if (documents.get(uri)?.version !== version) return;
  diagnostics.push(...missing.map((problem) => toDiagnostic(document, problem)));
  await connection.sendDiagnostics({ uri, version, diagnostics });
}

/** A problem in the words of the protocol. */
export function toDiagnostic(document: TextDocument, { code, message, range, severity }: Problem): Diagnostic {
  return { code, message, range: toRange(document, range), severity: SEVERITIES[severity], source: 'redline' };
}
