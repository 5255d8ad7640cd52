/** Contents in a transcript: text where it is text, base64 where it is not. */
import type { TranscriptEventOf } from './events.ts';

/** How a content is stored in a `content` event. */
export type EncodedContent = Pick<TranscriptEventOf<'content'>, 'encoding' | 'data'>;

/** Bytes as a `content` event holds them. `decodeContent` gives exactly the same bytes back. */
export function encodeContent(bytes: Uint8Array): EncodedContent {
  try {
    return { encoding: 'utf8', data: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { encoding: 'base64', data: toBase64(bytes) };
  }
}

/** The bytes of a `content` event; undefined when its base64 is damaged. */
export function decodeContent(content: EncodedContent): Uint8Array | undefined {
  if (content.encoding === 'utf8') return new TextEncoder().encode(content.data);
  try {
    return Uint8Array.from(atob(content.data), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

function toBase64(bytes: Uint8Array): string {
  // In pieces, because a call takes a limited number of arguments; a multiple of three needs no padding in between.
  const pieces: string[] = [];
  for (let start = 0; start < bytes.length; start += 3 * 8192) {
    pieces.push(btoa(String.fromCharCode(...bytes.subarray(start, start + 3 * 8192))));
  }
  return pieces.join('');
}
