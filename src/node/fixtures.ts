/** Reads the files that a scenario includes, from inside the workspace only. */
import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve } from 'node:path';

export interface ReadFixtures {
  /** Text of each fixture that could be read, by its path as written. */
  readonly texts: Readonly<Record<string, string>>;
  readonly problems: readonly FixtureProblem[];
}

export interface FixtureProblem {
  /** Path as written. */
  readonly path: string;
  readonly message: string;
}

const LARGEST_FIXTURE = 16 * 1024 * 1024;

/**
 * The texts of fixtures. A path is relative to the folder of the scenario, and has to stay inside the workspace even when links on
 * the way are followed. Never throws for what lies on disk.
 * @param workspace the folder that nothing may leave; for a scenario outside of any, its own folder
 */
export async function readFixtures(
  paths: readonly string[],
  scenarioFile: string,
  workspace: string,
): Promise<ReadFixtures> {
  const texts: [string, string][] = [];
  const problems: FixtureProblem[] = [];
  for (const path of paths) {
    const read = await readFixture(path, scenarioFile, workspace);
    if (read.ok) texts.push([path, read.text]);
    else problems.push({ path, message: read.problem });
  }
  return { texts: Object.fromEntries(texts), problems };
}

type Read = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly problem: string };

async function readFixture(path: string, scenarioFile: string, workspace: string): Promise<Read> {
  const fail = (problem: string): Read => ({ ok: false, problem });
  if (isAbsolute(path)) return fail(`${path} has to be a path relative to the scenario.`);
  try {
    const file = await realpath(resolve(dirname(scenarioFile), path));
    if (!isInside(file, await realpath(workspace))) return fail(`${path} lies outside the workspace.`);
    const { size, isFile } = await stat(file).then((found) => ({ size: found.size, isFile: found.isFile() }));
    if (!isFile) return fail(`${path} is not a file.`);
    if (size > LARGEST_FIXTURE) {
      return fail(`${path} is larger than 16 MiB. Declare a sparse file with a size instead.`);
    }
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file)) };
  } catch (error) {
    if (error instanceof TypeError)
      return fail(`${path} is not a text in UTF-8. Declare a sparse file with a size instead.`);
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return fail(missing ? `There is no file ${path}.` : `${path} cannot be read.`);
  }
}

function isInside(file: string, folder: string): boolean {
  const way = relative(folder, file);
  return way !== '' && way !== '..' && !/^\.\.[/\\]/.test(way) && !isAbsolute(way);
}
