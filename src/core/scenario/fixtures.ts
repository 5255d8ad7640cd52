/** Files beside the scenario that hold contents of files on the machine. Reading them is the caller's part. */
import type { FileSpec, Scenario } from './model.ts';

import { fileText, type SourceFiles } from './source-files.ts';

/** Thrown when a scenario needs a fixture whose text was not given. */
export class MissingFixtureError extends Error {
  override readonly name = 'MissingFixtureError';
  /** Path of the fixture as the scenario writes it. */
  readonly path: string;
  constructor(path: string) {
    super(`The file ${path}, which the scenario includes, was not read.`);
    this.path = path;
  }
}

/**
 * The scenario with the texts of its fixtures in place: no file of it is of kind `fixture` any more.
 * @param texts the text of each fixture by its path as it is written
 * @throws MissingFixtureError when one is not there
 */
export function withFixtures(scenario: Scenario, texts: SourceFiles): Scenario {
  const filled = (files: readonly FileSpec[]) => files.map((file) => withText(file, texts));
  const { machine } = scenario;
  const hosts = machine.network.hosts.map((host) => ({
    ...host,
    machine: { ...host.machine, files: filled(host.machine.files) },
  }));
  const network = { ...machine.network, hosts };
  return { ...scenario, machine: { ...machine, files: filled(machine.files), network } };
}

function withText(file: FileSpec, texts: SourceFiles): FileSpec {
  if (file.kind !== 'fixture') return file;
  const content = fileText(texts, file.from);
  if (content === undefined) throw new MissingFixtureError(file.from);
  return { kind: 'text', path: file.path, mode: file.mode, owner: file.owner, content };
}
