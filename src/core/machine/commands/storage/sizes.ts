/** Sizes as tools round and write them. */

const UNITS = ['', 'K', 'M', 'G', 'T', 'P', 'E'];

/** A size as coreutils write it with `-h` (1024) or `-H` (1000): rounded up, one decimal below ten. */
export function humanSize(bytes: number, base: 1024 | 1000): string {
  let value = bytes;
  let unit = 0;
  while (value >= base && unit < UNITS.length - 1) {
    value /= base;
    unit += 1;
  }
  if (unit === 0) return String(Math.ceil(value));
  const tenths = Math.ceil(value * 10 - 1e-9) / 10;
  const rounded = tenths < 10 ? tenths.toFixed(1) : String(Math.ceil(value - 1e-9));
  if (rounded === String(base) && unit < UNITS.length - 1) return `1.0${UNITS[unit + 1]}`;
  const letter = UNITS[unit] ?? '';
  return `${rounded}${base === 1000 && unit === 1 ? 'k' : letter}`;
}

/** A size as util-linux writes it: rounded to one decimal, which a whole number does not show. */
export function deviceSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const rounded = Math.round(value * 10) / 10;
  return `${Number.isInteger(rounded) ? rounded : rounded.toFixed(1)}${UNITS[unit] || 'B'}`;
}

/** A size as `free -h` writes it: at most four characters before the unit, cut off rather than rounded. */
export function freeSize(bytes: number, si: boolean): string {
  const base = si ? 1000 : 1024;
  const suffix = si ? '' : 'i';
  if (bytes < base) return `${Math.floor(bytes)}B`;
  for (let unit = 1; unit < UNITS.length; unit += 1) {
    const value = bytes / base ** unit;
    for (const text of [value.toFixed(1), String(Math.floor(value))]) {
      if (text.length + 1 <= 4) return `${text}${UNITS[unit]}${suffix}`;
    }
  }
  return `${Math.floor(bytes / base ** 6)}E${suffix}`;
}

/** Bytes of a block in `-B SIZE`: `1K`, `M`, `1GB`, `512`; undefined when it is not a size. */
export function blockSize(text: string): { readonly bytes: number; readonly unit: string } | undefined {
  const match = /^(\d*)(?:([KMGTPE])(iB|B)?|(kB))?$/.exec(text);
  if (!match || text === '') return undefined;
  const [, digits = '', letter, suffix, kilo] = match;
  const base = suffix === 'B' || kilo ? 1000 : 1024;
  const power = kilo ? 1 : letter === undefined ? 0 : UNITS.indexOf(letter);
  const count = digits === '' ? 1 : Number(digits);
  if (count === 0) return undefined;
  const unitText = kilo ?? (letter === 'K' && suffix === 'B' ? 'kB' : `${letter ?? ''}${suffix ?? ''}`);
  // Without a number the unit is written after each value.
  return { bytes: count * base ** power, unit: digits === '' ? unitText : '' };
}
