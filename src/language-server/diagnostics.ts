import { type Connection, type Diagnostic, DiagnosticSeverity, type TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Problem, ProblemSeverity } from '../core/scenario/problems.ts';
import type { Checks } from './checks.ts';
import { ProblemPages } from './problem-pages.ts';
import { toRange } from './ranges.ts';
import { canonical } from './scenario-files.ts';
import type { DocumentScenario, ScenarioWorkspace } from './workspace.ts';

/** Quiet time after a keystroke before a document is checked, in milliseconds: as long as keys that are pressed together are apart. */
const QUIET = 10;
/** Quiet time before the machine of a scenario is built to ask its conditions. */
const START_QUIET = 600;
/** Longest text whose machine is built while it is being typed; that of a longer one is built when it is opened or saved. */
const LONG = 100_000;
/** Quiet time after a change of files on disk, which come in crowds. */
const FILES_QUIET = 120;

const SEVERITIES: Readonly<Record<ProblemSeverity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
};

/** Sends the problems of open documents after they were opened or changed, and when a file that they may include changed. */
export class Diagnostics {
  readonly #connection: Connection;
  readonly #documents: TextDocuments<TextDocument>;
  readonly #workspace: ScenarioWorkspace;
  readonly #checks: Checks;
  readonly #pages = new ProblemPages();
  readonly #waiting = new Map<string, NodeJS.Timeout>();
  readonly #starting = new Map<string, NodeJS.Timeout>();

  constructor(
    connection: Connection,
    documents: TextDocuments<TextDocument>,
    workspace: ScenarioWorkspace,
    checks: Checks,
  ) {
    this.#connection = connection;
    this.#documents = documents;
    this.#workspace = workspace;
    this.#checks = checks;
    documents.onDidChangeContent(({ document }) => {
      this.#check(document.uri, document.version <= 1 ? 0 : QUIET);
      // Others may extend it.
      for (const { uri } of documents.all()) if (uri !== document.uri) this.#check(uri, FILES_QUIET);
    });
    documents.onDidSave(({ document }) => {
      this.#check(document.uri, 0);
      this.#checkStart(document.uri);
    });
    documents.onDidClose(({ document: { uri } }) => {
      for (const timers of [this.#waiting, this.#starting]) {
        clearTimeout(timers.get(uri));
        timers.delete(uri);
      }
      workspace.close(uri);
      checks.forget(canonical(uri));
      void connection.sendDiagnostics({ uri, diagnostics: [] });
    });
  }

  /** Looks again at every open document. */
  again(): void {
    for (const { uri } of this.#documents.all()) this.#check(uri, FILES_QUIET);
  }

  #check(uri: string, delay: number): void {
    this.#later(this.#waiting, uri, delay, () => this.#publish(uri));
  }

  #checkStart(uri: string): void {
    this.#later(this.#starting, uri, START_QUIET, () => this.#publishStart(uri));
  }

  #later(timers: Map<string, NodeJS.Timeout>, uri: string, delay: number, carryOut: () => Promise<void>): void {
    clearTimeout(timers.get(uri));
    const timer = setTimeout(() => {
      timers.delete(uri);
      carryOut().catch((error: unknown) => {
        this.#connection.console.error(`The problems of ${uri} could not be told: ${String(error)}`);
      });
    }, delay);
    timers.set(uri, timer);
  }

  async #publish(uri: string): Promise<void> {
    const scenario = this.#workspace.opened(uri);
    if (!scenario) return;
    const { version } = scenario.document;
    const problems = await this.#checks.problems(scenario);
    await this.#send(scenario, version, problems);
    if (version <= 1 || scenario.scenario.text.length <= LONG) this.#checkStart(uri);
  }

  async #publishStart(uri: string): Promise<void> {
    const scenario = this.#workspace.opened(uri);
    if (!scenario) return;
    const { version } = scenario.document;
    const problems = await this.#checks.problemsAtStart(scenario);
    if (problems) await this.#send(scenario, version, problems);
  }

  async #send({ document }: DocumentScenario, version: number, problems: readonly Problem[]): Promise<void> {
    const { uri } = document;
    if (this.#documents.get(uri)?.version !== version) return;
    const diagnostics = problems.map((problem) => toDiagnostic(document, problem, this.#pages.addressOf(problem.code)));
    await this.#connection.sendDiagnostics({ uri, version, diagnostics });
  }
}

/** A problem in the words of the protocol. */
function toDiagnostic(
  document: TextDocument,
  { code, message, range, severity }: Problem,
  page: string | undefined,
): Diagnostic {
  const explained = page === undefined ? {} : { codeDescription: { href: page } };
  return {
    code,
    ...explained,
    message,
    range: toRange(document, range),
    severity: SEVERITIES[severity],
    source: 'redline',
  };
}
