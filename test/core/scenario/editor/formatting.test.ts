import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { formatted } from '../../../../src/core/scenario/editor/formatting.ts';
import { checkFormatting } from '../../../fuzz/check-document.ts';
import { SCENARIOS } from '../../../fuzz/documents.ts';
import { schema } from './surroundings.ts';

async function tidied(text: string): Promise<string> {
  const edits = await formatted(text, (each, width) => schema.format(each, width));
  return edits.reduce((done, { range, text: put }) => done.slice(0, range.start) + put + done.slice(range.end), text);
}

describe('formatting', () => {
  it('puts spaces right and keeps comments, anchors, blank lines and blocks of text', async () => {
    const text = `# The first line.
scenario:   tidy   # its name
agent:
    goal:   |
      Keep   these   spaces.

      # Not a comment.
    limits: {steps: 3,time:   2h}


    tools: [ shell,finish ]
machine:
    hardware: &usual {memory: 1GiB}
    network: {hosts: {b: {hardware: *usual}}}
`;
    assert.equal(
      await tidied(text),
      `# The first line.
scenario: tidy # its name
agent:
  goal: |
    Keep   these   spaces.

    # Not a comment.
  limits: { steps: 3, time: 2h }

  tools: [shell, finish]
machine:
  hardware: &usual { memory: 1GiB }
  network: { hosts: { b: { hardware: *usual } } }
`,
    );
  });

  it('leaves what is tidy as it is', async () => {
    const tidy = readFileSync('test/fixtures/scenarios/small.scenario.yaml', 'utf8');
    assert.equal(await tidied(tidy), tidy);
  });

  it('changes only the lines that have to change', async () => {
    const text = 'scenario: a\nagent:   { goal: b }\nsuccess: step > 1\n';
    const [edit] = await formatted(text, (each, width) => schema.format(each, width));
    assert.ok(edit && edit.range.start >= 12 && edit.range.end <= 34);
  });

  it('does nothing while there are errors', async () => {
    for (const text of ['a: "x\n', 'a: [1,\nb: 2\n', '- a\n', '']) assert.equal(await tidied(text), text);
  });

  it('never changes what a real scenario says, and has nothing left to do the second time', async () => {
    for (const text of SCENARIOS) await checkFormatting(text);
  });

  it('does nothing when the formatter would change a meaning', async () => {
    const text = 'scenario: a\nagent:   { goal: b }\n';
    assert.deepEqual(await formatted(text, async (each) => each.replace('goal: b', 'goal: c')), []);
    assert.deepEqual(await formatted(`# x\n${text}`, async (each) => each.replace('# x\n', '')), []);
    assert.deepEqual(await formatted(text, async () => undefined), []);
  });
});
