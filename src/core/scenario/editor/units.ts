import type { TextRange } from '../problems.ts';
import type { Shape } from '../shape.ts';
import { parseCount, parseDuration, parseSize } from '../units.ts';
import type { Completion } from './completion-item.ts';
import { widened } from './cursor.ts';

const UNITS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  size: {
    GiB: 'gibibytes, 1,073,741,824 bytes',
    MiB: 'mebibytes, 1,048,576 bytes',
    TiB: 'tebibytes, 1,099,511,627,776 bytes',
    KiB: 'kibibytes, 1,024 bytes',
    GB: 'gigabytes, 1,000,000,000 bytes',
    MB: 'megabytes, 1,000,000 bytes',
    TB: 'terabytes, 1,000,000,000,000 bytes',
    KB: 'kilobytes, 1,000 bytes',
    B: 'bytes',
  },
  duration: { s: 'seconds', m: 'minutes', h: 'hours', ms: 'milliseconds', d: 'days' },
  count: { k: 'thousands', M: 'millions' },
};

/** The units that can follow the number at the cursor. `word` is the word at the cursor, `written` what stands before it. */
export function completeUnit(
  shapes: readonly Shape[],
  written: string,
  word: string,
  range: TextRange,
): readonly Completion[] {
  const units = shapes.flatMap(({ meaning }) => Object.entries(UNITS[meaning ?? ''] ?? {}));
  const number = /^(?:\d+(?:ms|s|m|h|d))*\d+(?:\.\d+)?(?= ?[A-Za-z]*$)/.exec(written + word)?.[0];
  if (number === undefined) return [];
  return [...new Map(units)].map(([unit, about]) => ({
    label: number + unit,
    kind: 'unit',
    detail: about,
    about: '',
    range: widened(range, written),
    text: number + unit,
  }));
}

/** What a quantity comes to, such as `150,323,855,360 bytes`; undefined for what is none, or says so itself. */
export function resolvedQuantity(meaning: string | undefined, written: string | number): string | undefined {
  const text = String(written).trim();
  switch (meaning) {
    case 'size': {
      const bytes = parseSize(written);
      return bytes === undefined || /^\d+B?$/.test(text) ? undefined : `${grouped(bytes)} bytes`;
    }
    case 'duration': {
      const milliseconds = parseDuration(text);
      if (milliseconds === undefined) return undefined;
      if (!/^[\d.]+(?:s|ms)$/.test(text)) return `${grouped(milliseconds / 1000)} s`;
      return milliseconds < 60_000 ? undefined : inWords(milliseconds);
    }
    case 'count': {
      const count = parseCount(written);
      return count === undefined || /^\d+$/.test(text) ? undefined : grouped(count);
    }
    default:
      return undefined;
  }
}

/** Thousands set apart by commas. */
export function grouped(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+(?:\.|$))/g, ',');
}

/** Milliseconds as `1 h 30 min 5 s`. */
function inWords(milliseconds: number): string {
  const units = [
    [86_400_000, 'd'],
    [3_600_000, 'h'],
    [60_000, 'min'],
    [1_000, 's'],
  ] as const;
  const parts = units.flatMap(([length, unit], index) => {
    const above = units[index - 1]?.[0] ?? Number.POSITIVE_INFINITY;
    const count = Math.floor((milliseconds % above) / length);
    return count > 0 ? [`${grouped(count)} ${unit}`] : [];
  });
  return parts.join(' ');
}
