/** Contents as the interpreter's tools hand them over: text, bytes, or bytes as characters. */
import type { BufferEncoding, FileContent } from 'just-bash';

export type Encoding = BufferEncoding | { readonly encoding?: BufferEncoding | null } | null | undefined;

const encoder = new TextEncoder();
const CHUNK = 8192;
/** The standard has it read the bytes from 0x80 to 0x9f as other characters. */
const decoder = new TextDecoder('latin1');

function hasControls(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at += 1) if (((bytes[at] ?? 0) & 0xe0) === 0x80) return true;
  return false;
}

export function encodingOf(options: Encoding): BufferEncoding {
  return (typeof options === 'string' ? options : options?.encoding) ?? 'utf8';
}

/** Bytes as characters, one each. */
export function latin1(bytes: Uint8Array): string {
  if (!hasControls(bytes)) return decoder.decode(bytes);
  let text = '';
  for (let from = 0; from < bytes.length; from += CHUNK) {
    text += String.fromCharCode(...bytes.subarray(from, from + CHUNK));
  }
  return text;
}

/** Characters as bytes, one each. */
export function fromLatin1(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  return bytes;
}

/** The bytes of a content that a tool hands over. */
export function bytesOf(content: FileContent, options: Encoding): Uint8Array {
  if (typeof content !== 'string') return content;
  const encoding = encodingOf(options);
  if (encoding === 'utf8' || encoding === 'utf-8') return encoder.encode(content);
  return fromLatin1(content);
}
