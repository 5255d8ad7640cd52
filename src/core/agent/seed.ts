import { sha256 } from '@noble/hashes/sha2.js';

/**
 * The seed that an endpoint is given with one request: the first 31 bits of the SHA-256 of `TRIAL_SEED/TURN`. Every turn has its
 * own, and turn N of a trial always has the same one. 31 bits, because endpoints store seeds in a signed 32-bit number.
 */
export function seedOf(trialSeed: number, turn: number): number {
  const [a = 0, b = 0, c = 0, d = 0] = sha256(new TextEncoder().encode(`${trialSeed}/${turn}`));
  return (((a & 0x7f) << 24) | (b << 16) | (c << 8) | d) >>> 0;
}
