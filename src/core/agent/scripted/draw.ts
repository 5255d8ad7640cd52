/** Chance that depends on nothing but a seed and names. */
import { sha256 } from '@noble/hashes/sha2.js';

/**
 * A number from 0 (included) to 1 (excluded) that depends on the seed and the names alone: the first 48 bits of the SHA-256 of both.
 * Other names give an independent number.
 */
export function drawFraction(seed: number, ...names: readonly (string | number)[]): number {
  const digest = sha256(new TextEncoder().encode(JSON.stringify([seed, ...names])));
  let value = 0;
  for (const byte of digest.subarray(0, 6)) value = value * 256 + byte;
  return value / 2 ** 48;
}

/** The option on which a fraction from 0 to 1 falls when each takes room by its weight. Undefined when all weights are 0. */
export function pickByWeight<T>(
  options: readonly { readonly value: T; readonly weight: number }[],
  fraction: number,
): T | undefined {
  const total = options.reduce((sum, { weight }) => sum + weight, 0);
  let left = fraction * total;
  let last: T | undefined;
  for (const { value, weight } of options) {
    if (weight <= 0) continue;
    if (left < weight) return value;
    left -= weight;
    last = value;
  }
  return last;
}
