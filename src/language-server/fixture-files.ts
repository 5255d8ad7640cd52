import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { missingFixtureProblems, namedFixtures } from '../core/scenario/fixture-problems.ts';
import type { Problem } from '../core/scenario/problems.ts';
import type { SourceNode } from '../core/scenario/source.ts';

/**
 * Problems of fixtures that a scenario names and that are not there. Only paths that stay in the folder of the scenario are looked
 * at, and a document that is no file on disk has none.
 */
export async function missingFixtures(uri: string, source: SourceNode | undefined): Promise<readonly Problem[]> {
  if (!uri.startsWith('file:')) return [];
  const folder = dirname(fileURLToPath(uri));
  const problems = await Promise.all(
    namedFixtures(source).map(async (path) => {
      const reason = await whyUnreadable(resolve(folder, path));
      return reason === undefined ? [] : missingFixtureProblems(source, path, reason);
    }),
  );
  return problems.flat();
}

async function whyUnreadable(path: string): Promise<string | undefined> {
  try {
    return (await stat(path)).isFile() ? undefined : 'it is not a file';
  } catch {
    return 'there is no such file';
  }
}
