/** Open and closed scenarios, each read once a version and shared by all features. */
import { join } from 'node:path';
import type { TextDocuments } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { basesOf, familyOf } from '../core/scenario/editor/linked-files.ts';
import type { LinkedScenario } from '../core/scenario/editor/resolved-value.ts';
import { ScenarioReader, type ScenarioText, scenarioText } from '../core/scenario/editor/scenario-text.ts';
import {
  canonical,
  FileTexts,
  findScenarios,
  isInside,
  namesInside,
  pathOf,
  placeOf,
  type ReadResult,
  SCENARIO_SUFFIX,
  uriOf,
} from './scenario-files.ts';

/** A scenario with the document that turns its offsets into lines. */
export interface DocumentScenario extends LinkedScenario {
  readonly document: TextDocument;
}

function isDocument(scenario: LinkedScenario): scenario is DocumentScenario {
  return 'document' in scenario;
}

export class ScenarioWorkspace {
  readonly #documents: TextDocuments<TextDocument>;
  readonly #readers = new Map<string, ScenarioReader>();
  readonly #open = new Map<string, DocumentScenario>();
  readonly #closed = new Map<string, Promise<DocumentScenario | undefined>>();
  readonly #texts = new FileTexts();
  #found: Promise<readonly string[]> | undefined;
  /** Folders that are open, as paths. */
  #folders: readonly string[] = [];
  /** The client tells when files change, so that what was read stays good until then. */
  #isWatched = false;

  constructor(documents: TextDocuments<TextDocument>) {
    this.#documents = documents;
  }

  get folders(): readonly string[] {
    return this.#folders;
  }

  setFolders(uris: readonly string[]): void {
    this.#folders = uris.flatMap((uri) => pathOf(uri) ?? []);
    this.#found = undefined;
  }

  setWatched(): void {
    this.#isWatched = true;
  }

  /** The current version of an open document. */
  opened(uri: string): DocumentScenario | undefined {
    const document = this.#documents.get(uri);
    if (!document) return undefined;
    const known = this.#open.get(uri);
    // A document of the library is the same object in all its versions.
    if (known && known.scenario.text === document.getText()) return known;
    const reader = this.#readers.get(uri) ?? new ScenarioReader();
    this.#readers.set(uri, reader);
    const read = { uri: canonical(uri), document, scenario: reader.read(document.getText()) };
    this.#open.set(uri, read);
    return read;
  }

  close(uri: string): void {
    this.#readers.delete(uri);
    this.#open.delete(uri);
    this.#closed.delete(canonical(uri));
  }

  /** Forgets what was read of files that changed. */
  changed(uris: readonly string[]): void {
    for (const uri of uris) this.#closed.delete(canonical(uri));
    if (uris.some((uri) => uri.endsWith(SCENARIO_SUFFIX))) this.#found = undefined;
  }

  /** The folder that nothing read for a file may leave: the open one that it lies in, else its own. */
  folderOf(path: string): string {
    return this.#folders.find((folder) => isInside(path, folder)) ?? placeOf(path).folder;
  }

  /** The text of a file beside a scenario, by a path such as `./fixtures/notes.md`. */
  async read(uri: string, path: string): Promise<ReadResult> {
    const own = pathOf(uri);
    if (own === undefined) return { reason: 'the scenario is not saved yet' };
    const file = join(placeOf(own).folder, path);
    const open = this.#documents.all().find((document) => pathOf(document.uri) === file);
    return open ? { text: open.getText() } : this.#texts.read(file, this.folderOf(own));
  }

  /** Names of what lies in a folder beside a scenario. */
  async namesIn(uri: string, folder: string): Promise<readonly string[]> {
    const own = pathOf(uri);
    if (own === undefined) return [];
    const names = await namesInside(join(placeOf(own).folder, folder), this.folderOf(own));
    return names.filter((name) => name !== placeOf(own).name);
  }

  /** Every scenario of the workspace by its address, open ones as they are being written. */
  async all(): Promise<ReadonlyMap<string, DocumentScenario>> {
    if (!this.#isWatched) this.#found = undefined;
    this.#found ??= findScenarios(this.#folders);
    const paths = await this.#found;
    const all = new Map<string, DocumentScenario>();
    for (const document of this.#documents.all()) {
      const open = this.opened(document.uri);
      if (open) all.set(open.uri, open);
    }
    for (const path of paths) {
      const uri = uriOf(path);
      const closed = all.has(uri) ? undefined : await this.#onDisk(uri, path);
      if (closed) all.set(uri, closed);
    }
    return all;
  }

  /** The scenarios that one extends, the nearest first. */
  async bases(start: DocumentScenario): Promise<readonly DocumentScenario[]> {
    if (!/^extends\s*:/m.test(start.scenario.text)) return [];
    return this.#withDocuments(basesOf(start, await this.all()));
  }

  /** A scenario with those that it extends and that extend it, itself first. */
  async family(start: DocumentScenario): Promise<readonly DocumentScenario[]> {
    return this.#withDocuments(familyOf(start, await this.all()));
  }

  async #withDocuments(linked: readonly LinkedScenario[]): Promise<readonly DocumentScenario[]> {
    const all = await this.all();
    return linked.flatMap((each) => all.get(each.uri) ?? (isDocument(each) ? each : []));
  }

  #onDisk(uri: string, path: string): Promise<DocumentScenario | undefined> {
    if (!this.#isWatched) return this.#readFile(uri, path);
    const known = this.#closed.get(uri) ?? this.#readFile(uri, path);
    this.#closed.set(uri, known);
    return known;
  }

  async #readFile(uri: string, path: string): Promise<DocumentScenario | undefined> {
    const read = await this.#texts.read(path, this.folderOf(path));
    if (!('text' in read)) return undefined;
    const scenario: ScenarioText = scenarioText(read.text);
    return { uri, scenario, document: TextDocument.create(uri, 'redline-scenario', 0, read.text) };
  }
}
