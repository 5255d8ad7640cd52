/** The replay of a very long trial beside a short one of the same kind: in a real browser, from a file, with the index as it ships. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Browser, Page } from 'playwright-core';
import { TranscriptAnswers } from '../src/core/transcript/indexed/answers.ts';
import { IndexedTranscriptFile } from '../src/node/indexed-transcript-file.ts';
import type { FromReplay, ToReplay, TrialState } from '../src/protocol/replay.ts';
import { launch, openReplay } from '../test/webview/replay-page.ts';
import { writeLongTranscript } from './long-transcript.ts';
import type { Measurement } from './measurement.ts';

const SHORT = 1_000;
const LONG = 100_000;
/** Steps that are gone to, in an order without pattern. */
const MOVES = 200;

interface Figures {
  /** Milliseconds until the first steps are on screen: without an index, and with one. */
  readonly fresh: number;
  readonly again: number;
  /** Milliseconds of a move to any step, 95th percentile. */
  readonly move: number;
  /** Bytes of the heap after that: of the page, and of its host. */
  readonly page: number;
  readonly host: number;
}

/** Opens a transcript in a page, as the extension does, and gives the page when its first steps are on screen. */
async function open(
  browser: Browser,
  path: string,
): Promise<{ page: Page; close: () => Promise<void>; done: Promise<void> }> {
  const file = await IndexedTranscriptFile.open(path);
  let reading: Promise<void> = Promise.resolve();
  let hear: (message: FromReplay) => void = () => undefined;
  let closed = false;
  const { page } = await openReplay(browser, undefined, {
    hear: (message, say) => {
      hear(message);
      if (message.type !== 'ready') return;
      const answers = new TranscriptAnswers(
        () => file.transcript,
        (answer) => {
          // What is asked last may be answered after the page is gone.
          if (!closed) void say(answer).catch(() => undefined);
        },
      );
      hear = (asked) => {
        if (asked.type.startsWith('want') || asked.type === 'find')
          void answers.ask(asked as Parameters<typeof answers.ask>[0]);
      };
      reading = read(file, say);
    },
  });
  await page.locator('.line').nth(1).waitFor();
  await page.locator('.panel-step[aria-busy="false"] h2').waitFor();
  return {
    page,
    done: reading,
    close: async () => {
      closed = true;
      await page.context().close();
      await file.close();
    },
  };
}

async function read(file: IndexedTranscriptFile, say: (message: ToReplay) => Promise<void>): Promise<void> {
  let opened = false;
  const tell = async (state: TrialState): Promise<void> => {
    const { header, steps, marks } = file.transcript;
    if (header === undefined) return;
    await say(opened ? { type: 'grew', state, steps, marks } : { type: 'opened', header, state, steps, at: 0, marks });
    opened = true;
  };
  let tellAt = 0;
  for await (const done of file.more()) {
    if (performance.now() < tellAt) continue;
    tellAt = performance.now() + 200;
    await tell({ state: 'reading', done });
  }
  await tell(file.transcript.state);
}

async function measure(browser: Browser, path: string, steps: number): Promise<Figures> {
  let started = performance.now();
  const first = await open(browser, path);
  const fresh = performance.now() - started;
  await first.done;
  await first.close();
  collectGarbage();
  const before = process.memoryUsage();
  started = performance.now();
  const { page, done, close } = await open(browser, path);
  const again = performance.now() - started;
  await done;
  const times = await page.evaluate(
    async ({ moves, last }) => {
      const shown = (step: number): boolean =>
        document.querySelector('.panel-step[aria-busy="false"] h2')?.textContent === `Step ${step}`;
      const nextFrame = (): Promise<unknown> =>
        new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
      const measured: number[] = [];
      for (let move = 1; move <= moves; move++) {
        const step = 1 + ((move * 7919) % last);
        const begun = performance.now();
        window.dispatchEvent(new MessageEvent('message', { data: { type: 'go', step } }));
        while (!shown(step)) await new Promise((resolve) => setTimeout(resolve, 0));
        measured.push(performance.now() - begun);
        // Each move begins at rest, when the list has the line of the last one too and the frame is drawn.
        while (document.querySelector(`#line-${step}.current .line-summary`) === null) await nextFrame();
        await nextFrame();
      }
      return measured.sort((a, b) => a - b);
    },
    { moves: MOVES, last: steps },
  );
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  collectGarbage();
  const after = process.memoryUsage();
  await close();
  return {
    fresh,
    again,
    move: times[Math.floor(times.length * 0.95)] ?? Number.NaN,
    page: usedSize,
    host: after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers,
  };
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
}

export async function measureReplay(): Promise<readonly Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'redline-bench-replay-'));
  const browser = await launch();
  try {
    const [short, long] = [SHORT, LONG].map((steps) => join(folder, `${steps}.transcript.jsonl`));
    if (short === undefined || long === undefined) return [];
    writeLongTranscript(short, SHORT);
    writeLongTranscript(long, LONG);
    // The first page that a browser opens is slow for reasons of its own.
    await measure(browser, short, SHORT);
    const [ofShort, ofLong] = [await measure(browser, short, SHORT), await measure(browser, long, LONG)];
    const figure = (name: string, unit: string, of: (figures: Figures) => number): Measurement => ({
      name: `${name} of ${LONG} steps`,
      unit,
      value: of(ofLong),
      baseline: { name: `one of ${SHORT}`, value: of(ofShort) },
    });
    const mebibytes = (bytes: number): number => bytes / 2 ** 20;
    return [
      figure('first steps on screen without an index, replay', 'ms', ({ fresh }) => fresh),
      figure('first steps on screen with its index, replay', 'ms', ({ again }) => again),
      figure('moving to any step, 95th percentile, replay', 'ms', ({ move }) => move),
      figure('memory of the page, replay', 'MiB', ({ page }) => mebibytes(page)),
      figure('memory of its host, replay', 'MiB', ({ host }) => mebibytes(host)),
    ];
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
}
