/** The replay in a real browser, on a page like the one that VS Code gives it: strict policy, theme variables, a host to talk to. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import type { FromReplay, ToReplay } from '../../src/protocol/replay.ts';
import { findChromium } from '../editor/chromium.ts';
import { FixtureHost } from './host.ts';
import { type ThemeName, theme } from './themes.ts';
import type { FixtureTrial } from './trial.ts';

const ROOT = join(import.meta.dirname, '../..');
const OUT = join(ROOT, 'out/webview');
const CODICONS = join(ROOT, 'node_modules/@vscode/codicons/dist');
const ORIGIN = 'https://replay.test';
const NONCE = 'fixture-nonce';
const POLICY = `default-src 'none'; img-src data:; style-src ${ORIGIN} 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; font-src ${ORIGIN}; script-src 'nonce-${NONCE}'`;

const FILES: Readonly<Record<string, { readonly path: string; readonly type: string }>> = {
  '/replay.js': { path: join(OUT, 'replay.js'), type: 'text/javascript' },
  '/replay.css': { path: join(OUT, 'replay.css'), type: 'text/css' },
  '/codicon.css': { path: join(CODICONS, 'codicon.css'), type: 'text/css' },
  '/codicon.ttf': { path: join(CODICONS, 'codicon.ttf'), type: 'font/ttf' },
};

export interface PageOptions {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  /** The step that the host opens at. */
  readonly at?: number;
  /** What the host kept of the last time. */
  readonly saved?: unknown;
  readonly reducedMotion?: boolean;
  /** Intervals of the page run only when the test says `beat`. */
  readonly beats?: boolean;
  readonly source?: 'none' | 'log';
  /** A host of the test's own, which answers when there is no trial. */
  readonly hear?: (message: FromReplay, say: (message: ToReplay) => Promise<void>) => void;
}

export interface ReplayPage {
  readonly page: Page;
  readonly host: FixtureHost;
  /** What must not happen: errors, warnings of the console, violations of the policy, dialogs, requests to anywhere else. */
  readonly trouble: string[];
}

/** Bundles the replay as it ships and starts Chromium. */
export async function launch(): Promise<Browser> {
  await build({
    entryPoints: [join(ROOT, 'webview/replay/main.ts')],
    outfile: join(OUT, 'replay.js'),
    bundle: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'warning',
  });
  const executablePath = findChromium();
  if (executablePath === undefined) {
    throw new Error(
      'These tests need Chromium: install it (on Debian: apt-get install chromium) or name it in CHROMIUM.',
    );
  }
  const args =
    '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';
  return chromium.launch({ executablePath, args: args.split(' ') });
}

