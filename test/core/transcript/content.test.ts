import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeContent, encodeContent } from '../../../src/core/transcript/content.ts';

describe('contents of a transcript', () => {
  it('come back byte for byte', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.string().map((text) => new TextEncoder().encode(text)),
        ),
        (bytes) => {
          assert.deepEqual(decodeContent(encodeContent(bytes)), bytes);
        },
      ),
    );
    const long = Uint8Array.from({ length: 100_000 }, (_, index) => (index * 7) % 256);
    assert.equal(encodeContent(long).encoding, 'base64');
    assert.deepEqual(decodeContent(encodeContent(long)), long);
  });

  it('are text where they are text', () => {
    assert.deepEqual(encodeContent(new TextEncoder().encode('\uFEFFä')), { encoding: 'utf8', data: '\uFEFFä' });
  });

  it('are nothing when they are damaged', () => {
    assert.equal(decodeContent({ encoding: 'base64', data: 'no base64!' }), undefined);
  });
});
