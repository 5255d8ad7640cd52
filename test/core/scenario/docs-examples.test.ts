import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readScenario } from '../../../src/core/scenario/read-scenario.ts';
import { problemsAtStart } from '../../../src/core/trial/check-at-start.ts';
import { mockedRig } from '../../../src/core/trial/mocked-rig.ts';

/** Fenced blocks of a page: those of YAML that stand alone, and files by the path after the word `yaml` or `text`. */
function blocksOf(page: string): { examples: string[]; files: Record<string, string> } {
  const text = readFileSync(page, 'utf8');
  return {
    examples: Array.from(text.matchAll(/^```yaml\n(.*?)^```$/gms), ([, example = '']) => example),
    files: Object.fromEntries(
      Array.from(text.matchAll(/^```(?:yaml|text) (\S+)\n(.*?)^```$/gms), ([, path = '', file = '']) => [path, file]),
    ),
  };
}

for (const page of ['docs/language.md', 'docs/writing-scenarios.md']) {
  describe(page, () => {
    const { examples, files } = blocksOf(page);

    it('has examples', () => assert.ok(examples.length >= 4));

    for (const example of examples) {
      it(`is right in its example ${/^scenario: (.+)$/m.exec(example)?.[1] ?? example.slice(0, 40)}`, async () => {
        const { problems, whole } = readScenario(example, { files });
        assert.deepEqual(problems, []);
        if (!whole?.abstract) assert.deepEqual(await problemsAtStart(example, { files }, mockedRig), []);
      });
    }
  });
}
