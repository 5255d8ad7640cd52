import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { PROBLEM_CODES } from '../../../src/core/scenario/problem-codes.ts';
import { problemsAtStart } from '../../../src/core/trial/check-at-start.ts';
import { mockedRig } from '../../../src/core/trial/mocked-rig.ts';
import { foundProblems } from './found-problems.ts';

interface Section {
  readonly code: string;
  readonly text: string;
  readonly examples: readonly string[];
  /** Text of the files that the examples include, by path. */
  readonly files: Readonly<Record<string, string>>;
}

const sections: readonly Section[] = readFileSync('docs/problems.md', 'utf8')
  .split(/^## /m)
  .slice(1)
  .map((section) => {
    const [code = '', ...lines] = section.split('\n');
    const text = lines.join('\n');
    return {
      code,
      text,
      examples: Array.from(text.matchAll(/^```yaml\n(.*?)^```$/gms), (match) => match[1] ?? ''),
      files: Object.fromEntries(
        Array.from(text.matchAll(/^```text (\S+)\n(.*?)^```$/gms), ([, path = '', file = '']) => [path, file]),
      ),
    };
  });

/** What no short text of a scenario can show. */
const WITHOUT_EXAMPLE = ['RL1012', 'RL3023', 'RL3606'];

/** What shows only when the machine is made. */
const AT_THE_START = ['RL3019', 'RL3020', 'RL3021', 'RL3022'];

/** The example with the parts that it leaves out. */
function whole(example: string): string {
  if (example.startsWith('-')) return example;
  const rest = { scenario: 'example', agent: '\n  goal: Find the file.', success: 'step > 3' };
  const missing = Object.entries(rest).filter(([key]) => !new RegExp(`^${key}:`, 'm').test(example));
  return missing.map(([key, value]) => `${key}: ${value}\n`).join('') + example;
}

const codesOf = (example: string, files: Section['files']) => [
  ...new Set(foundProblems(whole(example), { files }).map(([code]) => code)),
];

async function codesAtStart(example: string, files: Section['files']): Promise<readonly string[]> {
  assert.deepEqual(codesOf(example, files), [], 'The text alone does not show it.');
  return [...new Set((await problemsAtStart(whole(example), { files }, mockedRig)).map(({ code }) => code))];
}

describe('docs/problems.md', () => {
  it('has a section for every code, in order, that says what the code says', () => {
    assert.deepEqual(
      sections.map(({ code }) => code),
      Object.keys(PROBLEM_CODES),
    );
    for (const { code, text } of sections) {
      const { title } = PROBLEM_CODES[code as keyof typeof PROBLEM_CODES];
      assert.ok(text.includes(`**${title}.**`), `${code} should begin with: ${title}`);
    }
  });

  for (const { code, examples, files } of sections) {
    if (WITHOUT_EXAMPLE.includes(code)) continue;
    it(`shows ${code} in its first example and nothing wrong in its second`, async () => {
      const [wrong, right] = examples;
      assert.ok(wrong !== undefined && right !== undefined, 'Two examples are needed.');
      const found = AT_THE_START.includes(code) ? codesAtStart : codesOf;
      assert.deepEqual(await found(wrong, files), [code]);
      assert.deepEqual(await found(right, files), []);
    });
  }
});
