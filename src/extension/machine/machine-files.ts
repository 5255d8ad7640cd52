/** The mocked machine at a step as a read-only file system of the editor. */
import {
  Disposable,
  EventEmitter,
  type FileChangeEvent,
  FilePermission,
  type FileStat,
  FileSystemError,
  type FileSystemProvider,
  FileType,
  type Uri,
} from 'vscode';
import type { Node, World } from '../../core/machine/world.ts';
import { namesIn, nodeAt } from '../../core/transcript/world-files.ts';
import { type MachinePlace, machinePlace } from './machine-uri.ts';
import type { Transcripts } from './transcripts.ts';

const TYPES = { file: FileType.File, directory: FileType.Directory, link: FileType.SymbolicLink } as const;

export class MachineFiles implements FileSystemProvider {
  readonly #transcripts: Transcripts;
  /** A step that is over does not change any more. */
  readonly #changed = new EventEmitter<FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;

  constructor(transcripts: Transcripts) {
    this.#transcripts = transcripts;
  }

  watch(): Disposable {
    return new Disposable(() => undefined);
  }

  async stat(uri: Uri): Promise<FileStat> {
    const place = placeOf(uri);
    if (place.nothing)
      return { type: FileType.File, ctime: 0, mtime: 0, size: 0, permissions: FilePermission.Readonly };
    const world = await this.#world(uri, place);
    const itself = world.files.get(place.path);
    const { node } = nodeAt(world, place.path) ?? {};
    if (node === undefined) throw FileSystemError.FileNotFound(uri);
    return {
      type: itself?.kind === 'link' ? TYPES.link | TYPES[node.kind] : TYPES[node.kind],
      ctime: node.mtime,
      mtime: node.mtime,
      size: node.kind === 'file' ? node.size : 0,
      permissions: FilePermission.Readonly,
    };
  }

  async readDirectory(uri: Uri): Promise<[string, FileType][]> {
    const place = placeOf(uri);
    const world = await this.#world(uri, place);
    const names = namesIn(world, place.path);
    if (names === undefined) throw FileSystemError.FileNotADirectory(uri);
    return names.map(([name, node]) => [name, typeOf(world, `${place.path}/${name}`, node)]);
  }

  async readFile(uri: Uri): Promise<Uint8Array> {
    const place = placeOf(uri);
    if (place.nothing) return new Uint8Array();
    const transcript = await this.#transcripts.read(place.transcript);
    const found = nodeAt(await this.#world(uri, place), place.path);
    if (found === undefined) throw FileSystemError.FileNotFound(uri);
    const { node } = found;
    if (node.kind !== 'file') throw FileSystemError.FileIsADirectory(uri);
    if (node.sparse) {
      throw FileSystemError.Unavailable(
        `${place.path} has a size of ${node.size.toLocaleString('en')} bytes and no content: the scenario declares it by its size alone.`,
      );
    }
    if (node.size === 0) return new Uint8Array();
    const content = await transcript.content(node.digest);
    if (content === undefined)
      throw FileSystemError.Unavailable(`The transcript does not hold what is in ${place.path}.`);
    return content;
  }

  createDirectory(uri: Uri): never {
    throw readOnly(uri);
  }

  writeFile(uri: Uri): never {
    throw readOnly(uri);
  }

  delete(uri: Uri): never {
    throw readOnly(uri);
  }

  rename(uri: Uri): never {
    throw readOnly(uri);
  }

  async #world(uri: Uri, { transcript, step }: MachinePlace): Promise<World> {
    const world = await (await this.#transcripts.read(transcript)).worldAt(step);
    if (world === undefined) throw FileSystemError.FileNotFound(uri);
    return world;
  }
}

function typeOf(world: World, path: string, node: Node): FileType {
  if (node.kind !== 'link') return TYPES[node.kind];
  const target = nodeAt(world, path)?.node.kind;
  return target === undefined ? TYPES.link : TYPES.link | TYPES[target];
}

function placeOf(uri: Uri): MachinePlace {
  const place = machinePlace(uri);
  if (place === undefined) throw FileSystemError.FileNotFound(uri);
  return place;
}

function readOnly(uri: Uri): FileSystemError {
  return FileSystemError.NoPermissions(uri);
}
