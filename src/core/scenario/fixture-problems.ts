/** Fixtures as the text of a scenario names them, for callers that can look whether they are there. */
import { staysInside } from './fixtures.ts';
import { problem } from './problem-codes.ts';
import type { Problem } from './problems.ts';
import { entriesOf, entryOf, type SourceNode, type SourceScalar, textOf, valueAt } from './source.ts';

/** Paths of the fixtures that a scenario names, right or wrong otherwise, each once. Those that lead out of its folder are left out. */
export function namedFixtures(source: SourceNode | undefined): readonly string[] {
  const paths = fixtureNodes(source).map(({ path }) => path);
  return [...new Set(paths)].filter(staysInside);
}

/**
 * The problem of a fixture that could not be read, at each place that names it.
 * @param reason the end of the sentence that begins with `… cannot be read:`
 */
export function missingFixtureProblems(source: SourceNode | undefined, path: string, reason: string): Problem[] {
  return fixtureNodes(source)
    .filter((fixture) => fixture.path === path)
    .map(({ node }) => {
      const message = `${path} cannot be read: ${reason}. Fixtures are looked for in the folder of the scenario.`;
      return problem('RL3204', node.range, message);
    });
}

function fixtureNodes(source: SourceNode | undefined): { readonly path: string; readonly node: SourceScalar }[] {
  return entriesOf(valueAt(source, ['machine', 'files'])).flatMap(({ value }) => {
    const node = entryOf(value, 'from')?.value;
    const path = textOf(node);
    return node?.kind === 'scalar' && path !== undefined ? [{ path, node }] : [];
  });
}
