/** Contents that are told by what is different from others, put together. */
import type { ContentSplice } from '../machine/world.ts';

/**
 * A content after splices, each of which is told from the one before it. The bytes are copied once, however many splices there are.
 * Undefined when one of them does not fit.
 */
export function splicedContent(base: Uint8Array, splices: readonly ContentSplice[]): Uint8Array | undefined {
  let pieces: readonly Uint8Array[] = [base];
  let length = base.length;
  for (const { offset, deleted, inserted } of splices) {
    if (offset + deleted > length) return undefined;
    pieces = [...cut(pieces, 0, offset), inserted, ...cut(pieces, offset + deleted, length)];
    length += inserted.length - deleted;
  }
  if (splices.length === 0) return base;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** The part of some pieces from one byte up to, not including, another. */
function cut(pieces: readonly Uint8Array[], from: number, to: number): readonly Uint8Array[] {
  const within: Uint8Array[] = [];
  let at = 0;
  for (const piece of pieces) {
    const part = piece.subarray(Math.max(0, from - at), Math.max(0, to - at));
    if (part.length > 0) within.push(part);
    at += piece.length;
  }
  return within;
}
