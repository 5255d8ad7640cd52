/** What a person does in the editor, in their words; and what they see, as pictures. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { ROOT } from './staged-extension.ts';

const PATIENCE_MS = 30_000;

export class Person {
  readonly page: Page;
  readonly #pictures: string;
  #count = 0;

  constructor(page: Page, story: string) {
    this.page = page;
    this.#pictures = join(ROOT, 'out/screenshots', story);
    mkdirSync(this.#pictures, { recursive: true });
    page.setDefaultTimeout(PATIENCE_MS);
  }

  /** Keeps what is on screen. */
  async picture(name: string): Promise<void> {
    this.#count += 1;
    await this.page.screenshot({ path: join(this.#pictures, `${String(this.#count).padStart(2, '0')}-${name}.png`) });
  }

  /** Runs a command by its title in the command palette. */
  async command(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.page.locator('.quick-input-widget input').fill(`>${title}`);
    const entry = this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: title }).first();
    await entry.click();
  }

  /** Picks an entry of the list that is open. */
  async pick(text: string): Promise<void> {
    const rows = this.page.locator('.quick-input-list .monaco-list-row');
    await rows.filter({ hasText: text }).first().click();
  }

  /** Types into the input that is open, and confirms. */
  async answer(text: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input');
    await input.waitFor();
    await input.fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** Opens a file of the workspace by its name. */
  async openFile(name: string): Promise<void> {
    await this.page.keyboard.press('Control+p');
    await this.page.locator('.quick-input-widget input').fill(name);
    await this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: name }).first().click();
    await this.page.locator('.tab.active').filter({ hasText: name }).waitFor();
  }

  /** The text editor in front. */
  get editor(): Locator {
    return this.page.locator('.editor-group-container.active .monaco-editor').first();
  }

  /** A notification that says something. */
  notification(text: string | RegExp): Locator {
    return this.page
      .locator('.notification-toast, .notifications-center .notification-list-item')
      .filter({ hasText: text })
      .first();
  }

  /** Rows of a view in the side bar. */
  rows(view: string): Locator {
    return this.page.locator(`.pane:has(.pane-header[aria-label^="${view}"]) .monaco-list-row`);
  }

  /** The content of the replay in front. */
  get replay(): FrameLocator {
    return this.page
      .frameLocator('.editor-group-container.active iframe.webview, iframe.webview')
      .first()
      .frameLocator('iframe');
  }
}
