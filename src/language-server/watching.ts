import { type Connection, DidChangeWatchedFilesNotification, type Disposable } from 'vscode-languageserver';
import { CONFIG_FILE } from './endpoint-names.ts';
import { SCENARIO_SUFFIX } from './scenario-files.ts';

/** Patterns of files whose changes matter to every scenario. */
const ALWAYS = [`**/*${SCENARIO_SUFFIX}`, `**/${CONFIG_FILE}`];

/** Asks the client to tell when files change that open scenarios include. */
export class WatchedFiles {
  readonly #connection: Connection;
  #names = '';
  #registration: Promise<Disposable> | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Watches files of these names besides those that always matter. */
  watch(names: Iterable<string>): void {
    const wanted = [...new Set(names)].sort();
    const key = JSON.stringify(wanted);
    if (key === this.#names) return;
    this.#names = key;
    const before = this.#registration;
    const watchers = [...ALWAYS, ...wanted.map((name) => `**/${escaped(name)}`)].map((globPattern) => ({
      globPattern,
    }));
    const registration = this.#connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
    this.#registration = registration;
    registration.catch((error: unknown) => {
      this.#connection.console.warn(`Files are not watched: ${String(error)}`);
    });
    void before?.then((old) => old.dispose()).catch(() => undefined);
  }
}

/** A name in which no character means anything to a glob. */
function escaped(name: string): string {
  return name.replace(/[[\]{}*?]/g, '?');
}
