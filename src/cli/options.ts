/** Values of options, checked as they are read. */
import { InvalidArgumentError } from 'commander';

/** Reads a whole number within bounds. */
export function wholeNumber(minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^[+-]?\d+$/.test(text) || value < minimum || value > maximum) {
      throw new InvalidArgumentError(`It has to be a whole number from ${minimum} to ${maximum}.`);
    }
    return value;
  };
}

/** Reads a share from 0 to 1: `0.5`. */
export function share(text: string): number {
  const value = Number(text);
  if (!/^\d*\.?\d+$/.test(text) || value > 1)
    throw new InvalidArgumentError('It has to be a number from 0 to 1, such as 0.5.');
  return value;
}

/** Most trials of one run, as in the scenario language. */
export const MOST_TRIALS = 100_000;
/** Seeds are whole numbers that fit into a signed 32-bit number, as endpoints take them. */
export const LARGEST_SEED = 0x7fffffff;
/** More requests in flight than any one endpoint takes. */
export const MOST_CONCURRENT = 256;
