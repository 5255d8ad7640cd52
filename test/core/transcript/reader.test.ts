import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { TranscriptEvent } from '../../../src/core/transcript/events.ts';
import { readTranscript, TranscriptReader } from '../../../src/core/transcript/reader.ts';
import { TranscriptWriter, transcriptLine } from '../../../src/core/transcript/writer.ts';

function sample(): TranscriptEvent[] {
  const events: TranscriptEvent[] = [];
  const writer = new TranscriptWriter('agent', (event) => events.push(event));
  writer.write({ type: 'machine.started', patch: { clock: 1, files: { '/ä': null } } });
  writer.beginStep(1);
  writer.write({ type: 'model.request', messages: [{ role: 'user', text: 'Go – 漢字 🙂' }] });
  writer.writeContents([
    ['sha256:1', new TextEncoder().encode('\uFEFFtext')],
    ['sha256:2', Uint8Array.from([0xff, 0, 1])],
    ['sha256:1', new TextEncoder().encode('text')],
  ]);
  writer.write({ type: 'limit.hit', limit: 'steps', value: 1, maximum: 1 });
  return events;
}

const textOf = (events: readonly TranscriptEvent[]) => events.map(transcriptLine).join('');

describe('transcript writer', () => {
  it('numbers events without gaps and stores each content once', () => {
    const events = sample();
    assert.deepEqual(
      events.map((event) => [event.seq, event.step, event.type]),
      [
        [0, 0, 'machine.started'],
        [1, 1, 'model.request'],
        [2, 1, 'content'],
        [3, 1, 'content'],
        [4, 1, 'limit.hit'],
      ],
    );
  });
});

describe('transcript reader', () => {
  it('reads what the writer wrote', () => {
    const events = sample();
    assert.deepEqual(readTranscript(textOf(events)), { events, torn: false, problems: [] });
    assert.deepEqual(readTranscript(textOf(events).replaceAll('\n', '\r\n')).events, events);
    assert.deepEqual(readTranscript(`\uFEFF${textOf(events)}`).events, events);
  });

  it('reads a last line that lacks only its line break', () => {
    const events = sample();
    assert.deepEqual(readTranscript(textOf(events).trimEnd()), { events, torn: false, problems: [] });
  });

  it('gives every whole event of a transcript that was torn at any byte', () => {
    const events = sample();
    const bytes = new TextEncoder().encode(textOf(events));
    const ends = events.map((_, index) => new TextEncoder().encode(textOf(events.slice(0, index + 1))).length);
    for (let cut = 0; cut <= bytes.length; cut++) {
      const read = readTranscript(bytes.subarray(0, cut));
      const whole = ends.filter((end) => end - 1 <= cut).length;
      assert.deepEqual(read.events, events.slice(0, whole), `cut at ${cut}`);
      assert.equal(read.torn, cut !== 0 && !ends.some((end) => end === cut || end - 1 === cut), `cut at ${cut}`);
      assert.deepEqual(read.problems, []);
    }
  });

  it('gives the same for any way of cutting it into pieces, as text and as bytes', () => {
    const events = sample();
    const text = textOf(events);
    const bytes = new TextEncoder().encode(text);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), fc.boolean(), (sizes, asBytes) => {
        const reader = new TranscriptReader();
        const read: TranscriptEvent[] = [];
        const length = asBytes ? bytes.length : text.length;
        for (let at = 0, index = 0; at < length; index++) {
          const size = sizes[index % sizes.length] ?? 1;
          // The same buffer every time, as a reader of a file would use it.
          const piece = asBytes ? bytes.slice(at, at + size) : text.slice(at, at + size);
          read.push(...reader.push(piece));
          if (typeof piece !== 'string') piece.fill(0x7b);
          at += size;
        }
        assert.deepEqual(read, events);
        assert.deepEqual(reader.end(), { events: [], torn: false });
      }),
    );
  });

  it('names the line of what cannot be read, and reads on', () => {
    const lines = textOf(sample()).trimEnd().split('\n');
    const broken = [lines[0], '{"seq": 1, "type"', ...lines.slice(2, 4), '{"type":"limit.hit","seq":4}'].join('\n');
    const read = readTranscript(`${broken}\n`);
    assert.deepEqual(
      read.events.map((event) => event.seq),
      [0, 2, 3],
    );
    assert.deepEqual(
      read.problems.map((problem) => problem.line),
      [2, 5],
    );
    assert.match(read.problems[0]?.message ?? '', /not a JSON object/);
    assert.match(read.problems[1]?.message ?? '', /not an event of a transcript/);
    assert.equal(read.torn, false);
  });

  it('notices lines that were removed or moved', () => {
    const [a, b, c, d] = sample().map(transcriptLine);
    assert.match(readTranscript(`${a}${c}${d}`).problems[0]?.message ?? '', /Event 1 was expected here/);
    assert.equal(readTranscript(`${b}${a}`).problems[0]?.line, 1);
  });

  it('passes over event types and fields of later versions', () => {
    const [first] = sample();
    const later = { ...first, mood: 'new', patch: { clock: 1, files: {}, weather: 'rain' } };
    const read = readTranscript(`${JSON.stringify(later)}\n{"type":"replica.started","seq":1,"step":0,"agent":"a"}\n`);
    assert.deepEqual(read.problems, []);
    assert.deepEqual(read.events, [{ ...first, patch: { clock: 1, files: {}, weather: 'rain' } }]);
  });

  it('says when the format is of a version that it cannot read', () => {
    const read = readTranscript('{"type":"trial.started","version":2,"seq":0,"step":0,"agent":"a"}\n');
    assert.match(read.problems[0]?.message ?? '', /has version 2 .* reads version 1/);
  });

  it('never throws, whatever the text', () => {
    const line = fc.oneof(
      fc.string(),
      fc.json(),
      fc.constantFrom(...sample().map((event) => transcriptLine(event).trimEnd())),
      fc
        .record({ type: fc.constantFrom('content', 'world.patch', 'tool.call', '__proto__'), seq: fc.anything() })
        .map((value) => JSON.stringify(value) ?? ''),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const read = readTranscript(lines.join('\n'));
        assert.ok(read.events.length <= lines.join('\n').split('\n').length);
      }),
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void readTranscript(bytes)));
  });
});
