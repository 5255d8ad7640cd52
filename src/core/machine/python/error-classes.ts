/**
 * Finds the dictionary in which the interpreter keeps which class of errors goes with which number. Nothing that a script can name leads
 * to it, so it is found by what it holds.
 */
import type { GuestMemory } from './guest-memory.ts';

/** Addresses of objects, as `id` gives them. */
export interface KnownObjects {
  /** A list of one entry, which the dictionary is put into. */
  readonly place: number;
  readonly dictionary: number;
  /** The number that `FileNotFoundError` has before anything is changed. */
  readonly key: number;
  readonly value: number;
}

const KEY = 44;
/** Offsets in the objects of CPython 3.13 for 32 bits. */
const LIST_ITEMS = 12;
const DICTIONARY_KEYS = 24;
const OBJECT_TYPE = 4;
/** Bytes that the table of keys takes before an entry at most. */
const NEAR = 1024;

/**
 * Puts the dictionary into the list.
 * @throws RangeError when it is not found
 */
export function giveErrorClasses(memory: GuestMemory, { place, dictionary, key, value }: KnownObjects): void {
  const words = new Uint32Array(memory.bytes.buffer);
  const entry = entryAt(words, key, value);
  for (let at = 0; at < words.length; at += 1) {
    const keys = words[at] ?? 0;
    if (keys > entry || keys < entry - NEAR || keys === 0) continue;
    const object = at * 4 - DICTIONARY_KEYS;
    if (words[(object + OBJECT_TYPE) / 4] !== dictionary) continue;
    const items = memory.u32(place + LIST_ITEMS);
    memory.setU32(items, object);
    memory.setU32(object, memory.u32(object) + 1);
    return;
  }
  throw new RangeError('The interpreter is not the one that this was made for: its classes of errors are not found.');
}

function entryAt(words: Uint32Array, key: number, value: number): number {
  for (let at = words.indexOf(key, 1); at !== -1; at = words.indexOf(key, at + 1)) {
    if (words[at - 1] === KEY && words[at + 1] === value) return (at - 1) * 4;
  }
  throw new RangeError('The interpreter is not the one that this was made for: its numbers of errors are not found.');
}
