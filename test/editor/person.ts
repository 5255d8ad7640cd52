/** What a person does in the editor, in their words; and what they see, as pictures. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { ROOT } from './staged-extension.ts';
import { until } from './waiting.ts';

const PATIENCE_MS = 30_000;

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
    await this.page.keyboard.press('F1');
    await this.#input.fill(`>${title}`);
    await this.#confirm(title);
  }

  /** Picks an entry of the list that is open. */
  async pick(text: string): Promise<void> {
    await this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: text }).first().click();
  }

  /** Confirms the entry in focus once it is the one that is meant: the list is filled as the search goes on. */
  async #confirm(text: string): Promise<void> {
    await this.page.locator('.quick-input-list .monaco-list-row.focused').filter({ hasText: text }).waitFor();
    await this.page.keyboard.press('Enter');
  }

  /** Types into the input that is open, and confirms. */
  async answer(text: string): Promise<void> {
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
    await this.page.keyboard.press('Control+p');
    await this.#input.fill(name);
    await this.#confirm(name);
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
    await this.page.locator('.activitybar .action-label[aria-label="Redline"]').first().click();
    await this.page.locator('.pane-header').filter({ hasText: 'Runs' }).waitFor();
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

  /** A notification that says something. */
  notification(text: string | RegExp): Locator {
    return this.page.locator('.notification-list-item').filter({ hasText: text }).first();
  }

  /** Rows of a view in the side bar. */
  rows(view: string): Locator {
    return this.page
      .locator('.pane')
      .filter({ has: this.page.locator('.pane-header', { hasText: view }) })
      .locator('.monaco-list-row');
  }

  /** The text of something on screen. */
  async read(place: Locator): Promise<string> {
    return ((await place.textContent()) ?? '').replaceAll(/\s+/g, ' ');
  }

  /** The content of the replay in front. */
  get replay(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').first().frameLocator('iframe');
  }

  get #input(): Locator {
    return this.page.locator('.quick-input-widget input').first();
  }
}
