import assert from 'node:assert/strict';
import { firstDivergence, outlineOf } from '../../../src/core/transcript/compare-transcripts.ts';
import type { TranscriptEvent } from '../../../src/core/transcript/events.ts';
import { transcriptInMemory } from '../../../src/core/transcript/indexed/in-memory.ts';
import { TranscriptWriter, transcriptLine } from '../../../src/core/transcript/writer.ts';
import { fileNode, HOST, START } from './sample-world.ts';

interface Change {
  readonly step: number;
  readonly thought?: string;
  readonly command?: string;
  readonly stdout?: string;
  readonly size?: number;
  readonly latencyMs?: number;
}

/** The replay of a trial, with something else at one of its steps. */
function trial(steps: number, change?: Change) {
  const events: TranscriptEvent[] = [];
  const writer = new TranscriptWriter('agent', (event) => events.push(event));
  writer.write({ type: 'machine.started', patch: { clock: START, host: HOST, files: {} } });
  for (let step = 1; step <= steps; step++) {
    const here = change?.step === step ? change : undefined;
    writer.beginStep(step);
    writer.write({
      type: 'model.response',
      text: here?.thought ?? 'Go on.',
      reasoning: '',
      toolCalls: [],
      usage: { inputTokens: 1, outputTokens: here?.latencyMs ?? 1 },
      finishReason: 'stop',
      retries: 0,
      latencyMs: here?.latencyMs ?? 5,
    });
    writer.write({
      type: 'tool.call',
      callId: 'c',
      tool: 'shell',
      arguments: { command: here?.command ?? `echo ${step}` },
    });
    writer.write({
      type: 'world.patch',
      patch: { clock: START + step, files: { '/f': fileNode({ size: here?.size ?? step }) } },
    });
    writer.write({
      type: 'tool.result',
      callId: 'c',
      status: 'done',
      stdout: here?.stdout ?? `${step}\n`,
      stderr: '',
      exitCode: 0,
      text: '',
      clock: START,
    });
  }
  return transcriptInMemory(new TextEncoder().encode(events.map((event) => transcriptLine(event)).join('')));
}

const compared = async (steps: number, change: Change) =>
  firstDivergence(await trial(steps), await trial(steps, change));

describe('two trials', () => {
  it('are the same when only time and cost differ', async () => {
    assert.equal(await firstDivergence(await trial(300), await trial(300)), undefined);
    assert.equal(await compared(300, { step: 7, latencyMs: 900 }), undefined);
  });

  it('part at the first step that differs, and in what comes first there', async () => {
    assert.deepEqual(await compared(300, { step: 200, thought: 'Stop.' }), { step: 200, kind: 'thought' });
    assert.deepEqual(await compared(300, { step: 128, command: 'ls' }), { step: 128, kind: 'action' });
    assert.deepEqual(await compared(300, { step: 129, stdout: 'other' }), { step: 129, kind: 'observation' });
    assert.deepEqual(await compared(300, { step: 1, size: 99, stdout: 'other' }), { step: 1, kind: 'machine' });
  });

  it('part where one of them ends', async () => {
    assert.deepEqual(await firstDivergence(await trial(10), await trial(12)), { step: 11, kind: 'length' });
    assert.deepEqual(await firstDivergence(await trial(12), await trial(10)), { step: 11, kind: 'length' });
  });

  it('have outlines with a line a step', async () => {
    const lines = (await outlineOf(await trial(300))).trimEnd().split('\n');
    assert.equal(lines.length, 301);
    assert.equal(lines[0], '0  Start of the trial');
    assert.match(lines[17] ?? '', /^17 {2}\[agent\] shell: echo 17 \{/);
  });
});
