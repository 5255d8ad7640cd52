/** The real VS Code in headless Chromium: with the suites inside its extension host, or driven as a person would. */
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { findChromium } from './chromium.ts';
import { type EditorHome, type EditorServer, startServer } from './server.ts';

const BROWSER_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** How long the editor gets to write its state down. */
const KEEP_MS = 1000;

export interface EditorOptions {
  readonly home: EditorHome;
  /** Absolute path of the folder to open. */
  readonly workspace: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** See `startServer`. */
  readonly port?: number;
  readonly workspaceTrust?: boolean;
  readonly colorScheme?: 'light' | 'dark';
  readonly size?: { readonly width: number; readonly height: number };
}

interface Opened {
  readonly server: EditorServer;
  readonly context: BrowserContext;
  readonly page: Page;
  close(): Promise<void>;
}

async function launch(options: EditorOptions, suites: boolean): Promise<Opened> {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    throw new Error(
      'There is no Chromium. Run `node test/editor/install.ts`, or name one in the environment variable CHROMIUM.',
    );
  }
  const server = await startServer(options.home, {
    ...(options.environment === undefined ? {} : { environment: options.environment }),
    ...(options.port === undefined ? {} : { port: options.port }),
    workspaceTrust: options.workspaceTrust === true,
    suites,
  });
  const close = async (context?: BrowserContext): Promise<void> => {
    await context?.close();
    await server.stop();
  };
  try {
    // A profile that stays on disk: the state of the workspace lives in the browser, and has to be there after a restart.
    const context = await chromium.launchPersistentContext(options.home.browser, {
      executablePath,
      args: BROWSER_ARGUMENTS,
      viewport: options.size ?? { width: 1440, height: 900 },
      colorScheme: options.colorScheme ?? 'dark',
      acceptDownloads: true,
    });
    const page = context.pages()[0] ?? (await context.newPage());
    const leave = async (): Promise<void> => {
      // The editor keeps its state when its page is left, as when a window is closed. Told a little earlier it has the time to write it
      // all down: what is not in the database of the browser when the page is gone is lost.
      await page.evaluate(() => window.dispatchEvent(new Event('beforeunload'))).catch(() => undefined);
      await page.waitForTimeout(KEEP_MS).catch(() => undefined);
      await page.goto('about:blank').catch(() => undefined);
      await close(context);
    };
    return { server, context, page, close: leave };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Suites {
  /** Absolute path of the module that exports `run`. */
  readonly tests: string;
  /** Folder of the extension under test. */
  readonly extension: string;
}

function address(port: number, workspace: string, suites?: Suites): string {
  const remote = (path: string): string => `vscode-remote://127.0.0.1:${port}${path}`;
  const payload =
    suites === undefined
      ? []
      : [
          ['extensionDevelopmentPath', remote(suites.extension)],
          ['extensionTestsPath', remote(suites.tests)],
        ];
  const query = payload.length === 0 ? '' : `&payload=${encodeURIComponent(JSON.stringify(payload))}`;
  return `http://127.0.0.1:${port}/?folder=${encodeURIComponent(workspace)}${query}`;
}

/** Opens the editor for a test that acts as a person would, with the extensions that are installed in its home. */
export async function openEditor(options: EditorOptions): Promise<Opened> {
  const opened = await launch(options, false);
  try {
    await opened.page.goto(address(opened.server.port, options.workspace));
    await opened.page.waitForSelector('.monaco-workbench .part.statusbar', { timeout: 60_000 });
    return opened;
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** Runs suites inside the extension host and gives the exit code. `print` gets each line that they write. */
export async function runInExtensionHost(
  options: EditorOptions & Suites & { readonly limitMs: number },
  print: (line: string) => void,
): Promise<number> {
  const opened = await launch(options, true);
  try {
    let timer: NodeJS.Timeout | undefined;
    const exit = new Promise<number>((resolve, reject) => {
      const limit = (): void => reject(new Error(`The suites did not end in ${options.limitMs / 1000} s.`));
      timer = setTimeout(limit, options.limitMs);
      void opened.page.exposeFunction('codeAutomationExit', (code: number) => resolve(code));
    });
    await opened.page.exposeFunction('codeAutomationLog', (_type: string, args: unknown[]) =>
      print(args.map(String).join(' ')),
    );
    await opened.page.goto(address(opened.server.port, options.workspace, options));
    try {
      return await exit;
    } finally {
      clearTimeout(timer);
    }
  } finally {
    await opened.close();
  }
}
