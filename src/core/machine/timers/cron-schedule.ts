/** When an entry of a crontab is due, as crontab(5) has it. All times are UTC, as the clock of the machine is. */

export interface CronSchedule {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly days: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  readonly weekdays: ReadonlySet<number>;
  /** With both the day of the month and the day of the week restricted, either is enough. */
  readonly eitherDay: boolean;
}

const MINUTE = 60_000;
const DAY = 86_400_000;
/** Days that are looked through for the next time: the rarest date comes every eight years. */
const MOST_DAYS = 366 * 9;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const SHORT: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

/** Fields of a schedule, as crontab names them in its complaints. */
export type CronField = 'minute' | 'hour' | 'day-of-month' | 'month' | 'day-of-week';

interface FieldRange {
  readonly name: CronField;
  readonly least: number;
  readonly most: number;
  readonly names?: readonly string[];
}

const FIELDS: readonly FieldRange[] = [
  { name: 'minute', least: 0, most: 59 },
  { name: 'hour', least: 0, most: 23 },
  { name: 'day-of-month', least: 1, most: 31 },
  { name: 'month', least: 1, most: 12, names: MONTHS },
  { name: 'day-of-week', least: 0, most: 7, names: WEEKDAYS },
];

/** The numbers that a field means; undefined when it cannot be read. */
function numbersOf(text: string, { name, least, most, names }: FieldRange): ReadonlySet<number> | undefined {
  const numbers = new Set<number>();
  const numberOf = (word: string): number | undefined => {
    const named = names?.indexOf(word.slice(0, 3).toLowerCase()) ?? -1;
    const value = named >= 0 && /^[a-z]+$/i.test(word) ? named + (name === 'month' ? 1 : 0) : Number(word);
    return /^\d+$|^[a-z]+$/i.test(word) && Number.isInteger(value) && value >= least && value <= most
      ? value
      : undefined;
  };
  for (const part of text.split(',')) {
    const [, range = '', step] = /^([^/]+)(?:\/(\d+))?$/.exec(part) ?? [];
    const [first = '', second] = range.split('-');
    const from = range === '*' ? least : numberOf(first);
    const to = range === '*' ? most : second === undefined ? (step === undefined ? from : most) : numberOf(second);
    const by = step === undefined ? 1 : Number(step);
    if (from === undefined || to === undefined || by === 0 || from > to) return undefined;
    for (let value = from; value <= to; value += by) numbers.add(name === 'day-of-week' && value === 7 ? 0 : value);
  }
  return numbers;
}

/** Reads the five fields of a schedule, or one of the short forms; the name of the first field that is wrong otherwise. */
export function readSchedule(text: string): CronSchedule | { readonly bad: CronField } {
  const words = (SHORT[text] ?? text).trim().split(/\s+/);
  const sets: ReadonlySet<number>[] = [];
  for (const [index, field] of FIELDS.entries()) {
    const numbers = numbersOf(words[index] ?? '', field);
    if (!numbers) return { bad: field.name };
    sets.push(numbers);
  }
  const [minutes, hours, days, months, weekdays] = sets;
  const none: ReadonlySet<number> = new Set();
  return {
    minutes: minutes ?? none,
    hours: hours ?? none,
    days: days ?? none,
    months: months ?? none,
    weekdays: weekdays ?? none,
    eitherDay: !words[2]?.startsWith('*') && !words[4]?.startsWith('*'),
  };
}

/** The first time after `after` at which a schedule is due, in milliseconds since 1970; undefined when it never is. */
export function nextTime(schedule: CronSchedule, after: number): number | undefined {
  const { minutes, hours, days, months, weekdays, eitherDay } = schedule;
  const first = Math.floor(after / MINUTE) * MINUTE + MINUTE;
  for (let day = 0; day < MOST_DAYS; day += 1) {
    const midnight = Math.floor(first / DAY) * DAY + day * DAY;
    const date = new Date(midnight);
    if (!months.has(date.getUTCMonth() + 1)) continue;
    const inMonth = days.has(date.getUTCDate());
    const inWeek = weekdays.has(date.getUTCDay());
    if (eitherDay ? !inMonth && !inWeek : !inMonth || !inWeek) continue;
    for (let hour = 0; hour < 24; hour += 1) {
      if (!hours.has(hour)) continue;
      for (let minute = 0; minute < 60; minute += 1) {
        const time = midnight + (hour * 60 + minute) * MINUTE;
        if (minutes.has(minute) && time >= first) return time;
      }
    }
  }
  return undefined;
}
