/** Times as `at` takes them. All are UTC, as the clock of the machine is. */

const MINUTE = 60_000;
const DAY = 86_400_000;
const UNITS: Readonly<Record<string, number>> = { minute: MINUTE, hour: 60 * MINUTE, day: DAY, week: 7 * DAY };
const NAMED: Readonly<Record<string, number>> = { midnight: 0, noon: 12 * 60, teatime: 16 * 60 };
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Minutes after midnight; undefined when the words do not begin with a time of day. */
function timeOfDay(words: string[]): number | undefined {
  const [first = ''] = words;
  const named = NAMED[first];
  if (named !== undefined) {
    words.shift();
    return named;
  }
  const match = /^(\d{1,2})(?::?(\d{2}))?(am|pm)?$/.exec(first);
  if (!match) return undefined;
  const next = words[1];
  const half = match[3] ?? (next === 'am' || next === 'pm' ? next : undefined);
  if (match[2] === undefined && half === undefined && !/^\d{4}$/.test(first)) return undefined;
  words.splice(0, match[3] === undefined && half !== undefined ? 2 : 1);
  const hour = Number(match[1]);
  const minute = Number(match[2] ?? 0);
  if (hour > (half === undefined ? 23 : 12) || minute > 59) return undefined;
  return ((hour % (half === undefined ? 24 : 12)) + (half === 'pm' ? 12 : 0)) * 60 + minute;
}

/** Midnight of the day that the words name, which they lose; undefined when they name none. */
function dayOf(words: string[], now: number): number | undefined {
  const [first = '', second = '', third = ''] = words;
  const midnight = Math.floor(now / DAY) * DAY;
  const take = (count: number, day: number): number => {
    words.splice(0, count);
    return day;
  };
  if (first === 'today') return take(1, midnight);
  if (first === 'tomorrow') return take(1, midnight + DAY);
  const weekday = WEEKDAYS.indexOf(first.slice(0, 3));
  if (weekday >= 0 && /^[a-z]+$/.test(first)) {
    const ahead = (weekday - new Date(midnight).getUTCDay() + 7) % 7;
    return take(1, midnight + ahead * DAY);
  }
  const month = MONTHS.indexOf(first.slice(0, 3));
  if (month >= 0 && /^\d{1,2},?$/.test(second)) {
    const hasYear = /^\d{4}$/.test(third);
    const year = hasYear ? Number(third) : new Date(now).getUTCFullYear();
    return take(hasYear ? 3 : 2, Date.UTC(year, month, Number.parseInt(second, 10)));
  }
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(first);
  if (iso) return take(1, Date.UTC(Number(iso[1]), Number(iso[2]) - 1, Number(iso[3])));
  const american = /^(\d{1,2})\/(\d{1,2})\/(\d{2}|\d{4})$/.exec(first);
  if (!american) return undefined;
  const year = Number(american[3]);
  return take(1, Date.UTC(year < 100 ? 2000 + year : year, Number(american[1]) - 1, Number(american[2])));
}

/** Milliseconds since 1970, on a whole minute; undefined when the words are no time. */
export function atTime(text: string, now: number): number | undefined {
  const words = text
    .toLowerCase()
    .replace(/\+\s*(\d+)\s*([a-z]*)/g, ' + $1 $2')
    .trim()
    .split(/\s+/);
  const minute = Math.floor(now / MINUTE) * MINUTE;
  let time: number;
  if (words[0] === 'now') {
    words.shift();
    time = minute;
  } else {
    const clock = timeOfDay(words);
    const day = dayOf(words, now);
    if (clock === undefined && day === undefined) return undefined;
    const midnight = day ?? Math.floor(now / DAY) * DAY;
    time = midnight + (clock ?? Math.floor((now % DAY) / MINUTE)) * MINUTE;
    if (day === undefined && time <= now) time += DAY;
  }
  if (words[0] === 'next') words.splice(0, 1, '+', '1');
  if (words[0] === '+') {
    const unit = UNITS[words[2]?.replace(/s$/, '').replace(/^min$/, 'minute') ?? ''];
    if (!/^\d+$/.test(words[1] ?? '') || unit === undefined) return undefined;
    time += Number(words[1]) * unit;
    words.splice(0, 3);
  }
  return words.length > 0 ? undefined : time;
}

/** A time as `-t` takes it: `[[CC]YY]MMDDhhmm[.ss]`. */
export function stampTime(text: string, now: number): number | undefined {
  const match = /^(\d{2}|\d{4})?(\d{2})(\d{2})(\d{2})(\d{2})(?:\.\d{2})?$/.exec(text);
  if (!match) return undefined;
  const given = Number(match[1] ?? new Date(now).getUTCFullYear());
  const [month = 1, day = 1, hour = 0, minute = 0] = match.slice(2, 6).map(Number);
  return Date.UTC(given < 100 ? 2000 + given : given, month - 1, day, hour, minute);
}
