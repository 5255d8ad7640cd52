/** Dates as people write them, read as GNU `date -d` reads them: absolute parts, then relative ones. The zone is UTC. */

const DAY = 86_400_000;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const UNITS: Readonly<Record<string, number>> = {
  sec: 1000,
  second: 1000,
  min: 60_000,
  minute: 60_000,
  hour: 3_600_000,
  day: DAY,
  week: 7 * DAY,
  fortnight: 14 * DAY,
};

interface Parts {
  date: readonly [year: number, month: number, day: number] | undefined;
  /** Milliseconds after midnight. */
  time: number | undefined;
  /** Minutes that the zone is ahead of UTC. */
  zone: number;
  zoned: boolean;
  weekday: { readonly day: number; readonly weeks: number } | undefined;
  months: number;
  shift: number;
}

type Rule = readonly [RegExp, (match: RegExpExecArray, parts: Parts, now: Date) => boolean];

const monthOf = (name: string): number => MONTHS.indexOf(name.slice(0, 3));

function setDate(parts: Parts, year: number, month: number, day: number): boolean {
  const valid = month >= 0 && month < 12 && day >= 1 && day <= new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  if (!valid || parts.date) return false;
  parts.date = [year, month, day];
  return true;
}

function setTime(parts: Parts, hour: number, minute: number, second: number, half: string | undefined): boolean {
  const hours = half === undefined ? hour : (hour % 12) + (half.startsWith('p') ? 12 : 0);
  if (hours > 23 || minute > 59 || second >= 61 || parts.time !== undefined || (half && hour > 12)) return false;
  parts.time = (hours * 3600 + minute * 60) * 1000 + Math.round(second * 1000);
  return true;
}

function shift(parts: Parts, count: number, unit: string): boolean {
  if (unit === 'month') parts.months += count;
  else if (unit === 'year') parts.months += count * 12;
  else parts.shift += count * (UNITS[unit] ?? 0);
  return true;
}

const UNIT = '(sec|second|min|minute|hour|day|week|fortnight|month|year)s?';
const WEEKDAY = '(sun|mon|tue|wed|thu|fri|sat)(?:day|sday|nesday|rsday|urday|s|rs?|nes)?';
const MONTH = '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?';

