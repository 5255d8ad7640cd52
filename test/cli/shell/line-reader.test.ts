import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type ReadLine, readLines } from '../../../src/cli/shell/line-reader.ts';

async function read(chunks: readonly Uint8Array[], mostBytes = 1_000): Promise<ReadLine[]> {
  const lines: ReadLine[] = [];
  for await (const line of readLines(stream(chunks), mostBytes)) lines.push(line);
  return lines;
}

async function* stream(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

const bytes = (text: string): Uint8Array => Buffer.from(text);

describe('reading lines', () => {
  it('gives the same lines wherever the stream is cut', async () => {
    const text = fc.array(fc.string({ unit: 'grapheme' }).map((line) => line.replaceAll('\n', '')));
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (lines, size) => {
        const whole = bytes(lines.map((line) => `${line}\n`).join(''));
        const chunks = Array.from({ length: Math.ceil(whole.length / size) }, (_, index) =>
          whole.subarray(index * size, (index + 1) * size),
        );
        const read_ = await read(chunks);
        assert.deepEqual(
          read_.map((line) => (line.kind === 'text' ? line.text : line.kind)),
          lines.map((line) => line.replace(/^\uFEFF/, '')),
        );
      }),
    );
  });

  it('needs no line break after the last line, and gives empty ones', async () => {
    assert.deepEqual(await read([bytes('a\n\nb')]), [
      { kind: 'text', text: 'a' },
      { kind: 'text', text: '' },
      { kind: 'text', text: 'b' },
    ]);
  });

  it('passes over what is too long and what is not UTF-8, and goes on', async () => {
    const lines = await read([bytes('1234'), bytes('56\nok\n'), Uint8Array.of(0xff, 0xfe, 0x0a), bytes('end')], 5);
    assert.deepEqual(
      lines.map(({ kind }) => kind),
      ['too-long', 'text', 'not-utf-8', 'text'],
    );
  });
});
