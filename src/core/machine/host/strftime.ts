/** Times as text, in the conversions of strftime(3) with the flags and widths of GNU date. The machine's zone is UTC. */

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

const DAY_MS = 86_400_000;

interface Part {
  readonly text: string;
  readonly pad: string;
  readonly width: number;
}

const number = (value: number, width = 2, pad = '0'): Part => ({ text: String(value), pad, width });
const word = (text: string): Part => ({ text, pad: ' ', width: 0 });

function dayOfYear(date: Date): number {
  return Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / DAY_MS) + 1;
}

/** Year and number of the week of ISO 8601. */
function isoWeek(date: Date): { readonly year: number; readonly week: number } {
  const thursday = new Date(date.getTime() + (3 - ((date.getUTCDay() + 6) % 7)) * DAY_MS);
  return { year: thursday.getUTCFullYear(), week: Math.ceil(dayOfYear(thursday) / 7) };
}

/** Offset of UTC from itself, with as many colons as asked for. */
function zone(colons: number): string {
  return ['+0000', '+00:00', '+00:00:00', '+00'][colons] ?? '';
}

function composed(conversion: string, date: Date): string | undefined {
  const formats: Readonly<Record<string, string>> = {
    c: '%a %b %e %H:%M:%S %Y',
    D: '%m/%d/%y',
    F: '%Y-%m-%d',
    r: '%I:%M:%S %p',
    R: '%H:%M',
    T: '%H:%M:%S',
    x: '%m/%d/%y',
    X: '%H:%M:%S',
  };
  const format = formats[conversion];
  return format === undefined ? undefined : strftime(format, date.getTime());
}

function convert(conversion: string, date: Date, colons: number): Part | undefined {
  const hour12 = date.getUTCHours() % 12 || 12;
  const day = DAYS[date.getUTCDay()] ?? '';
  const month = MONTHS[date.getUTCMonth()] ?? '';
  switch (conversion) {
    case '%':
      return word('%');
    case 'n':
      return word('\n');
    case 't':
      return word('\t');
    case 'a':
      return word(day.slice(0, 3));
    case 'A':
      return word(day);
    case 'b':
    case 'h':
      return word(month.slice(0, 3));
    case 'B':
      return word(month);
    case 'C':
      return number(Math.floor(date.getUTCFullYear() / 100));
    case 'd':
      return number(date.getUTCDate());
    case 'e':
      return number(date.getUTCDate(), 2, ' ');
    case 'g':
      return number(isoWeek(date).year % 100);
    case 'G':
      return number(isoWeek(date).year, 4);
    case 'H':
      return number(date.getUTCHours());
    case 'I':
      return number(hour12);
    case 'j':
      return number(dayOfYear(date), 3);
    case 'k':
      return number(date.getUTCHours(), 2, ' ');
    case 'l':
      return number(hour12, 2, ' ');
    case 'm':
      return number(date.getUTCMonth() + 1);
    case 'M':
      return number(date.getUTCMinutes());
    case 'N':
      return { text: `${String(date.getUTCMilliseconds()).padStart(3, '0')}000000`, pad: '0', width: 9 };
    case 'p':
      return word(date.getUTCHours() < 12 ? 'AM' : 'PM');
    case 'P':
      return word(date.getUTCHours() < 12 ? 'am' : 'pm');
    case 'q':
      return number(Math.floor(date.getUTCMonth() / 3) + 1, 1);
    case 's':
      return number(Math.floor(date.getTime() / 1000), 1);
    case 'S':
      return number(date.getUTCSeconds());
    case 'u':
      return number(date.getUTCDay() || 7, 1);
    case 'U':
      return number(Math.floor((dayOfYear(date) + 6 - date.getUTCDay()) / 7));
    case 'V':
      return number(isoWeek(date).week);
    case 'w':
      return number(date.getUTCDay(), 1);
    case 'W':
      return number(Math.floor((dayOfYear(date) + 6 - ((date.getUTCDay() + 6) % 7)) / 7));
    case 'y':
      return number(date.getUTCFullYear() % 100);
    case 'Y':
      return number(date.getUTCFullYear(), 4);
    case 'z':
      return word(zone(colons));
    case 'Z':
      return word('UTC');
    default: {
      const text = composed(conversion, date);
      return text === undefined ? undefined : word(text);
    }
  }
}

/** Widths beyond this are taken for it, so that a format cannot blow up the output. */
const WIDEST = 1000;

/**
 * The text that GNU `date -u +FORMAT` prints for a time in milliseconds since 1970. Conversions that do not exist stay as they
 * are written.
 */
export function strftime(format: string, time: number): string {
  const date = new Date(time);
  return format.replace(
    /%([-_0^#+]*)(\d*)(?:[EO](?=[A-Za-z]))?(:{0,3})([A-Za-z%])/g,
    (written: string, flags: string, width: string, colons: string, conversion: string) => {
      if (colons !== '' && conversion !== 'z') return written;
      const part = convert(conversion, date, colons.length);
      if (!part) return written;
      const flag = flags.at(-1) ?? '';
      let { text, pad } = part;
      if (conversion === 'N') {
        const digits = width === '' ? 9 : Math.min(Number(width), WIDEST);
        return flag === '-' && width === '' ? text.replace(/0+$/, '') : text.padEnd(digits, '0').slice(0, digits);
      }
      if (flags.includes('^')) text = text.toUpperCase();
      if (flags.includes('#')) {
        text = conversion === 'p' || conversion === 'Z' ? text.toLowerCase() : text.toUpperCase();
      }
      if (flags.includes('_')) pad = ' ';
      if (flags.includes('0')) pad = '0';
      const least = width === '' ? (flags.includes('-') ? 0 : part.width) : Math.min(Number(width), WIDEST);
      return text.padStart(least, pad);
    },
  );
}

/** A time in milliseconds since 1970 as lines of `/var/log` start with it: `Mar  4 09:12:01`. */
export function syslogTime(time: number): string {
  return strftime('%b %e %H:%M:%S', time);
}