/** Tried in this order at the start of what is left of the text. */
const RULES: readonly Rule[] = [
  [
    /^(\d{4})-(\d{1,2})-(\d{1,2})(?:t(?=\d))?/,
    (m, parts) => setDate(parts, Number(m[1]), Number(m[2]) - 1, Number(m[3])),
  ],
  [/^(\d{4})(\d{2})(\d{2})(?=\s|$)/, (m, parts) => setDate(parts, Number(m[1]), Number(m[2]) - 1, Number(m[3]))],
  [
    /^(\d{1,2})\/(\d{1,2})(?:\/(\d{2,4}))?/,
    (m, parts, now) => {
      const year = m[3] === undefined ? now.getUTCFullYear() : Number(m[3]) + (m[3].length === 2 ? 2000 : 0);
      return setDate(parts, year, Number(m[1]) - 1, Number(m[2]));
    },
  ],
  [
    new RegExp(`^(\\d{1,2})[ -]?${MONTH}(?:[ -]?(\\d{4}))?(?![\\d:])`),
    (m, parts, now) => setDate(parts, Number(m[3] ?? now.getUTCFullYear()), monthOf(m[2] ?? ''), Number(m[1])),
  ],
  [
    new RegExp(`^${MONTH} +(\\d{1,2})(?:,? +(\\d{4}))?(?![\\d:])`),
    (m, parts, now) => setDate(parts, Number(m[3] ?? now.getUTCFullYear()), monthOf(m[1] ?? ''), Number(m[2])),
  ],
  [
    /^(\d{1,2}):(\d{2})(?::(\d{2}(?:[.,]\d+)?))?(?: ?([ap])\.?m\.?)?/,
    (m, parts) => setTime(parts, Number(m[1]), Number(m[2]), Number((m[3] ?? '0').replace(',', '.')), m[4]),
  ],
  [/^(\d{1,2}) ?([ap])\.?m\.?/, (m, parts) => setTime(parts, Number(m[1]), 0, 0, m[2])],
  [
    /^([+-])(\d{2}):?(\d{2})(?=\s|$)/,
    (m, parts) => {
      if (parts.time === undefined) return false;
      parts.zone = (m[1] === '-' ? -1 : 1) * (Number(m[2]) * 60 + Number(m[3]));
      return true;
    },
  ],
  [
    /^(?:utc|gmt|z)(?![a-z])/,
    (_, parts) => {
      parts.zoned = true;
      return true;
    },
  ],
  [
    // Four digits are a year after a date and a time, as in the output of `date` itself, and else hours and minutes.
    /^(\d{2})(\d{2})(?=\s|$)/,
    (m, parts) => {
      if (!parts.date || parts.time === undefined) return setTime(parts, Number(m[1]), Number(m[2]), 0, undefined);
      parts.date = [Number(m[0]), parts.date[1], parts.date[2]];
      return true;
    },
  ],
  [/^(?:now|today)(?![a-z])/, () => true],
  [/^yesterday(?![a-z])/, (_, parts) => shift(parts, -1, 'day')],
  [/^tomorrow(?![a-z])/, (_, parts) => shift(parts, 1, 'day')],
  [
    new RegExp(`^([+-]?) *(\\d{1,9}|an?|next|last|this) *${UNIT}( +ago)?(?![a-z])`),
    (m, parts) => {
      const words: Readonly<Record<string, number>> = { a: 1, an: 1, next: 1, last: -1, this: 0 };
      const count = words[m[2] ?? ''] ?? Number(m[2]);
      return shift(parts, count * (m[1] === '-' ? -1 : 1) * (m[4] === undefined ? 1 : -1), m[3] ?? '');
    },
  ],
  [
    new RegExp(`^(next|last|this)? *${WEEKDAY}(?![a-z]),?`),
    (m, parts) => {
      const weeks = m[1] === 'next' ? 1 : m[1] === 'last' ? -1 : 0;
      parts.weekday = { day: DAYS.indexOf(m[2] ?? ''), weeks };
      return true;
    },
  ],
  [
    new RegExp(`^([+-]?)${UNIT}( +ago)?(?![a-z])`),
    (m, parts) => shift(parts, m[1] === '-' || m[3] ? -1 : 1, m[2] ?? ''),
  ],
];

function combined(parts: Parts, now: Date): number {
  const { date, time, weekday } = parts;
  const midnight = date !== undefined || weekday !== undefined || parts.zoned;
  const timeOfDay = time ?? (midnight ? 0 : now.getTime() % DAY);
  let [year, month, day] = date ?? [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  month += parts.months;
  year += Math.floor(month / 12);
  month = ((month % 12) + 12) % 12;
  let at = Date.UTC(year, month, day);
  if (weekday && !date) {
    const ahead = (weekday.day - new Date(at).getUTCDay() + 7) % 7;
    // "next monday" on a monday is a week ahead, on another day the coming one; "last" is always behind.
    const weeks = weekday.weeks > 0 && ahead !== 0 ? 0 : weekday.weeks;
    at += (ahead + weeks * 7) * DAY;
  }
  return at + timeOfDay - parts.zone * 60_000 + parts.shift;
}

/** Milliseconds since 1970 of a date in words; undefined when it is none. */
export function parseDate(text: string, now: number): number | undefined {
  const at = /^\s*@(-?\d{1,13}(?:\.\d+)?)\s*$/.exec(text);
  if (at) return Math.round(Number(at[1]) * 1000);
  const parts: Parts = {
    date: undefined,
    time: undefined,
    zone: 0,
    zoned: false,
    weekday: undefined,
    months: 0,
    shift: 0,
  };
  const today = new Date(now);
  let left = text.trim().toLowerCase();
  if (left === '') return now - (now % DAY);
  while (left !== '') {
    let taken = 0;
    for (const [pattern, apply] of RULES) {
      const match = pattern.exec(left);
      if (match && match[0] !== '' && apply(match, parts, today)) {
        taken = match[0].length;
        break;
      }
    }
    if (taken === 0) return undefined;
    left = left.slice(taken).replace(/^[\s,]+/, '');
  }
  const result = combined(parts, today);
  return Math.abs(result) <= 8.64e15 ? result : undefined;
}
