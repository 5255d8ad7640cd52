import assert from 'node:assert/strict';
import fc from 'fast-check';
import { digestOf } from '../../../../src/core/machine/files/digest.ts';
import { foldPatches } from '../../../../src/core/machine/fold.ts';
import type { World, WorldPatch } from '../../../../src/core/machine/world.ts';
import type { TranscriptEvent } from '../../../../src/core/transcript/events.ts';
import { MemoryBytes } from '../../../../src/core/transcript/indexed/byte-store.ts';
import { findSteps, textTest } from '../../../../src/core/transcript/indexed/find-steps.ts';
import { completeIndex, fingerprintOf, openIndex } from '../../../../src/core/transcript/indexed/index-record.ts';
import { IndexedTranscript } from '../../../../src/core/transcript/indexed/indexed-transcript.ts';
import { nextChange } from '../../../../src/core/transcript/indexed/next-change.ts';
import { timelineOf } from '../../../../src/core/transcript/indexed/timeline.ts';
import { FAR, NEAR, TranscriptIndex } from '../../../../src/core/transcript/indexed/transcript-index.ts';
import { readTranscript } from '../../../../src/core/transcript/reader.ts';
import type { StepQuery } from '../../../../src/core/transcript/replay-view.ts';
import { TranscriptWriter, transcriptLine } from '../../../../src/core/transcript/writer.ts';
import { fileNode, HOST, patches, processOf, START, trialStarted } from '../sample-world.ts';

const bytesOf = (events: readonly TranscriptEvent[]) =>
  new TextEncoder().encode(events.map((event) => transcriptLine(event)).join(''));

/** A trial in which step N runs `echo N` and does to the machine what `patchOf` says. */
function trialOf(steps: number, patchOf: (step: number) => WorldPatch, ended = true): TranscriptEvent[] {
  const events: TranscriptEvent[] = [];
  const writer = new TranscriptWriter('agent', (event) => events.push(event));
  writer.write(trialStarted());
  writer.write({
    type: 'machine.started',
    patch: { clock: START, host: HOST, files: { '/a': fileNode() }, processes: {} },
  });
  for (let step = 1; step <= steps; step++) {
    writer.beginStep(step);
    const text = `content ${step} ü`;
    writer.write({ type: 'tool.call', callId: 'c', tool: 'shell', arguments: { command: `echo ${step}` } });
    writer.writeContents([[digestOf(new TextEncoder().encode(text)), new TextEncoder().encode(text)]]);
    writer.write({ type: 'world.patch', patch: patchOf(step) });
    writer.write({
      type: 'tool.result',
      callId: 'c',
      status: 'done',
      stdout: `${step}\n`,
      stderr: '',
      exitCode: 0,
      text: '',
      clock: START + step,
    });
    if (step % 10 === 0) writer.write({ type: 'milestone.reached', name: `m${step}`, condition: `step == ${step}` });
  }
  if (ended) {
    writer.write({
      type: 'trial.ended',
      verdict: 'success',
      reason: 'Done.',
      steps,
      usage: { inputTokens: 1, outputTokens: 1 },
      milestones: [],
      flags: {},
      endedAt: '2026-01-01T00:00:01Z',
    });
  }
  return events;
}

async function indexed(bytes: Uint8Array, piece = 64 * 1024, seal = true) {
  const store = new MemoryBytes();
  const index = new TranscriptIndex(store);
  for (let at = 0; at < bytes.length; at += piece) await index.push(bytes.subarray(at, at + piece));
  if (seal) await index.seal();
  const source = new MemoryBytes(bytes);
  return { store, index, source, transcript: new IndexedTranscript(source, index) };
}

/** The world at the end of each step, by folding all that came before it. */
function historyOf(events: readonly TranscriptEvent[]): { at(step: number): World } {
  const read = readTranscript(bytesOf(events)).events;
  return {
    at: (step) =>
      foldPatches(
        undefined,
        read.flatMap((event) => ('patch' in event && event.step <= step ? [event.patch] : [])),
      ),
  };
}

const oneFile = (step: number): WorldPatch => ({
  clock: START + step,
  files: { [`/tmp/${step % 50}`]: step % 7 === 0 ? null : fileNode({ size: step, mtime: START + step }) },
  processes: step % 3 === 0 ? { [step % 20]: processOf(step % 20, { memory: step }) } : { [step % 20]: null },
});

