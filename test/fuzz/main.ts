/**
 * The long run of the fuzzer: `npm run fuzz -- --documents 100000`. Says what it found and how long the slowest document took; ends with
 * 1 when something crashed, pointed outside of the text, or took longer than a second.
 */
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { checkDocument, checkFormatting } from './check-document.ts';
import { documentAndPlace } from './documents.ts';

/** Longest that anything may take with one document, in milliseconds of the processor: others may be using it too. */
const LONGEST = 1_000;
/** One in so many documents is formatted: that takes longer than everything else. */
const FORMATTED = 20;
const BATCH = 500;

const { values } = parseArgs({
  options: { documents: { type: 'string', default: '100000' }, seed: { type: 'string' } },
});
const wanted = Number(values.documents);
const seed = Number(values.seed ?? Date.now() % 2 ** 31);
console.log(`seed ${seed}`);

let done = 0;
let slowest = { ms: 0, text: '', offset: 0 };
const failures: { readonly text: string; readonly offset: number; readonly error: string }[] = [];
const started = performance.now();
for (let batch = 0; done < wanted && failures.length < 10; batch += 1) {
  const documents = fc.sample(documentAndPlace, { numRuns: Math.min(BATCH, wanted - done), seed: seed + batch });
  for (const [text, offset] of documents) {
    const before = process.cpuUsage();
    try {
      await checkDocument(text, offset);
      if (done % FORMATTED === 0) await checkFormatting(text);
    } catch (error) {
      failures.push({ text, offset, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
    const { user, system } = process.cpuUsage(before);
    const ms = (user + system) / 1000;
    if (ms > slowest.ms) slowest = { ms, text, offset };
    done += 1;
  }
  if (batch % 20 === 19) console.log(`${done} documents, ${((performance.now() - started) / done).toFixed(1)} ms each`);
}

for (const { text, offset, error } of failures) console.log(`\n${error}\nat ${offset} of ${JSON.stringify(text)}`);
console.log(
  `${done} documents in ${((performance.now() - started) / 1000).toFixed(0)} s: ${failures.length} failures, the slowest took ${slowest.ms.toFixed(0)} ms`,
);
if (slowest.ms > LONGEST) console.log(`Too slow at ${slowest.offset} of ${JSON.stringify(slowest.text)}`);
process.exitCode = failures.length > 0 || slowest.ms > LONGEST ? 1 : 0;
