/** Exported pages in a real browser: made from the programmes as they ship, opened from disk, with everything that must not happen watched. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import { htmlExporter } from '../../src/core/exporters/html.ts';
import { exportSource } from '../../src/node/export-source.ts';
import type { SampleTrial } from '../core/experiment/sample-trials.ts';
import { sampleSource } from '../core/exporters/sources.ts';
import { findChromium } from '../editor/chromium.ts';

const ROOT = join(import.meta.dirname, '../..');
/** Stands for `dist/webview`, which other stages may be building at this moment. */
const WEBVIEW = join(ROOT, 'out/page-test');

/** Bundles what pages are made of, and starts Chromium. */
export async function launch(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    throw new Error(
      'These tests need Chromium: install it (on Debian: apt-get install chromium) or name it in CHROMIUM.',
    );
  }
  await Promise.all(
    [
      ['webview/replay/main.ts', 'replay.js'],
      ['src/page/main.ts', 'page.js'],
    ].map(([from = '', to = '']) =>
      build({
        entryPoints: [join(ROOT, from)],
        outfile: join(WEBVIEW, to),
        bundle: true,
        minify: true,
        format: 'iife',
        platform: 'browser',
        target: 'es2022',
        logLevel: 'warning',
      }),
    ),
  );
  for (const name of ['codicon.css', 'codicon.ttf']) {
    await cp(join(ROOT, 'node_modules/@vscode/codicons/dist', name), join(WEBVIEW, name));
  }
  const args =
    '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';
  return chromium.launch({ executablePath, args: args.split(' ') });
}

/** Writes the HTML export of some trials into a folder; gives the names of its files. */
export async function exportPages(samples: readonly SampleTrial[], folder: string): Promise<string[]> {
  const { pageParts } = exportSource([], { webview: WEBVIEW, everyEvent: false, withNotes: false });
  mkdirSync(folder, { recursive: true });
  const names: string[] = [];
  for await (const { name, text } of htmlExporter.files({ ...sampleSource(samples), pageParts })) {
    writeFileSync(join(folder, name), text);
    names.push(name);
  }
  return names;
}

export interface OpenedPage {
  readonly page: Page;
  /** What must not happen: errors, violations of the policy, dialogs, requests to anywhere but the disk. */
  readonly trouble: string[];
}

/** Opens a page from disk. */
export async function open(
  browser: Browser,
  file: string,
  { fragment = '', colorScheme = 'light' }: { fragment?: string; colorScheme?: 'light' | 'dark' } = {},
): Promise<OpenedPage> {
  const page = await browser.newPage({ colorScheme, viewport: { width: 1280, height: 800 } });
  const trouble: string[] = [];
  page.on('pageerror', (error) => trouble.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') trouble.push(`console: ${message.text()}`);
  });
  page.on('dialog', (dialog) => {
    trouble.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!/^(file|data):/.test(request.url())) trouble.push(`request: ${request.url()}`);
  });
  await page.goto(`${pathToFileURL(file).href}${fragment}`);
  return { page, trouble };
}
