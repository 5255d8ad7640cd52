/** Seeded choices for what a host looks like. Each part of it draws from a stream of its own, so one part never shifts another. */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

export interface Draw {
  /** A whole number, both bounds included. */
  int(from: number, to: number): number;
  /** One of the entries; the list must not be empty. */
  pick<T>(list: readonly [T, ...T[]]): T;
  /** Hexadecimal digits in small letters. */
  hex(digits: number): string;
  /** Characters of base 64. */
  base64(count: number): string;
  /** A UUID of version 4. */
  uuid(): string;
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** A number of 32 bits from a text: FNV-1a, by Fowler, Noll and Vo. */
export function textHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return hash >>> 0;
}

/** The stream of choices that belongs to a seed and a name: the same for the same two, whatever else is drawn. */
export function drawFrom(seed: number, name: string): Draw {
  const random = xoroshiro128plus((textHash(`${name}:${seed}`) ^ seed) | 0);
  const int = (from: number, to: number): number => uniformInt(random, from, to);
  const hex = (digits: number): string => {
    let text = '';
    for (let i = 0; i < digits; i += 1) text += int(0, 15).toString(16);
    return text;
  };
  return {
    int,
    pick: <T>(list: readonly [T, ...T[]]): T => list[int(0, list.length - 1)] ?? list[0],
    hex,
    base64: (count) => Array.from({ length: count }, () => BASE64.charAt(int(0, 63))).join(''),
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${'89ab'.charAt(int(0, 3))}${hex(3)}-${hex(12)}`,
  };
}
