/** Rates as a table for the terminal. */

import type { Rate } from '../core/experiment/rates.ts';
import { intervalText, rateText } from '../core/exporters/figures.ts';
import { shownLine } from './terminal.ts';
import { textTable } from './text-table.ts';

/** The table, one line a rate, the header first, each with a line break. */
export function ratesText(rates: readonly (Rate & { readonly variantName: string })[]): string {
  const lines = textTable(
    [
      { title: 'scenario', align: 'left' },
      { title: 'variant', align: 'left' },
      { title: 'endpoint', align: 'left' },
      { title: 'successes', align: 'right' },
      { title: 'errors', align: 'right' },
      { title: 'rate', align: 'right' },
      { title: '95 % interval', align: 'left' },
    ],
    rates.map((rate) => [
      shownLine(rate.scenario),
      shownLine(rate.variantName),
      shownLine(rate.endpoint),
      `${rate.successes} of ${rate.n}`,
      String(rate.errors),
      rateText(rate.rate),
      intervalText(rate),
    ]),
  );
  return lines.map((line) => `${line}\n`).join('');
}
