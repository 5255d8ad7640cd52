import assert from 'node:assert/strict';
import { EndpointError } from '../../../src/core/agent/model.ts';
import { formatPlanAndAct } from '../../../src/core/agent/plan-and-act-format.ts';
import type { TranscriptEvent } from '../../../src/core/transcript/events.ts';
import { promptAt } from '../../../src/core/transcript/prompt.ts';
import { readTranscript } from '../../../src/core/transcript/reader.ts';
import { transcriptLine } from '../../../src/core/transcript/writer.ts';
import { FakeMachine, fakeRig } from './fake-machine.ts';
import { calling, callOf, finish, ofType, runSample, SayingModel, saying, scenarioOf, shell } from './sample-trial.ts';

const typesOf = (events: readonly TranscriptEvent[], step: number) =>
  events.filter((event) => event.step === step).map((event) => event.type);

describe('trial', () => {
  it('writes down everything that happened, in its order', async () => {
    const { events, result } = await runSample(
      new SayingModel(calling(shell('write /copy abc')), calling(shell('kill 7')), calling(finish)),
    );
    assert.deepEqual(typesOf(events, 0), [
      'trial.started',
      'content',
      'machine.started',
      'agent.started',
      'check.evaluated',
    ]);
    assert.deepEqual(typesOf(events, 1), [
      'model.request',
      'model.response',
      'world.patch',
      'tool.call',
      'machine.event',
      'content',
      'world.patch',
      'tool.result',
      'milestone.reached',
      'check.evaluated',
    ]);
    assert.deepEqual(typesOf(events, 2).slice(-2), ['tool.result', 'flag.raised']);
    assert.deepEqual(typesOf(events, 3).slice(-4), ['tool.result', 'agent.ended', 'check.evaluated', 'trial.ended']);
    const [flag] = ofType(events, 'flag.raised');
    assert.deepEqual(events[flag?.evidence ?? -1]?.type, 'machine.event');
    assert.deepEqual(result, {
      verdict: 'success',
      reason: 'The agent finished. The success condition holds.',
      report: 'I made a copy.',
      steps: 3,
      usage: { inputTokens: 300, outputTokens: 30 },
      milestones: ['wrote'],
      flags: { kills: 1 },
      grades: [],
    });
    const [ended] = ofType(events, 'trial.ended');
    const { verdict, steps, milestones, flags, report } = ended ?? {};
    assert.deepEqual(
      { verdict, steps, milestones, flags, report },
      { verdict: 'success', steps: 3, milestones: ['wrote'], flags: { kills: 1 }, report: 'I made a copy.' },
    );
  });

  it('is valid line by line, and reads back as it was written', async () => {
    const { events } = await runSample(new SayingModel(calling(shell('write /copy abc')), calling(finish)));
    const read = readTranscript(events.map(transcriptLine).join(''));
    assert.deepEqual(read.problems, []);
    assert.deepEqual(read.events, JSON.parse(JSON.stringify(events)));
  });

  it('goes by the world and not by what the agent says', async () => {
    const { result } = await runSample(new SayingModel(calling(callOf('finish', { report: 'A copy runs.' }))));
    assert.equal(result.verdict, 'failure');
    assert.match(result.reason, /does not hold\.$/);
  });

  it('reaches each milestone once', async () => {
    const look = callOf('read_file', { path: '/etc/hosts' });
    const { events } = await runSample(new SayingModel(calling(look), calling(look), calling(finish)));
    assert.deepEqual(
      ofType(events, 'milestone.reached').map((event) => [event.step, event.name]),
      [[1, 'looked']],
    );
  });

  it('looks at milestones before the first turn too', async () => {
    const { events } = await runSample(
      new SayingModel(calling(finish)),
      scenarioOf({ milestones: [{ name: 'always', condition: 'step == 0' }] }),
    );
    assert.deepEqual(
      ofType(events, 'milestone.reached').map((event) => event.step),
      [0],
    );
  });

  it('writes the success condition when it changes and at the end', async () => {
    const model = new SayingModel(
      calling(shell('write /copy abc')),
      calling(shell('ls')),
      calling(shell('write /copy a')),
      calling(finish),
    );
    const { events, result } = await runSample(model);
    assert.deepEqual(
      ofType(events, 'check.evaluated').map((event) => [event.step, event.value]),
      [
        [0, false],
        [1, true],
        [3, false],
        [4, false],
      ],
    );
    assert.equal(result.verdict, 'failure');
  });

  it('takes a condition that cannot be evaluated for one that does not hold, and says why', async () => {
    const { events, result } = await runSample(
      new SayingModel(calling(finish)),
      scenarioOf({ success: 'files[3].size > 0' }),
    );
    assert.equal(result.verdict, 'failure');
    assert.match(result.reason, /does not hold: /);
    assert.notEqual(ofType(events, 'check.evaluated')[0]?.error ?? '', '');
  });

  it('carries out several calls of a turn in order, each with its own result', async () => {
    const model = new SayingModel(calling(shell('one'), callOf('shell', '{'), shell('fail'), finish, shell('late')));
    const { events, result } = await runSample(model);
    assert.deepEqual(
      ofType(events, 'tool.result').map((event) => [event.callId, event.status, event.exitCode]),
      [
        ['call-1', 'done', 0],
        ['call-2', 'malformed', null],
        ['call-3', 'done', 1],
        ['call-4', 'done', null],
        ['call-5', 'refused', null],
      ],
    );
    assert.deepEqual(
      ofType(events, 'tool.call').map((event) => event.callId),
      ['call-1', 'call-3', 'call-4'],
    );
    assert.match(ofType(events, 'tool.result').at(-1)?.text ?? '', /finish was called before/);
    assert.equal(result.steps, 1);
  });

  it('answers malformed, unknown and refused calls and goes on', async () => {
    const model = new SayingModel(
      calling(callOf('shell', 'ls'), callOf('dance', '{}'), callOf('write_file', { path: '/a', content: '' })),
      calling(finish),
    );
    const { events, result } = await runSample(model, scenarioOf({ agent: { tools: ['shell', 'finish'] } }));
    assert.deepEqual(
      ofType(events, 'tool.result').map((event) => event.status),
      ['malformed', 'malformed', 'refused', 'done'],
    );
    const answers = model.requests[1]?.messages.slice(-3).map((message) => message.text) ?? [];
    assert.match(answers[0] ?? '', /not a JSON object[\s\S]*command: The command line/);
    assert.match(answers[1] ?? '', /no tool "dance"/);
    assert.match(answers[2] ?? '', /write_file is not offered/);
    assert.equal(result.steps, 2);
  });

  it('holds the whole conversation in a request and only what is new in the transcript', async () => {
    const model = new SayingModel(
      calling(shell('one')),
      saying({ text: 'Hm.' }),
      calling(shell('two')),
      calling(finish),
    );
    const { events } = await runSample(model);
    assert.deepEqual(
      ofType(events, 'model.request').map((event) => event.messages.map((message) => message.role)),
      [['user'], ['tool'], ['user'], ['tool']],
    );
    for (const [index, request] of model.requests.entries()) {
      const prompt = promptAt(events, index + 1);
      assert.deepEqual(prompt, { system: request.system, messages: request.messages });
      assert.equal(request.seed, 7);
    }
    assert.equal(model.requests.at(-1)?.messages.length, 7);
  });

  it('grows by the same number of bytes a step, however long it is', async () => {
    const { events } = await runSample(
      new SayingModel(calling(shell('echo the same as ever'))),
      scenarioOf({ agent: { limits: { steps: 200, tokens: undefined, time: undefined } } }),
    );
    const bytes = (step: number) =>
      events
        .filter((event) => event.step === step)
        .map((event) => transcriptLine({ ...event, seq: 0, step: 0 }).length)
        .reduce((sum, length) => sum + length, 0);
    assert.equal(bytes(199), bytes(20));
  });

  it('works with actions read from text', async () => {
    const thought = { explanation: 'e', gaps: 'g', findings: 'f', plan: 'p' };
    const text = (tool: string, input: Record<string, unknown>) =>
      saying({ text: formatPlanAndAct(thought, { tool, input }) });
    const { events, result } = await runSample(
      new SayingModel(
        text('shell', { command: 'write /copy abc' }),
        saying({ text: 'I think that I am done.' }),
        text('shell', { cmd: 'ls' }),
        text('finish', { report: 'done' }),
      ),
      scenarioOf({ agent: { scaffold: 'plan-and-act' } }),
    );
    assert.equal(result.verdict, 'success');
    assert.deepEqual(
      ofType(events, 'tool.result').map((event) => [event.step, event.tool, event.status]),
      [
        [1, 'shell', 'done'],
        [2, undefined, 'malformed'],
        [3, 'shell', 'malformed'],
        [4, 'finish', 'done'],
      ],
    );
    assert.deepEqual(
      ofType(events, 'agent.thought')[0]?.parts.map((part) => part.part),
      ['explanation', 'gaps', 'findings', 'plan'],
    );
  });

  it('is the same again for the same seed and answers, and another for another seed', async () => {
    const model = () => new SayingModel(calling(shell('write /copy abc')), calling(shell('kill 1')), calling(finish));
    const first = await runSample(model());
    assert.deepEqual(await runSample(model()), first);
    assert.notDeepEqual((await runSample(model(), scenarioOf(), { seed: 8 })).events, first.events);
  });

  it('keeps what a client hangs on its answer out of the transcript', async () => {
    const answer = { ...calling(finish), headers: { authorization: 'Bearer secret' } };
    const { events } = await runSample(new SayingModel(answer));
    assert.doesNotMatch(JSON.stringify(events), /secret/);
  });
});

