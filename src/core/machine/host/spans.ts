/** Spans of time as systemd writes them. */
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
const MONTH = 2_629_800 * SECOND;

const counted = (count: number, name: string): string => `${count} ${name}${count === 1 ? '' : 's'}`;

function inTwo(ms: number, unit: number, name: string): string {
  const days = Math.floor((ms % unit) / DAY);
  return `${counted(Math.floor(ms / unit), name)}${days > 0 ? ` ${counted(days, 'day')}` : ''}`;
}

/** A span of milliseconds as it is told how long ago or ahead something is: `2 weeks 4 days`, `1h 53min`. */
export function spanText(ms: number): string {
  const whole = (unit: number): number => Math.floor(ms / unit);
  if (ms >= MONTH) return inTwo(ms, MONTH, 'month');
  if (ms >= WEEK) return inTwo(ms, WEEK, 'week');
  if (ms >= 2 * DAY) return counted(whole(DAY), 'day');
  if (ms >= 25 * HOUR) return `1 day ${whole(HOUR) - 24}h`;
  if (ms >= 6 * HOUR) return `${whole(HOUR)}h`;
  if (ms >= HOUR) return `${whole(HOUR)}h ${Math.floor((ms % HOUR) / MINUTE)}min`;
  if (ms >= 5 * MINUTE) return `${whole(MINUTE)}min`;
  if (ms >= MINUTE) return `${whole(MINUTE)}min ${Math.floor((ms % MINUTE) / SECOND)}s`;
  if (ms >= SECOND) return `${whole(SECOND)}s`;
  return ms > 0 ? `${Math.floor(ms)}ms` : 'now';
}
