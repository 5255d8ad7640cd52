import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { shownText, useBrowser } from './replay-page.ts';
import { type Deed, process } from './story.ts';
import { type FixtureTrial, HEADER, trialOf } from './trial.ts';

/** Texts that do something where they are taken for more than text. */
const HOSTILE = [
  '<img src=https://evil.test/x onerror=alert(1)>',
  '<script>alert(2)</script>',
  '"><svg onload=alert(3)>',
  '<a href="javascript:alert(4)">x</a>',
  '<iframe srcdoc="<script>parent.alert(5)</script>"></iframe>',
  '<style>@import "https://evil.test/css"; * { display: none !important }</style>',
  `\${alert(6)} {{alert(7)}} <!--`,
  'x"; background: url(https://evil.test/y); --z: "',
  '\u001b]8;;https://evil.test/link\u0007click\u001b]8;;\u0007 \u001b[38;2;0;0;0;url(https://evil.test)m',
  'https://evil.test/plain',
];

/** A trial in which every text that can come from outside is one of these: one a step, all of them in the header. */
function trialOfTexts(texts: readonly string[]): FixtureTrial {
  const deeds = texts.map(
    (text): Deed => ({
      tool: text,
      arguments: { [text]: text, command: text },
      stdout: text,
      stderr: text,
      exitCode: 1,
      observation: `${text} told`,
      thought: [{ part: text, text }],
      reply: text,
      errors: [text],
      effect: text,
      marks: [{ kind: 'flag', name: text, detail: text }],
    }),
  );
  const all = texts.join(' ');
  const header = {
    ...HEADER,
    trial: all,
    scenario: all,
    title: all,
    endpoint: all,
    model: `${all} model`,
    scaffold: all,
    variant: all,
    goal: all,
    system: all,
  };
  const trial = trialOf(deeds, { state: 'ended', verdict: 'failure', reason: all, report: `${all} report` }, header);
  return { ...trial, step: (step) => hostileStep(trial, step, texts[Math.max(0, step - 1)] ?? all) };
}

function hostileStep(trial: FixtureTrial, step: number, text: string): ReturnType<FixtureTrial['step']> {
  const { detail, machine } = trial.step(step);
  const file = {
    path: `/srv/${text}`,
    kind: 'file',
    size: 1,
    copyOf: text,
    sinceStart: 'changed',
    now: 'changed',
  } as const;
  return {
    detail,
    machine: {
      ...machine,
      hostname: text,
      files: [file],
      processes: [process(9, 1, text, { user: text, program: text, root: text, self: true })],
      ports: [{ port: 1, address: text, pid: 9, program: text, now: 'added' }],
    },
  };
}

/** Elements that untrusted text must never become, and handlers that it must never set. */
const made = (page: Page) =>
  page.evaluate(() => ({
    elements: document.querySelectorAll(
      'img, svg:not(.lane-bars), a, iframe, object, embed, form, base, #app style, #app script',
    ).length,
    scripts: document.scripts.length,
    handlers: [...document.querySelectorAll('*')].filter((one) =>
      one.getAttributeNames().some((name) => name.startsWith('on')),
    ).length,
  }));

describe('hostile text in a replay', function () {
  this.timeout(60_000);
  const openReplay = useBrowser();

  it('stays text wherever it stands', async () => {
    const { page, host, trouble } = await openReplay(trialOfTexts(HOSTILE));
    for (const [index, text] of HOSTILE.entries()) {
      await page.keyboard.press('j');
      await page.locator('h2', { hasText: `Step ${index + 1}` }).waitFor();
      await host.say({ type: 'failed', message: text });
      await page.locator('details').evaluateAll((folded) => {
        for (const one of folded) (one as HTMLDetailsElement).open = true;
      });
      assert.deepEqual(await made(page), { elements: 0, scripts: 1, handlers: 0 }, text);
      const places = await page.getByText(text, { exact: false }).count();
      assert.ok(places > 10 || text.includes('\u001b'), `${text} is there to read in ${places} places`);
    }
    assert.deepEqual(trouble, []);
  });

  it('shows what cannot be seen: other directions, control characters, half characters', async () => {
    const text = 'rm \u202etxt.exe\u202c \u0007\u0000 \ud800 \u200fx';
    const { page, trouble } = await openReplay(trialOfTexts([text]), { at: 1 });
    const shown = await shownText(page.locator('.code').first());
    assert.match(shown, /^rm \[U\+202E\]txt\.exe\[U\+202C\] \ufffd\ufffd .* \[U\+200F\]x$/);
    assert.deepEqual(trouble, []);
  });

  it('takes messages from its own page only', async () => {
    const { page } = await openReplay(trialOfTexts(['plain', 'plain']), { at: 0 });
    await page.evaluate(() => {
      const data = { type: 'go', step: 2 };
      window.dispatchEvent(new MessageEvent('message', { data, origin: 'https://evil.test' }));
      window.dispatchEvent(new MessageEvent('message', { data: { type: 'go', step: 1 }, origin: window.origin }));
    });
    await page.locator('h2', { hasText: 'Step 1' }).waitFor();
  });
});
