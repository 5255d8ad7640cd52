import fc from 'fast-check';
import { checkDocument, checkFormatting } from '../../fuzz/check-document.ts';
import { anyText, documentAndPlace, mutated } from '../../fuzz/documents.ts';

describe('any text', function () {
  this.timeout(60_000);

  it('is read without a crash, and can be asked about at any place', async () => {
    await fc.assert(
      fc.asyncProperty(documentAndPlace, ([text, offset]) => checkDocument(text, offset)),
      { numRuns: 150 },
    );
  });

  it('says the same when it was formatted, however it is written', async () => {
    await fc.assert(fc.asyncProperty(fc.oneof(anyText, mutated), checkFormatting), { numRuns: 60 });
  });
});
