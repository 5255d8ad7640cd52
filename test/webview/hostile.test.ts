import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Process } from '../../src/core/machine/world.ts';
import type { TranscriptEvent } from '../../src/core/transcript/events.ts';
import { transcriptInMemory } from '../../src/core/transcript/indexed/in-memory.ts';
import { TranscriptWriter, transcriptLine } from '../../src/core/transcript/writer.ts';
import { answerReplay } from '../../src/page/host.ts';
import type { FromReplay, ToReplay } from '../../src/protocol/replay.ts';
import { fileNode, HOST, processOf, START } from '../core/transcript/sample-world.ts';
import { HOSTILE_TEXTS } from './hostile-texts.ts';
import { useBrowser } from './replay-page.ts';

/** The lines of a trial in which every text that an agent, its model or its machine can set is the same. */
function transcriptOf(text: string, seed: number): Uint8Array {
  const events: TranscriptEvent[] = [];
  const writer = new TranscriptWriter(text, (event) => events.push(event));
  writer.write({
    type: 'trial.started',
    version: 1,
    trial: text,
    experiment: text,
    redline: text,
    scenario: { name: text, title: text, digest: text },
    fixtures: { [text]: text },
    variant: text,
    endpoint: { name: text, provider: text, model: text },
    seed,
    startedAt: text,
  });
  const file = fileNode({ digest: text });
  writer.write({
    type: 'machine.started',
    patch: { clock: START, host: { ...HOST, hostname: text }, files: { '/': file } },
  });
  writer.write({
    type: 'agent.started',
    name: text,
    scaffold: text,
    system: text,
    goal: text,
    tools: [text],
    cwd: text,
  });
  writer.beginStep(1);
  writer.write({
    type: 'model.response',
    text,
    reasoning: text,
    toolCalls: [{ id: text, tool: text, arguments: text }],
    usage: { inputTokens: 1, outputTokens: 1 },
    finishReason: text,
    retries: 0,
    latencyMs: 1,
  });
  writer.write({ type: 'agent.thought', parts: [{ part: text, text }] });
  writer.write({
    type: 'tool.call',
    callId: text,
    tool: text,
    arguments: { [text]: text, command: text, path: [text] },
  });
  const evidence = writer.write({
    type: 'machine.event',
    event: { kind: 'command', program: text, argv: [text], exitCode: 1 },
  });
  const started: Process = processOf(50, {
    user: text,
    command: text,
    argv: [text],
    cwd: text,
    listens: [{ protocol: 'tcp', address: text, port: 1 }],
    program: { name: text, root: text, options: {}, artefacts: [], readyAt: 0, ready: true, printed: 0, reached: [] },
  });
  writer.write({
    type: 'world.patch',
    patch: { files: { [`/srv/${text}`]: file, [text]: fileNode({ size: 7 }) }, processes: { 50: started } },
  });
  writer.write({
    type: 'tool.result',
    callId: text,
    tool: text,
    status: 'done',
    stdout: text,
    stderr: text,
    exitCode: 1,
    text,
    clock: START,
  });
  writer.write({ type: 'milestone.reached', name: text, condition: text });
  writer.write({ type: 'flag.raised', name: text, condition: text, evidence });
  writer.write({ type: 'error', kind: text, message: text, endpoint: text });
  writer.write({
    type: 'trial.ended',
    verdict: 'error',
    reason: text,
    report: text,
    steps: 1,
    usage: { inputTokens: 1, outputTokens: 1 },
    milestones: [text],
    flags: {},
    endedAt: text,
  });
  return new TextEncoder().encode(events.map((event) => transcriptLine(event)).join(''));
}

/** What a hostile text may have made of the page. */
function damage(page: Page) {
  return page.evaluate(() => {
    const wide = (box: DOMRect) => box.right > innerWidth + 1 || box.left < -1 || box.bottom > innerHeight + 1;
    const panels = [...document.querySelectorAll('header.trial, .transport, .panel, .lanes')];
    return {
      elements: document.querySelectorAll(
        'img, svg:not(.lane-bars), a, iframe, object, embed, form, base, link:not([rel=stylesheet]), #app style, #app script, video, math, marquee',
      ).length,
      scripts: document.scripts.length,
      handlers: [...document.querySelectorAll('*')].some((one) =>
        one.getAttributeNames().some((name) => name.startsWith('on')),
      ),
      outside: panels.filter((panel) => wide(panel.getBoundingClientRect())).map((panel) => panel.className),
      scrolls: document.documentElement.scrollWidth > innerWidth || document.documentElement.scrollHeight > innerHeight,
      polluted: 'polluted' in {},
    };
  });
}

const UNHARMED = { elements: 0, scripts: 1, handlers: false, outside: [], scrolls: false, polluted: false };

describe('a corpus of hostile transcripts', function () {
  this.timeout(300_000);
  const openReplay = useBrowser();

  it('has at least two hundred of them', () => {
    assert.ok(HOSTILE_TEXTS.length >= 200, `${HOSTILE_TEXTS.length} texts`);
  });

  for (const width of [1280, 400]) {
    it(`runs nothing, asks for nothing and breaks no layout at a width of ${width}`, async () => {
      let answer: (message: FromReplay) => void = () => undefined;
      let tell: (message: ToReplay) => Promise<void> = async () => undefined;
      const { page, trouble } = await openReplay(undefined, {
        width,
        hear: (message, say) => {
          tell = say;
          answer(message);
        },
      });
      const texts = width === 1280 ? HOSTILE_TEXTS : HOSTILE_TEXTS.filter((_, index) => index % 5 === 0);
      for (const [index, text] of texts.entries()) {
        const transcript = await transcriptInMemory(transcriptOf(text, index + 1));
        answer = answerReplay(transcript, {
          say: (message) => void tell(message),
          copy: () => undefined,
          at: () => undefined,
          notes: [{ step: 1, author: text, at: text, text }],
          openAt: () => 1,
        });
        answer({ type: 'ready' });
        // The seed tells this trial from the one before.
        await page
          .locator('.facts dd')
          .getByText(String(index + 1), { exact: true })
          .first()
          .waitFor({ state: 'attached' });
        await page
          .locator('.panel-step[aria-busy="false"] h2', { hasText: 'Step 1' })
          .waitFor({ state: 'attached', timeout: 10_000 });
        await page.locator('.line').nth(1).waitFor({ state: 'attached' });
        assert.deepEqual(await damage(page), UNHARMED, `text ${index}: ${text.slice(0, 200)}`);
        assert.deepEqual(trouble, [], `text ${index}: ${text.slice(0, 200)}`);
      }
    });
  }
});