/** The page that a host has to provide, as the head of `webview/replay/main.ts` says. */
function hostPage(name: ThemeName, source: string): string {
  const { kind, name: label } = theme(name);
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta http-equiv="Content-Security-Policy" content="${POLICY}">
    <link rel="stylesheet" href="${ORIGIN}/codicon.css">
    <link rel="stylesheet" href="${ORIGIN}/replay.css">
    <title>Replay</title>
  </head>
  <body class="${kind}" data-vscode-theme-kind="${kind}" data-vscode-theme-name="${label}" data-redline-view="replay" data-redline-source="${source}">
    <div id="app"></div>
    <script nonce="${NONCE}" src="${ORIGIN}/replay.js"></script>
  </body>
</html>`;
}

/** Opens a page with the replay of a trial and waits until the first step is on screen, unless the trial is undefined. */
export async function openReplay(
  browser: Browser,
  trial: FixtureTrial | undefined,
  options: PageOptions = {},
): Promise<ReplayPage> {
  const {
    theme: name = 'dark-modern',
    width = 1280,
    height = 800,
    at = 0,
    saved = null,
    reducedMotion = false,
  } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    reducedMotion: reducedMotion ? 'reduce' : 'no-preference',
  });
  const page = await context.newPage();
  const trouble: string[] = [];
  page.on('pageerror', (error) => trouble.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') trouble.push(`console: ${message.text()}`);
  });
  page.on('dialog', (dialog) => {
    trouble.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.route('**/*', async (route) => {
    const url = new URL(route.request().url());
    const file = url.origin === ORIGIN ? FILES[url.pathname] : undefined;
    if (url.href === `${ORIGIN}/`) {
      await route.fulfill({ contentType: 'text/html', body: hostPage(name, options.source ?? '') });
    } else if (file !== undefined) {
      await route.fulfill({ contentType: file.type, body: await readFile(file.path) });
    } else {
      if (url.pathname !== '/favicon.ico') trouble.push(`request: ${url.href}`);
      await route.abort();
    }
  });
  const say = (message: ToReplay) =>
    // As text, which is how VS Code carries it too; handed over as an object it would cost more than the replay makes of it.
    page.evaluate((text) => {
      window.dispatchEvent(new MessageEvent('message', { data: JSON.parse(text) }));
    }, JSON.stringify(message));
  const host = new FixtureHost(trial ?? EMPTY, at, say);
  await page.exposeFunction('hostHears', (message: FromReplay) =>
    trial === undefined ? options.hear?.(message, say) : host.hear(message),
  );
  await page.addInitScript(startPage, { saved, variables: theme(name).variables, beats: options.beats === true });
  await page.goto(`${ORIGIN}/`);
  if (trial !== undefined) await page.locator(`.panel-step[aria-busy="false"] h2`).waitFor({ state: 'attached' });
  return { page, host, trouble };
}

const EMPTY: FixtureTrial = {
  header: {
    trial: '',
    scenario: '',
    title: '',
    endpoint: '',
    model: '',
    scaffold: '',
    variant: '',
    seed: 0,
    goal: '',
    system: '',
  },
  state: { state: 'running' },
  steps: 0,
  marks: [],
  line: () => {
    throw new RangeError('An empty trial has no lines.');
  },
  step: () => {
    throw new RangeError('An empty trial has no steps.');
  },
};

/**
 * Gives a suite a browser, and the function that opens replays in it; what a test opened is closed after it.
 * Call it inside `describe`.
 */
export function useBrowser(): (trial: FixtureTrial | undefined, options?: PageOptions) => Promise<ReplayPage> {
  let browser: Browser | undefined;
  before(async () => {
    browser = await launch();
  });
  afterEach(() => Promise.all((browser?.contexts() ?? []).map((context) => context.close())));
  after(() => browser?.close());
  return (trial, options) => {
    if (browser === undefined) throw new Error('Replays can be opened inside tests only.');
    return openReplay(browser, trial, options);
  };
}

/** The text of one element as it is laid out, without the room around it. */
export async function shownText(locator: Locator): Promise<string> {
  await locator.waitFor();
  const [text = ''] = await locator.allInnerTexts();
  return text.trim();
}

/** Runs what an interval of the page would run once, and gives the milliseconds of each interval. */
export function beat(page: Page): Promise<readonly number[]> {
  return page.evaluate(() => {
    const intervals = [...(window as unknown as PageWindow).intervals.values()];
    for (const { run } of intervals) run();
    return intervals.map(({ ms }) => ms);
  });
}

/** What the replay asked the host to keep for the next time. */
export function kept(page: Page): Promise<unknown> {
  return page.evaluate(() => (window as unknown as PageWindow).kept);
}

interface PageWindow {
  /** What the replay asked the host to keep. */
  readonly kept: unknown;
  readonly intervals: Map<number, { readonly run: () => void; readonly ms: number }>;
  setInterval(run: () => void, ms: number): number;
  clearInterval(id: number): void;
  hostHears(message: unknown): Promise<void>;
  acquireVsCodeApi(): unknown;
}

/** Runs in the page before anything else: what VS Code does for a web view. */
function startPage(given: {
  readonly saved: unknown;
  readonly variables: Readonly<Record<string, string>>;
  readonly beats: boolean;
}): void {
  const view = window as unknown as PageWindow;
  const intervals: PageWindow['intervals'] = new Map();
  Object.assign(view, { kept: given.saved, intervals });
  if (given.beats) {
    view.setInterval = (run, ms) => {
      intervals.set(intervals.size + 1, { run, ms });
      return intervals.size;
    };
    view.clearInterval = (id) => void intervals.delete(id);
  }
  view.acquireVsCodeApi = () => ({
    postMessage: (message: unknown) => void view.hostHears(message),
    getState: () => view.kept,
    setState: (state: unknown) => {
      Object.assign(view, { kept: state });
      return state;
    },
  });
  document.addEventListener('securitypolicyviolation', (event) => {
    console.error(
      `policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}:${event.columnNumber}`,
    );
  });
  const paint = () => {
    for (const [name, value] of Object.entries(given.variables))
      document.documentElement.style.setProperty(name, value);
  };
  // Scripts of the page run only when it has been read; by then the variables have to be there.
  document.addEventListener('readystatechange', paint, { once: true });
}
