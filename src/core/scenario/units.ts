/** Reading of the quantities that the scenario language writes with a unit: sizes, durations, counts. */

const SIZE_UNITS: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};

const DURATION_UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

const COUNT_UNITS: Readonly<Record<string, number>> = { '': 1, k: 1e3, M: 1e6 };

/** What a size looks like: `140GiB`, `1.5MB`, `0B`. */
export const SIZE_PATTERN: RegExp = /^(\d+(?:\.\d+)?) ?(B|KB|MB|GB|TB|KiB|MiB|GiB|TiB)$/;
/** What a duration looks like, parts from large to small: `90s`, `10m`, `1h30m`, `250ms`. */
export const DURATION_PATTERN: RegExp = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/;
/** What a count looks like: `60`, `200k`, `1.5M`. */
export const COUNT_PATTERN: RegExp = /^(\d+(?:\.\d+)?)(k|M)?$/;
/** What GPUs look like: `4 x A100-80GB`. */
export const GPUS_PATTERN: RegExp = /^(\d{1,2}) ?x ?([A-Za-z0-9][A-Za-z0-9 -]*?)-(\d+)GB$/;

/** Bytes in a size such as `140GiB`; a bare number is bytes. Undefined when the text is not a size. */
export function parseSize(text: string | number): number | undefined {
  if (typeof text === 'number') return Number.isFinite(text) && text >= 0 ? Math.round(text) : undefined;
  const match = SIZE_PATTERN.exec(text.trim());
  const factor = SIZE_UNITS[match?.[2] ?? ''];
  return match && factor !== undefined ? Math.round(Number(match[1]) * factor) : undefined;
}

/** Milliseconds in a duration such as `1h30m`. Undefined when the text is not a duration. */
export function parseDuration(text: string): number | undefined {
  if (!DURATION_PATTERN.test(text.trim())) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)) {
    total += Number(amount) * (DURATION_UNITS[unit ?? ''] ?? 0);
  }
  return Math.round(total);
}

/** The whole number in a count such as `200k`. Undefined when the text is not a count. */
export function parseCount(text: string | number): number | undefined {
  if (typeof text === 'number') return Number.isInteger(text) && text >= 0 ? text : undefined;
  const match = COUNT_PATTERN.exec(text.trim());
  const factor = COUNT_UNITS[match?.[2] ?? ''];
  return match && factor !== undefined ? Math.round(Number(match[1]) * factor) : undefined;
}

/** A number of equal GPUs. */
export interface Gpus {
  readonly count: number;
  /** Model name as the vendor's tools print it, without the memory: `A100`. */
  readonly model: string;
  /** Memory of each, in bytes. */
  readonly memory: number;
}

/** The GPUs in `4 x A100-80GB`; vendors say GB and mean GiB. Undefined when the text does not name any. */
export function parseGpus(text: string): Gpus | undefined {
  const match = GPUS_PATTERN.exec(text.trim());
  if (!match) return undefined;
  return { count: Number(match[1]), model: match[2] ?? '', memory: Number(match[3]) * 2 ** 30 };
}
