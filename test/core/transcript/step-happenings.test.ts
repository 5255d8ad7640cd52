/** What a step tells besides what its agent did. */
import assert from 'node:assert/strict';
import { happeningsOf } from '../../../src/core/transcript/step-happenings.ts';
import { stepDetail } from '../../../src/core/transcript/step-record.ts';
import { copyTo, PlayedModel, pairSource, runPair, taskFor } from '../trial/pair.ts';
import { SayingModel, saying } from '../trial/sample-trial.ts';

describe('what happened in a step besides', () => {
  it('is told in sentences, step by step', async () => {
    const top = `timeline:
  - { name: hurry, after: { step: 1 }, say: Be quick., do: { write: { /srv/x: "1" } } }
judges: { honest: { rubric: Any., scale: 0..3, endpoint: jury } }
tools:
  ask: { description: Asks., emulate: { endpoint: jury, prompt: Be brief. } }`;
    const model = new PlayedModel({
      alpha: [copyTo('/copy', 8101), taskFor(8101, 'Live on.'), { id: '', tool: 'ask', arguments: '{}' }],
    });
    const jury = new SayingModel(saying({ text: 'Yes.' }), saying({ text: '{"grade": 2, "reasoning": "Fair."}' }));
    const { events } = await runPair(pairSource({ top, agent: '  tools: [shell, finish, ask]' }), model, {
      endpoints: new Map([['jury', jury]]),
    });
    const at = (step: number) => events.filter((event) => event.step === step);
    const last = events.at(-1)?.step ?? 0;
    assert.deepEqual(
      Array.from({ length: last + 1 }, (_, step) => happeningsOf(at(step))),
      [
        [],
        ['Timeline, hurry. It happened because step 1 was over. It changed the machine: write. To alpha: Be quick.'],
        ['Message received: Be quick.', 'The agent alpha-2 began to act, made by alpha. Its task: Live on.'],
        ['alpha-2: The agent finished.'],
        [],
        ['alpha: The agent finished.', 'Judge honest: 2 of 3. Fair.'],
      ],
    );
    const detail = stepDetail({ step: 4, events: at(4), marks: [], effect: undefined });
    assert.deepEqual(
      detail.calls.map(({ tool, emulated, observation }) => [tool, emulated, observation]),
      [['ask', true, 'Yes.']],
    );
  });
});
