import assert from 'node:assert/strict';
import fc from 'fast-check';
import { EndpointError } from '../../../src/core/agent/model.ts';
import type { TranscriptEvent } from '../../../src/core/transcript/events.ts';
import { readTranscript } from '../../../src/core/transcript/reader.ts';
import { transcriptLine } from '../../../src/core/transcript/writer.ts';
import { UnverifiableError } from '../../../src/core/trial/recorded-scenario.ts';
import { verifyTranscript } from '../../../src/core/trial/verify.ts';
import { fakeRig } from './fake-machine.ts';
import {
  calling,
  callOf,
  finish,
  ofType,
  runSample,
  SayingModel,
  SOURCE,
  saying,
  scenarioOf,
  shell,
} from './sample-trial.ts';

const verify = (events: readonly TranscriptEvent[]) =>
  verifyTranscript(events, (source) => (source === SOURCE ? scenarioOf() : undefined), fakeRig);

/** The events as a file gives them back. */
const stored = (events: readonly TranscriptEvent[]) => readTranscript(events.map(transcriptLine).join('')).events;

const answers = () => [
  calling(shell('write /copy abc'), callOf('shell', '{')),
  saying({ text: 'Let me think.' }),
  calling(shell('kill 7')),
  calling(callOf('read_file', { path: '/etc/hosts' })),
  calling(shell('fail')),
  calling(finish),
];
const sample = async () => stored((await runSample(new SayingModel(...answers()))).events);

const changed = <E extends TranscriptEvent>(events: readonly TranscriptEvent[], event: E, part: Partial<E>) =>
  events.map((one) => (one === event ? { ...event, ...part } : one));

