import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ModelResponse } from '../../../src/core/agent/model.ts';
import { formatPlanAndAct } from '../../../src/core/agent/plan-and-act-format.ts';
import { readTranscript } from '../../../src/core/transcript/reader.ts';
import { transcriptLine } from '../../../src/core/transcript/writer.ts';
import { verifyTranscript } from '../../../src/core/trial/verify.ts';
import { fakeRig } from './fake-machine.ts';
import { ofType, runSample, SayingModel, saying, scenarioOf } from './sample-trial.ts';

const tool = fc.oneof(fc.constantFrom('shell', 'read_file', 'write_file', '__proto__', ''), fc.string());
const input = fc.oneof(
  fc.record({ command: fc.string() }),
  fc.record({ path: fc.string(), content: fc.string() }),
  fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('command', 'path', '__proto__', 'constructor')), fc.jsonValue()),
);
const args = fc.oneof(
  input.map((value) => JSON.stringify(value)),
  fc.json(),
  fc.string(),
);

/** Answers of a model that may hold anything, for both scaffolds. */
const answer: fc.Arbitrary<ModelResponse> = fc
  .record({
    text: fc.oneof(
      fc.string(),
      fc
        .tuple(tool, input)
        .map(([name, value]) =>
          formatPlanAndAct({ explanation: '', gaps: '', findings: '', plan: '' }, { tool: name, input: value }),
        ),
    ),
    reasoning: fc.string(),
    toolCalls: fc.array(fc.record({ id: fc.constantFrom('', 'a', 'b'), tool, arguments: args }), { maxLength: 4 }),
    finishReason: fc.constantFrom('stop', 'length', 'tool-calls', 'other'),
  })
  .map(saying);

describe('a trial of a model that may answer anything', () => {
  for (const scaffold of ['plain', 'plan-and-act'] as const) {
    it(`ends by a limit or by finish, answers every call, and can be verified (${scaffold})`, async () => {
      const limits = { steps: 8, tokens: undefined, time: undefined };
      const scenario = scenarioOf({ agent: { scaffold, limits } });
      await fc.assert(
        fc.asyncProperty(fc.array(answer, { minLength: 1, maxLength: 8 }), async (answers) => {
          const { events, result } = await runSample(new SayingModel(...answers), scenario);
          assert.ok(result.verdict === 'success' || result.verdict === 'failure', result.reason);
          const read = readTranscript(events.map(transcriptLine).join(''));
          assert.deepEqual(read.problems, []);
          if (scaffold === 'plain') {
            const asked = ofType(events, 'model.response').flatMap((event) => event.toolCalls.map((call) => call.id));
            assert.deepEqual(
              ofType(events, 'tool.result').map((event) => event.callId),
              asked,
            );
          }
          const { differences } = await verifyTranscript(read.events, () => scenario, fakeRig);
          assert.deepEqual(differences, []);
        }),
        { numRuns: 150 },
      );
    });
  }
});
