/** What keeps somebody from using a page, as axe finds it. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Frame, Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Serious and critical faults, with the elements that have them. */
export async function faults(page: Page | Frame): Promise<string[]> {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(async (): Promise<AxeResults> => {
    const { axe } = window as unknown as { axe: { run(context: Document, options: RunOptions): Promise<AxeResults> } };
    return axe.run(document, { resultTypes: ['violations'] });
  });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary ?? ''}`),
    );
}

/** Elements that stick out of the window sideways without a box of their own that scrolls or cuts. */
export function overflowing(page: Page | Frame): Promise<readonly string[]> {
  return page.evaluate(() => {
    const cut = (element: Element | null): boolean =>
      element !== null && (getComputedStyle(element).overflowX !== 'visible' || cut(element.parentElement));
    return [...document.querySelectorAll('#app *')]
      .filter((element) => {
        const { right, left, width } = element.getBoundingClientRect();
        return width > 1 && (right > window.innerWidth + 1 || left < -1) && !cut(element.parentElement);
      })
      .map((element) => element.outerHTML.slice(0, 120));
  });
}
