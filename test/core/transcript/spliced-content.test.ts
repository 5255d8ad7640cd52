import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ContentSplice } from '../../../src/core/machine/world.ts';
import { splicedContent } from '../../../src/core/transcript/spliced-content.ts';

const bytes = fc.uint8Array({ maxLength: 40 });

describe('a content that is told by splices', () => {
  it('is what each splice makes of the one before it', () => {
    fc.assert(
      fc.property(
        bytes,
        fc.array(fc.record({ at: fc.nat(60), deleted: fc.nat(60), inserted: bytes }), { maxLength: 12 }),
        (base, drawn) => {
          let whole = [...base];
          const splices = drawn.map(({ at, deleted, inserted }): ContentSplice => {
            const offset = Math.min(at, whole.length);
            const gone = Math.min(deleted, whole.length - offset);
            whole = whole.toSpliced(offset, gone, ...inserted);
            return { base: '', offset, deleted: gone, inserted };
          });
          assert.deepEqual(splicedContent(base, splices), Uint8Array.from(whole));
        },
      ),
    );
  });

  it('is unknown when a splice does not fit', () => {
    const splice = { base: '', offset: 2, deleted: 2, inserted: new Uint8Array() };
    assert.equal(splicedContent(Uint8Array.of(1, 2, 3), [splice]), undefined);
  });
});
