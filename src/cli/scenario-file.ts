/** Reads a scenario and everything that it includes from disk, with all that is wrong with it. */
import { dirname, resolve } from 'node:path';
import { missingFixtureProblems, namedFixtures } from '../core/scenario/fixture-problems.ts';
import type { Scenario } from '../core/scenario/model.ts';
import type { Problem } from '../core/scenario/problems.ts';
import { readScenario } from '../core/scenario/read-scenario.ts';
import { readFixtures } from '../node/fixtures.ts';
import { readTextFile } from './text-file.ts';

export interface ScenarioFile {
  /** As the person named it. */
  readonly file: string;
  readonly text: string;
  /** Undefined when anything is wrong. */
  readonly scenario: Scenario | undefined;
  /** Text of each file that the scenario includes, by its path as written. */
  readonly fixtures: Readonly<Record<string, string>>;
  /** In the order of the text. */
  readonly problems: readonly Problem[];
}

/**
 * Reads a scenario file and its fixtures, which may not leave its folder. What is wrong with the scenario is in the problems.
 * @throws CliError when the file itself cannot be read
 */
export async function readScenarioFile(file: string): Promise<ScenarioFile> {
  const text = readTextFile(file);
  const { scenario, problems, source } = readScenario(text);
  const fixtures = await readFixtures(namedFixtures(source), resolve(file), dirname(resolve(file)));
  const missing = fixtures.problems.flatMap(({ path, message }) =>
    missingFixtureProblems(source, path, asReason(message)),
  );
  return {
    file,
    text,
    scenario: missing.length > 0 ? undefined : scenario,
    fixtures: fixtures.texts,
    problems: [...problems, ...missing].sort((a, b) => a.range.start - b.range.start),
  };
}

/** A sentence as the end of another one. */
function asReason(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1).replace(/\.$/, '');
}
