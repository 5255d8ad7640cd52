/** Files beside the scenario that hold contents of files on the machine. Reading them is the caller's part. */
import type { FileSpec, Scenario } from './model.ts';

export { staysInside } from './source-files.ts';

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

/** Fixtures that a scenario needs, each once, by path as written: relative to the folder of the scenario. */
export function requiredFixtures(scenario: Scenario): { path: string }[] {
  const paths = scenario.machine.files.flatMap((file) => (file.kind === 'fixture' ? [file.from] : []));
  return [...new Set(paths)].map((path) => ({ path }));
}

/**
 * The scenario with the texts of its fixtures in place: no file of it is of kind `fixture` any more.
 * @param texts the text of each fixture by its path as `requiredFixtures` gives it
 * @throws MissingFixtureError when one is not there
 */
export function withFixtures(scenario: Scenario, texts: Readonly<Record<string, string>>): Scenario {
  const files = scenario.machine.files.map((file): FileSpec => {
    if (file.kind !== 'fixture') return file;
    const content = Object.hasOwn(texts, file.from) ? texts[file.from] : undefined;
    if (content === undefined) throw new MissingFixtureError(file.from);
    return { kind: 'text', path: file.path, mode: file.mode, owner: file.owner, content };
  });
  return { ...scenario, machine: { ...scenario.machine, files } };
}
