import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  createProtocolConnection,
  type Diagnostic,
  type InitializeParams,
  InitializeRequest,
  type InitializeResult,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';

export interface ClientOptions {
  /** How the server is started; as a process of its own from its sources when nothing is said. */
  readonly command?: readonly string[];
  readonly params?: Partial<InitializeParams>;
  /** Is given the connection before the server is greeted, to answer what the server asks. */
  readonly prepare?: (connection: ProtocolConnection) => void;
}

/** The server in a process of its own, and the other end of its protocol. */
export class Client {
  readonly connection: ProtocolConnection;
  readonly initialized: InitializeResult;
  readonly #process: ChildProcess;
  readonly #published: PublishDiagnosticsParams[];
  readonly #waiting = new Set<() => void>();
  readonly #versions = new Map<string, number>();

  private constructor(
    process: ChildProcess,
    connection: ProtocolConnection,
    initialized: InitializeResult,
    published: PublishDiagnosticsParams[],
  ) {
    this.#process = process;
    this.connection = connection;
    this.initialized = initialized;
    this.#published = published;
    connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
      published.push(params);
      for (const look of this.#waiting) look();
    });
  }

  /** Starts a server and greets it. */
  static async start({ command, params, prepare }: ClientOptions = {}): Promise<Client> {
    const words = command ?? ['src/language-server/main.ts', '--stdio'];
    const child = spawn(process.execPath, words, { stdio: ['pipe', 'pipe', 'inherit'] });
    const connection = createProtocolConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    prepare?.(connection);
    connection.listen();
    const initialized = await connection.sendRequest(InitializeRequest.type, {
      processId: process.pid,
      rootUri: null,
      capabilities: {},
      ...params,
    });
    const client = new Client(child, connection, initialized, []);
    await connection.sendNotification('initialized', {});
    return client;
  }

  /** Ends the server as an editor does; gives its exit code. */
  async stop(): Promise<number | null> {
    const exited = once(this.#process, 'exit');
    await this.connection.sendRequest('shutdown');
    await this.connection.sendNotification('exit');
    await exited;
    this.connection.dispose();
    return this.#process.exitCode;
  }

  /** Opens a document and gives its problems. */
  async open(uri: string, text: string): Promise<Diagnostic[]> {
    this.#versions.set(uri, 1);
    await this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'redline-scenario', version: 1, text },
    });
    return this.#problemsOf(uri, 1);
  }

  /** Changes a part of an open document and gives the problems that it then has. */
  async change(uri: string, range: Diagnostic['range'], text: string): Promise<Diagnostic[]> {
    return this.#problemsOf(uri, await this.type(uri, range, text));
  }

  /** Changes a part of an open document without waiting for anything; gives the new version. */
  async type(uri: string, range: Diagnostic['range'], text: string): Promise<number> {
    const version = (this.#versions.get(uri) ?? 0) + 1;
    this.#versions.set(uri, version);
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ range, text }],
    });
    return version;
  }

  /** The next problems that are published for a document, whatever its version. */
  async next(uri: string, trigger: () => Promise<void>): Promise<Diagnostic[]> {
    const before = this.#published.length;
    await trigger();
    return this.#until((published) => published.slice(before).find((params) => params.uri === uri));
  }

  #problemsOf(uri: string, version: number): Promise<Diagnostic[]> {
    return this.#until((published) => published.find((params) => params.uri === uri && params.version === version));
  }

  #until(
    find: (published: readonly PublishDiagnosticsParams[]) => PublishDiagnosticsParams | undefined,
  ): Promise<Diagnostic[]> {
    return new Promise((resolve) => {
      const look = () => {
        const found = find(this.#published);
        if (!found) return;
        this.#waiting.delete(look);
        resolve(found.diagnostics);
      };
      this.#waiting.add(look);
      look();
    });
  }
}
