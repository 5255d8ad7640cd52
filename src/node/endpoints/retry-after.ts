/** How long to wait before a request is sent again. */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { mersenne } from 'pure-rand/generator/mersenne';

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;

/**
 * Milliseconds that an answer asks to wait, from `retry-after-ms` or `Retry-After` (RFC 9110, section 10.2.3: seconds or a date).
 * Undefined where it asks for nothing that can be read. `now` is in milliseconds since 1970.
 */
export function retryAfterMs(headers: Readonly<Record<string, string>>, now: number): number | undefined {
  const precise = headers['retry-after-ms'];
  if (precise !== undefined && /^\d+(\.\d+)?$/.test(precise)) return Number(precise);
  const value = headers['retry-after']?.trim();
  if (value === undefined || value === '') return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/**
 * Milliseconds to wait before retry number `retry` (from 1) when the server asks for nothing: doubling from half a second, at most
 * 30 s, of which a share between one half and all is taken, drawn from the seed so that trials do not come back in step.
 */
export function backoffMs(retry: number, seed: number): number {
  const full = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (retry - 1));
  const share = uniformFloat64(mersenne((seed ^ Math.imul(retry, 0x9e3779b1)) | 0));
  return Math.round(full * (0.5 + share / 2));
}
