/** How `ps` sets its columns: one that is too wide shifts the next ones only as far as they have no slack to give back. */
import type { Column } from './columns.ts';
import type { PsRow } from './row.ts';

/** A user name that is too long ends with a plus sign. */
function shortened(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}+`;
}

function line(columns: readonly Column[], cell: (column: Column, last: boolean) => string): string {
  let due = 0;
  let used = 0;
  let text = '';
  columns.forEach((column, index) => {
    const content = cell(column, index === columns.length - 1);
    const pad = column.align === 'right' ? Math.max(0, column.width - content.length) : 0;
    const gap = due - used + pad;
    const space = gap < 1 ? (index === 0 ? 0 : 1) : gap;
    text += ' '.repeat(space) + content;
    used += space + content.length;
    due += column.width + 1;
  });
  return text;
}

/** The header, or undefined when all of it is empty. */
export function headerLine(columns: readonly Column[]): string | undefined {
  if (columns.every((column) => column.header === '')) return undefined;
  return line(columns, (column) => column.header);
}

/** One line of the list. The last column is never cut. */
export function rowLine(columns: readonly Column[], row: PsRow): string {
  return line(columns, (column, last) => {
    const text = column.text(row);
    if (last || column.align === 'right') return text;
    return column.align === 'user' ? shortened(text, column.width) : text.slice(0, column.width);
  });
}
