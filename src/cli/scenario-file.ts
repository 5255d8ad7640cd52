/** Reads a scenario and everything that it includes from disk, with all that is wrong with it. */
import { dirname, resolve } from 'node:path';
import type { Scenario } from '../core/scenario/model.ts';
import type { Problem } from '../core/scenario/problems.ts';
import { readScenario } from '../core/scenario/read-scenario.ts';
import type { ScenarioDocument } from '../core/scenario/schema.ts';
import { readIncludedFiles } from '../node/fixtures.ts';
import { readTextFile } from './text-file.ts';

export interface ScenarioFile {
  /** As the person named it. */
  readonly file: string;
  readonly text: string;
  /** Undefined when anything is wrong. */
  readonly scenario: Scenario | undefined;
  /** As it was written, with all that it extends; undefined when it does not fit the schema. */
  readonly document: ScenarioDocument | undefined;
  /** Only there for others to extend: it is never run. */
  readonly abstract: boolean;
  /** Text of each file that the scenario includes, by its path as written. */
  readonly fixtures: Readonly<Record<string, string>>;
  /** In the order of the text. */
  readonly problems: readonly Problem[];
}

/**
 * Reads a scenario file and the files that it includes, which may not leave its folder. What is wrong with the scenario is in the
 * problems.
 * @param variant the variant to read, as a person names it; by default the usual one, and all others are checked
 * @throws CliError when the file itself cannot be read
 */
export async function readScenarioFile(file: string, variant?: string): Promise<ScenarioFile> {
  const text = readTextFile(file);
  const included = await readIncludedFiles(text, resolve(file), dirname(resolve(file)));
  const { scenario, document, problems, whole } = readScenario(text, { ...included, variant });
  return { file, text, scenario, document, abstract: whole?.abstract ?? false, fixtures: included.files, problems };
}
