/** What a person does in the editor, in their words; and what they see, as pictures. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame, FrameLocator, Locator, Page } from 'playwright-core';
import { ROOT } from './staged-extension.ts';
import { until } from './waiting.ts';

const PATIENCE_MS = 30_000;
const LOOK_MS = 5000;

export class Person {
  readonly page: Page;
  readonly #pictures: string;
  #count = 0;

  /** `story` names the folder of the pictures in `out/screenshots`. */
  constructor(page: Page, story: string, firstPicture = 0) {
    this.page = page;
    this.#count = firstPicture;
    this.#pictures = join(ROOT, 'out/screenshots', story);
    mkdirSync(this.#pictures, { recursive: true });
    page.setDefaultTimeout(PATIENCE_MS);
  }

  /** Pictures so far. */
  get pictures(): number {
    return this.#count;
  }

  /** Where the next picture goes. */
  path(name: string): string {
    this.#count += 1;
    return join(this.#pictures, `${String(this.#count).padStart(2, '0')}-${name.replaceAll(' ', '-')}.png`);
  }

  /** Keeps what is on screen. */
  async picture(name: string): Promise<void> {
    await this.page.screenshot({ path: this.path(name) });
  }

  /** Runs a command by its title in the command palette. */
  async command(title: string): Promise<void> {
    await this.#search('F1', `>${title}`, title);
  }

  /** Picks an entry of the list that is open. */
  async pick(text: string, patienceMs: number = PATIENCE_MS): Promise<void> {
    const row = this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: text }).first();
    await row.click({ timeout: patienceMs });
  }

  /** Types into the list that is open until an entry is in focus, and takes it. */
  async find(text: string): Promise<void> {
    await this.#input.fill(text);
    await this.page.locator('.quick-input-list .monaco-list-row.focused').filter({ hasText: text }).waitFor();
    await this.page.keyboard.press('Enter');
  }

  /**
   * Runs a command that offers a list, and picks from it. Something that opens at the same moment can take the focus, which closes the
   * list; then the command is run again, as a person would.
   */
  async commandAndPick(title: string, text: string): Promise<void> {
    await until(`${title} to offer ${text}`, async () => {
      await this.command(title);
      return this.pick(text, LOOK_MS).then(
        () => true,
        () => undefined,
      );
    });
  }

  /**
   * Opens a search by its key, types, and confirms the entry in focus once it is the one that is meant. Something that opens at the same
   * moment can take the focus, which closes the search; then it is opened again, as a person would.
   */
  async #search(key: string, text: string, entry: string): Promise<void> {
    const focused = this.page.locator('.quick-input-list .monaco-list-row.focused').filter({ hasText: entry });
    await until(`the search for ${entry}`, async () => {
      await this.page.keyboard.press(key);
      try {
        await this.#input.fill(text, { timeout: LOOK_MS });
        await focused.waitFor({ timeout: LOOK_MS });
        return true;
      } catch {
        return undefined;
      }
    });
    await this.page.keyboard.press('Enter');
  }

  /** Types into the input that is open, and confirms. */
  async answer(text: string, title?: string): Promise<void> {
    // One question after another is asked in the same box, so the box alone does not tell which one it is.
    if (title !== undefined) {
      await this.page.locator('.quick-input-widget .quick-input-title').filter({ hasText: title }).waitFor();
    }
    await this.#input.waitFor();
    await this.#input.fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** Takes the folder that the open dialog offers, which has to be this one. */
  async acceptFolder(folder: string): Promise<void> {
    // The dialog fills its input in its own time.
    await until(`the dialog to offer ${folder}`, async () =>
      (await this.#input.inputValue()) === `${folder}/` ? true : undefined,
    );
    await this.page.locator('.quick-input-widget .monaco-button').first().click();
  }

  /** Opens a file of the workspace by its name. */
  async openFile(name: string): Promise<void> {
    await this.#search('Control+p', name, name);
    await this.page.locator('.tab.active').filter({ hasText: name }).waitFor();
  }

  /** Puts the cursor of the editor in front at a place, both from 1. */
  async goTo(line: number, column: number): Promise<void> {
    await this.command('View: Focus Active Editor Group');
    await this.page.keyboard.press('Control+g');
    await this.answer(`:${line}:${column}`);
    await this.page
      .locator('.statusbar-item')
      .filter({ hasText: `Ln ${line}, Col ${column}` })
      .waitFor();
  }

  /** Shows the view of Redline in the side bar. */
  async showView(): Promise<void> {
    const header = this.page.locator('.pane-header').filter({ hasText: 'Runs' });
    // A click on the icon of a view that is open would close it.
    if (!(await header.isVisible())) await this.page.locator('.activitybar [aria-label="Redline"]').first().click();
    await header.click();
    if ((await header.getAttribute('aria-expanded')) === 'false') await header.click();
    await this.rows('Runs').first().click({ trial: true });
  }

  /** Opens a row of a tree. */
  async expand(row: Locator): Promise<void> {
    if ((await row.getAttribute('aria-expanded')) === 'true') return;
    await row.locator('.monaco-tl-twistie').click();
  }

  async dismissNotifications(): Promise<void> {
    await this.command('Notifications: Clear All Notifications');
  }

  /** The text editor in front. */
  get editor(): Locator {
    return this.page.locator('.editor-group-container.active .monaco-editor').first();
  }

  /** Waits for a notification that says something; looks behind the bell when it was only shown for a moment. */
  async notification(text: string | RegExp, patienceMs: number = PATIENCE_MS): Promise<Locator> {
    const found = this.#notification(text);
    const end = Date.now() + patienceMs;
    while (Date.now() < end) {
      const shown = await found.waitFor({ timeout: LOOK_MS }).then(
        () => true,
        () => false,
      );
      if (shown) return found;
      const bell = this.page.locator('[id="status.notifications"] .codicon-bell-dot');
      if ((await bell.count()) > 0) await this.command('Notifications: Show Notifications');
    }
    throw new Error(`No notification said ${text}.`);
  }

  #notification(text: string | RegExp): Locator {
    return this.page.locator('.notification-list-item').filter({ hasText: text }).first();
  }

  /** Rows of a view in the side bar. */
  rows(view: string): Locator {
    return this.page
      .locator('.pane')
      .filter({ has: this.page.locator('.pane-header', { hasText: view }) })
      .locator('.monaco-list-rows .monaco-list-row');
  }

  /** The text of something on screen. */
  async read(place: Locator): Promise<string> {
    return ((await place.textContent()) ?? '').replaceAll(/\s+/g, ' ');
  }

  /** The content of the web view in front: a replay or a report. */
  get inWebview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready:visible').first().frameLocator('iframe');
  }

  /** The contents of the web views on screen, from the left to the right. */
  async webviews(): Promise<Frame[]> {
    const shown = await this.page.locator('iframe.webview.ready:visible').all();
    const placed = await Promise.all(
      shown.map(async (outer) => {
        const inner = await (await outer.contentFrame().locator('iframe').elementHandle())?.contentFrame();
        return { x: (await outer.boundingBox())?.x ?? 0, frame: inner ?? undefined };
      }),
    );
    return placed.sort((a, b) => a.x - b.x).flatMap(({ frame }) => frame ?? []);
  }

  get #input(): Locator {
    return this.page.locator('.quick-input-widget input').first();
  }
}
