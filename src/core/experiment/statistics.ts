/** The statistics of rates. Formulas are cited where they stand. */

/** Lower and upper end of an interval. */
export type Interval = readonly [low: number, high: number];

/** 97.5 % quantile of the standard normal distribution (NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.1). */
const Z_95 = 1.959963984540054;

/**
 * Wilson's score interval at 95 % for a rate of `successes` in `trials`.
 *
 * Wilson (1927), "Probable inference, the law of succession, and statistical inference", JASA 22:209-212; recommended for small
 * samples by Brown, Cai and DasGupta (2001), "Interval estimation for a binomial proportion", Statistical Science 16:101-133,
 * equation 4. With no trials nothing is known of the rate, and the interval is [0, 1].
 * @throws RangeError when the numbers are not whole, or there are more successes than trials.
 */
export function wilsonInterval(successes: number, trials: number): Interval {
  if (!Number.isInteger(successes) || !Number.isInteger(trials) || successes < 0 || successes > trials) {
    throw new RangeError(`There is no rate of ${successes} successes in ${trials} trials.`);
  }
  if (trials === 0) return [0, 1];
  const rate = successes / trials;
  const square = Z_95 ** 2;
  const centre = (rate + square / (2 * trials)) / (1 + square / trials);
  const half =
    (Z_95 / (1 + square / trials)) * Math.sqrt((rate * (1 - rate)) / trials + square / (4 * trials * trials));
  // The ends are exact at no and at all successes; rounding must not move them.
  return [successes === 0 ? 0 : centre - half, successes === trials ? 1 : centre + half];
}

/** Smallest, middle and largest of some values. */
export interface Spread {
  readonly minimum: number;
  readonly median: number;
  readonly maximum: number;
}

/** The spread of the values; of an even number the median is the mean of the two in the middle. Undefined when there are none. */
export function spreadOf(values: readonly number[]): Spread | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const minimum = sorted[0];
  const maximum = sorted.at(-1);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  if (minimum === undefined || maximum === undefined || upper === undefined || lower === undefined) return undefined;
  return { minimum, median: (lower + upper) / 2, maximum };
}