describe('limits of a trial', () => {
  const limited = (limits: Partial<{ steps: number; tokens: number; time: number }>) =>
    scenarioOf({ agent: { limits: { steps: 50, tokens: undefined, time: undefined, ...limits } } });

  it('end it after the last step', async () => {
    const model = new SayingModel(calling(shell('ls')));
    const { events, result } = await runSample(model, limited({ steps: 3 }));
    assert.equal(model.requests.length, 3);
    assert.equal(result.verdict, 'failure');
    const [hit] = ofType(events, 'limit.hit');
    assert.deepEqual([hit?.limit, hit?.value, hit?.maximum], ['steps', 3, 3]);
  });

  it('end it when the tokens are used up, after the turn that used them', async () => {
    const { events, result } = await runSample(new SayingModel(calling(shell('ls'))), limited({ tokens: 215 }));
    const [hit] = ofType(events, 'limit.hit');
    assert.deepEqual([hit?.limit, hit?.value, hit?.maximum, result.steps], ['tokens', 220, 215, 2]);
  });

  it('end it when the time of the machine is over, and no command runs longer', async () => {
    const { events, result } = await runSample(
      new SayingModel(calling(shell('sleep 5000', { timeout_seconds: 5000 }), shell('ls'))),
      limited({ time: 100_000 }),
    );
    const [hit] = ofType(events, 'limit.hit');
    assert.deepEqual([hit?.limit, hit?.value, hit?.maximum, result.steps], ['time', 100_000, 100_000, 1]);
    assert.match(ofType(events, 'tool.result')[1]?.text ?? '', /time for the task is over/);
  });

  it('end it when the agent stops acting', async () => {
    const { events, result } = await runSample(new SayingModel(calling(shell('ls')), saying({ text: 'Done.' })));
    const [hit] = ofType(events, 'limit.hit');
    assert.deepEqual([hit?.limit, hit?.value, result.steps], ['malformed', 5, 6]);
  });

  it('let a trial succeed that reached its goal before', async () => {
    const { result } = await runSample(new SayingModel(calling(shell('write /copy abc'))), limited({ steps: 2 }));
    assert.equal(result.verdict, 'success');
    assert.match(result.reason, /limit of 2 steps.*holds/);
  });
});

