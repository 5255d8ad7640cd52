import { CronPattern } from 'croner';
import { problem } from '../problem-codes.ts';
import type { Problem } from '../problems.ts';
import { entryOf, itemsOf, type SourceNode, textOf, valueAt } from '../source.ts';

/** Names that crontab has for schedules. */
const NAMED = ['@reboot', '@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'];
const FIELDS = ['minute', 'hour', 'day of the month', 'month', 'day of the week'];

/** Schedules of crontabs that cron would not take. */
export function checkSchedules(root: SourceNode): Problem[] {
  return itemsOf(valueAt(root, ['machine', 'cron'])).flatMap((entry) => {
    const node = entryOf(entry, 'schedule')?.value;
    const schedule = textOf(node)?.trim();
    const reason = schedule === undefined || schedule === '' ? undefined : whyUnreadable(schedule);
    return node && reason !== undefined ? [problem('RL3706', node.range, reason)] : [];
  });
}

function whyUnreadable(schedule: string): string | undefined {
  if (schedule.startsWith('@')) {
    return NAMED.includes(schedule) ? undefined : `cron does not know ${schedule}. It knows ${NAMED.join(', ')}.`;
  }
  const fields = schedule.split(/\s+/);
  if (fields.length !== FIELDS.length) {
    return `A schedule has five fields: ${FIELDS.join(', ')}. This one has ${fields.length}: every five minutes is */5 * * * *.`;
  }
  for (const [index, field] of fields.entries()) {
    const alone = FIELDS.map((_, at) => (at === index ? field : '*')).join(' ');
    if (!isField(field, alone)) return `${field} cannot be the ${FIELDS[index]} of a schedule.`;
  }
  return undefined;
}

/** Whether cron takes a field. The library knows more signs than cron does. */
function isField(field: string, schedule: string): boolean {
  if (!/^[\d*,/a-z-]+$/i.test(field) || /[lw]$/i.test(field.replace(/jul$/i, ''))) return false;
  try {
    new CronPattern(schedule);
    return true;
  } catch {
    return false;
  }
}