describe('verify', () => {
  it('finds no difference in a transcript that is what happens', async () => {
    assert.deepEqual(await verify(await sample()), { steps: 6, differences: [], complete: true });
  });

  it('finds any single character that was changed in an observation, at its step', async () => {
    const events = await sample();
    const results = ofType(events, 'tool.result').filter((event) => event.text !== '');
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...results),
        fc.constantFrom('text' as const, 'stdout' as const, 'stderr' as const),
        fc.nat(),
        fc.string({ minLength: 0, maxLength: 1 }),
        async (event, field, where, replacement) => {
          const text = event[field];
          fc.pre(text !== '');
          const at = where % text.length;
          fc.pre(text[at] !== replacement);
          const mutated = text.slice(0, at) + replacement + text.slice(at + 1);
          fc.pre(mutated !== text);
          const { differences } = await verify(stored(changed(events, event, { [field]: mutated })));
          assert.equal(differences.length, 1);
          const [found] = differences;
          assert.deepEqual(
            [found?.step, found?.seq, found?.what, found?.expected, found?.actual],
            [event.step, event.seq, `tool.result ${field}`, mutated, text],
          );
          assert.notEqual(mutated[found?.at ?? -1], text[found?.at ?? -1]);
          assert.equal(mutated.slice(0, found?.at), text.slice(0, found?.at));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('finds an observation that was changed for the model only', async () => {
    const events = await sample();
    const request = ofType(events, 'model.request')[1];
    assert.ok(request);
    const messages = request.messages.map((message) => ({ ...message, text: `${message.text}!` }));
    const { differences } = await verify(changed(events, request, { messages }));
    assert.deepEqual(
      differences.map((one) => [one.step, one.what]),
      [[2, 'model.request messages.0.text']],
    );
  });

  it('finds changes in everything else that a trial tells', async () => {
    const events = await sample();
    const cases: [string, TranscriptEvent[]][] = [];
    const [call] = ofType(events, 'tool.call');
    if (call) cases.push(['tool.call', changed(events, call, { arguments: { command: 'ls' } })]);
    const [event] = ofType(events, 'machine.event');
    if (event) cases.push(['machine.event', changed(events, event, { event: { kind: 'file.read', path: '/x' } })]);
    const patch = ofType(events, 'world.patch')[1];
    if (patch) cases.push(['world.patch', changed(events, patch, { patch: { ...patch.patch, clock: 1 } })]);
    const [milestone] = ofType(events, 'milestone.reached');
    if (milestone) cases.push(['milestone.reached', events.filter((one) => one !== milestone)]);
    const [flag] = ofType(events, 'flag.raised');
    if (flag) cases.push(['flag.raised', changed(events, flag, { evidence: 1 })]);
    const [ended] = ofType(events, 'trial.ended');
    if (ended) cases.push(['trial.ended', changed(events, ended, { verdict: 'failure' })]);
    const [machine] = ofType(events, 'machine.started');
    if (machine) cases.push(['machine.started', changed(events, machine, { patch: { clock: 0 } })]);
    const [thought] = ofType(events, 'agent.thought');
    if (thought) cases.push(['agent.thought', changed(events, thought, { parts: [{ part: 'thought', text: '' }] })]);
    assert.equal(cases.length, 8);
    for (const [what, mutated] of cases) {
      const { differences } = await verify(mutated);
      assert.ok(
        differences.some((one) => one.what.split(' ')[0] === what),
        `${what}: ${JSON.stringify(differences)}`,
      );
    }
  });

  it('finds an event that was moved within its step', async () => {
    const events = [...(await sample())];
    const index = events.findIndex((event) => event.type === 'milestone.reached');
    const [one, two] = events.slice(index - 1, index + 1);
    assert.ok(one && two);
    events.splice(index - 1, 2, two, one);
    assert.deepEqual(
      (await verify(events)).differences.map((difference) => difference.what),
      ['order of events'],
    );
  });

  it('finds steps that were taken out', async () => {
    const events = (await sample()).filter((event) => event.step !== 3);
    assert.notDeepEqual((await verify(events)).differences, []);
  });

  it('repeats trials that ended by a failing endpoint', async () => {
    const error = new EndpointError('timeout', 'local', 'The endpoint local did not answer.');
    const { events } = await runSample(new SayingModel(calling(shell('ls')), error));
    assert.deepEqual((await verify(stored(events))).differences, []);
  });

  it('repeats trials that were cancelled at any point', async () => {
    for (let count = 1; count < (await sample()).length; count++) {
      const stop = new AbortController();
      const events: TranscriptEvent[] = [];
      const sink = (event: TranscriptEvent) => {
        events.push(event);
        if (events.length === count) stop.abort();
      };
      await runSample(new SayingModel(...answers()), scenarioOf(), { signal: stop.signal, sink });
      assert.deepEqual((await verify(stored(events))).differences, [], `cancelled at ${count}`);
    }
  });

  it('compares a transcript that was torn as far as it goes', async () => {
    const events = await sample();
    for (let count = 3; count < events.length; count++) {
      const { differences, complete } = await verify(events.slice(0, count));
      assert.deepEqual([differences, complete], [[], false], `torn after ${count}`);
    }
    const result = ofType(events, 'tool.result')[0];
    assert.ok(result);
    const torn = changed(events, result, { text: 'other' }).slice(0, -3);
    assert.deepEqual(
      (await verify(torn)).differences.map((one) => one.step),
      [1],
    );
  });

  it('compares what led to an error inside Redline, not the error', async () => {
    const { events } = await runSample(new SayingModel(calling(shell('ls')), new Error('out of order')));
    assert.deepEqual(await verify(stored(events)), { steps: 1, differences: [], complete: false });
  });

  it('does not take an error in the middle for the end of what can be compared', async () => {
    const events = [...(await sample())];
    const [last] = events.slice(-1);
    assert.ok(last);
    events.splice(8, 0, { type: 'error', kind: 'internal', message: 'x', seq: 8, step: 1, agent: 'agent' });
    const { differences, complete } = await verify(events);
    assert.equal(complete, true);
    assert.deepEqual(
      differences.map((one) => one.what),
      ['error'],
    );
  });

  it('says what a transcript lacks', async () => {
    const events = await sample();
    await assert.rejects(verify(events.slice(1)), UnverifiableError);
    await assert.rejects(
      verify(events.filter((event) => event.type !== 'content')),
      /does not hold the text of its scenario/,
    );
    const [content] = ofType(events, 'content');
    assert.ok(content);
    await assert.rejects(verify(changed(events, content, { data: 'other' })), /scenario in the transcript has errors/);
  });
});