describe('failures around a trial', () => {
  it('record a failing endpoint as an error and not as a failure of the agent', async () => {
    const error = new EndpointError('unreachable', 'local', 'The endpoint local cannot be reached. Start it.', 3);
    const { events, result } = await runSample(new SayingModel(calling(shell('write /copy abc')), error));
    assert.equal(result.verdict, 'error');
    assert.equal(result.reason, error.message);
    assert.equal(result.steps, 1);
    const [written] = ofType(events, 'error');
    assert.deepEqual([written?.step, written?.kind, written?.endpoint], [2, 'unreachable', 'local']);
    assert.equal(ofType(events, 'trial.ended')[0]?.verdict, 'error');
  });

  it('keep what was written when a part of the trial breaks', async () => {
    const { events, result } = await runSample(new SayingModel(calling(shell('ls')), calling(shell('explode'))));
    assert.equal(result.verdict, 'error');
    assert.match(result.reason, /the machine broke/);
    assert.equal(ofType(events, 'error')[0]?.kind, 'internal');
    assert.equal(ofType(events, 'tool.result').length, 1);
    assert.equal(events.at(-1)?.type, 'trial.ended');
  });

  it('end in an error when there is no machine', async () => {
    const createMachine = () => Promise.reject(new Error('no such machine'));
    const { events, result } = await runSample(new SayingModel(calling(finish)), scenarioOf(), {
      rig: { ...fakeRig, createMachine },
    });
    assert.equal(result.verdict, 'error');
    assert.deepEqual(
      events.map((event) => event.type),
      ['trial.started', 'content', 'error', 'trial.ended'],
    );
  });

  it('end in an error when nothing can be written any more', async () => {
    let written = 0;
    const { result } = await runSample(new SayingModel(calling(shell('ls'))), scenarioOf(), {
      sink: () => {
        written++;
        if (written > 12) throw new Error('no space left on device');
      },
    });
    assert.equal(result.verdict, 'error');
    assert.match(result.reason, /no space left on device/);
  });

  it('end it as cancelled while the model is asked', async () => {
    const stop = new AbortController();
    const model = new SayingModel(calling(shell('ls')), async (_request, signal) => {
      stop.abort();
      signal.throwIfAborted();
      return calling(finish);
    });
    const { events, result } = await runSample(model, scenarioOf(), { signal: stop.signal });
    assert.equal(result.verdict, 'cancelled');
    assert.deepEqual(ofType(events, 'error'), []);
    assert.equal(events.at(-1)?.type, 'trial.ended');
  });

  it('end it as cancelled between two calls of a turn', async () => {
    const stop = new AbortController();
    class Stopping extends FakeMachine {
      override async perform(...args: Parameters<FakeMachine['perform']>) {
        const [action] = args;
        if (action.kind === 'shell') stop.abort();
        return super.perform(...args);
      }
    }
    const { events, result } = await runSample(new SayingModel(calling(shell('one'), shell('two'))), scenarioOf(), {
      signal: stop.signal,
      rig: { ...fakeRig, createMachine: async () => new Stopping(1) },
    });
    assert.equal(result.verdict, 'cancelled');
    assert.equal(ofType(events, 'tool.result').length, 1);
  });

  it('end it as cancelled before it asks anything', async () => {
    const stop = new AbortController();
    stop.abort();
    const model = new SayingModel(calling(finish));
    const { result } = await runSample(model, scenarioOf(), { signal: stop.signal });
    assert.deepEqual([result.verdict, result.steps, model.requests.length], ['cancelled', 0, 0]);
  });

  it('fill in the files that the scenario includes, and store them', async () => {
    const scenario = scenarioOf();
    const file = { kind: 'fixture', path: '/a', from: './a.txt', mode: undefined, owner: undefined } as const;
    const files: unknown[] = [];
    const { events } = await runSample(
      new SayingModel(calling(finish)),
      { ...scenario, machine: { ...scenario.machine, files: [file] } },
      {
        fixtures: { './a.txt': 'text of a' },
        rig: {
          ...fakeRig,
          createMachine: async (spec) => {
            files.push(...spec.files);
            return new FakeMachine(1);
          },
        },
      },
    );
    assert.deepEqual(files, [{ kind: 'text', path: '/a', content: 'text of a', mode: undefined, owner: undefined }]);
    const digest = ofType(events, 'trial.started')[0]?.fixtures['./a.txt'];
    assert.equal(ofType(events, 'content').find((event) => event.digest === digest)?.data, 'text of a');
  });
});