describe('an indexed transcript', () => {
  it('gives the same lines, steps and marks however the file comes in', async () => {
    const bytes = bytesOf(trialOf(25, oneFile));
    const whole = (await indexed(bytes)).transcript;
    for (const piece of [1, 7, 1000]) {
      const { transcript } = await indexed(bytes, piece);
      assert.deepEqual(await transcript.lines(0, 99), await whole.lines(0, 99));
      assert.deepEqual(transcript.marks, whole.marks);
      assert.deepEqual(await transcript.step(13), await whole.step(13));
    }
    assert.equal(whole.steps, 25);
    assert.deepEqual(
      (await whole.lines(3, 6)).map(({ step, summary }) => [step, summary]),
      [
        [3, 'echo 3'],
        [4, 'echo 4'],
        [5, 'echo 5'],
      ],
    );
    assert.deepEqual(whole.marks, [
      { step: 10, kind: 'milestone', name: 'm10' },
      { step: 20, kind: 'milestone', name: 'm20' },
    ]);
    assert.deepEqual((await whole.step(20)).marks, [{ kind: 'milestone', name: 'm20', detail: 'step == 20' }]);
    assert.equal((await whole.step(7)).calls[0]?.stdout, '7\n');
    assert.equal(whole.state.state, 'ended');
  });

  it('gives the world at every step, whatever the patches do', async () => {
    await fc.assert(
      fc.asyncProperty(patches, async (changes) => {
        const events = trialOf(changes.length, (step) => changes[step - 1] ?? {});
        const { transcript } = await indexed(bytesOf(events));
        const history = historyOf(events);
        for (let step = 0; step <= changes.length; step++) {
          assert.deepEqual(await transcript.worldAt(step), history.at(step));
        }
      }),
      { numRuns: 30 },
    );
  });

  it('gives the world far into a long trial, in any order', async () => {
    const steps = 2 * FAR + 3 * NEAR + 5;
    const events = trialOf(steps, oneFile);
    const { transcript } = await indexed(bytesOf(events));
    const history = historyOf(events);
    const order = [
      steps,
      1,
      FAR,
      FAR + 1,
      FAR - 1,
      2 * FAR,
      2 * FAR + NEAR,
      2 * FAR + NEAR - 1,
      NEAR,
      NEAR + 1,
      777,
      778,
    ];
    for (const step of [...order, ...order.toReversed()]) {
      assert.deepEqual(await transcript.worldAt(step), history.at(step), `step ${step}`);
    }
  });

  it('shows a trial that is under way up to its last event', async () => {
    const { transcript } = await indexed(bytesOf(trialOf(12, oneFile, false)), 100, false);
    assert.equal(transcript.steps, 12);
    assert.deepEqual(transcript.state, { state: 'running' });
    assert.equal((await transcript.lines(11, 13)).at(-1)?.summary, 'echo 12');
    assert.equal((await transcript.step(12)).calls[0]?.stdout, '12\n');
    assert.equal((await transcript.worldAt(12))?.clock, START + 12);
  });

  it('finds contents by their digest, and nothing else', async () => {
    const { transcript } = await indexed(bytesOf(trialOf(300, oneFile)));
    for (const step of [1, 150, 300]) {
      const bytes = new TextEncoder().encode(`content ${step} ü`);
      assert.deepEqual(await transcript.content(digestOf(bytes)), bytes);
    }
    assert.equal(await transcript.content(digestOf(new TextEncoder().encode('content 301 ü'))), undefined);
    assert.equal(await transcript.content('nonsense'), undefined);
  });

  it('is the same from its record, and is not taken for the index of another transcript', async () => {
    const bytes = bytesOf(trialOf(200, oneFile));
    const { store, index, source, transcript } = await indexed(bytes);
    const fingerprint = await fingerprintOf(source, bytes.length);
    await completeIndex(index, store, fingerprint);
    const opened = await openIndex(store, store.length, fingerprint);
    assert.ok(opened);
    const again = new IndexedTranscript(source, opened);
    assert.deepEqual(await again.lines(0, 201), await transcript.lines(0, 201));
    assert.deepEqual(await again.worldAt(140), await transcript.worldAt(140));
    assert.deepEqual(await again.step(140), await transcript.step(140));
    assert.deepEqual([again.header, again.state, again.marks], [transcript.header, transcript.state, transcript.marks]);
    const other = await fingerprintOf(new MemoryBytes(bytes.subarray(0, bytes.length - 1)), bytes.length - 1);
    assert.equal(await openIndex(store, store.length, other), undefined);
    assert.equal(await openIndex(store, store.length - 3, fingerprint), undefined);
    assert.equal(await openIndex(new MemoryBytes(), 0, fingerprint), undefined);
  });

  it('leaves out a step whose number is beyond belief', async () => {
    const events = trialOf(3, oneFile);
    const last = events.at(-1);
    assert.ok(last);
    const { transcript } = await indexed(bytesOf([...events, { ...last, step: 1e9, seq: last.seq + 1 }]));
    assert.equal(transcript.steps, 3);
  });

  it('cuts the timeline into pieces that hold everything once', async () => {
    const steps = 5 * NEAR + 7;
    const { transcript } = await indexed(bytesOf(trialOf(steps, oneFile)));
    const single = await timelineOf(transcript, 0, steps + 1, 10_000);
    assert.equal(single.length, steps + 1);
    for (const [from, to, most] of [
      [0, steps + 1, 3],
      [0, steps + 1, 100],
      [10, 200, 7],
      [steps, steps + 50, 4],
    ] as const) {
      const pieces = await timelineOf(transcript, from, to, most);
      assert.ok(pieces.length <= most + 1, `${pieces.length} pieces of ${most}`);
      assert.ok((pieces[0]?.from ?? 0) <= from && (pieces.at(-1)?.to ?? 0) >= Math.min(to, steps + 1));
      for (const [index, piece] of pieces.entries()) {
        if (index > 0) assert.equal(piece.from, pieces[index - 1]?.to);
        const within = single.slice(piece.from, piece.to);
        assert.equal(piece.acts, within.length - (piece.from === 0 ? 1 : 0));
        assert.equal(piece.agents['agent'], piece.acts);
        assert.equal(piece.clock, within.at(-1)?.clock);
      }
    }
    assert.deepEqual(await timelineOf(transcript, 50, 50, 10), []);
  });

  it('finds steps by text, kind, mark and agent', async () => {
    const { transcript } = await indexed(bytesOf(trialOf(700, oneFile)));
    const find = async (part: Partial<StepQuery>) => {
      const query: StepQuery = { text: '', regex: false, matchCase: false, kinds: [], marks: [], agent: '', ...part };
      const tested = textTest(query);
      assert.ok('test' in tested);
      const steps: number[] = [];
      for await (const window of findSteps(transcript, query, tested.test)) steps.push(...window.steps);
      return steps;
    };
    assert.deepEqual(await find({ text: 'ECHO 69' }), [69, 690, 691, 692, 693, 694, 695, 696, 697, 698, 699]);
    assert.deepEqual(await find({ text: 'ECHO 69', matchCase: true }), []);
    assert.deepEqual(await find({ text: '^6\\d0$', regex: true }), [600, 610, 620, 630, 640, 650, 660, 670, 680, 690]);
    assert.deepEqual(await find({ kinds: ['marked'], text: 'echo 70' }), [70, 700]);
    assert.deepEqual(await find({ marks: ['m310'] }), [310]);
    assert.equal((await find({ agent: 'agent' })).length, 700);
    assert.deepEqual(await find({ agent: 'nobody' }), []);
    assert.deepEqual(await find({ kinds: ['failed', 'network'] }), []);
    assert.ok('problem' in textTest({ text: '(', regex: true, matchCase: false, kinds: [], marks: [], agent: '' }));
  });

  it('finds the next step that changes a file or a process', async () => {
    const { transcript } = await indexed(bytesOf(trialOf(700, oneFile)));
    assert.equal(await nextChange(transcript, 0, { path: '/tmp/3' }), 3);
    assert.equal(await nextChange(transcript, 3, { path: '/tmp/3' }), 53);
    assert.equal(await nextChange(transcript, 653, { path: '/tmp/3' }), undefined);
    assert.equal(await nextChange(transcript, 10, { pid: 5 }), 25);
    assert.equal(await nextChange(transcript, 10, { path: '/tmp' }), undefined);
  });
});
