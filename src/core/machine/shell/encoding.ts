/** Contents as the interpreter's tools hand them over: text, bytes, or bytes as characters. */
import type { BufferEncoding, FileContent } from 'just-bash';

export type Encoding = BufferEncoding | { readonly encoding?: BufferEncoding | null } | null | undefined;

const encoder = new TextEncoder();
const CHUNK = 8192;

export function encodingOf(options: Encoding): BufferEncoding {
  return (typeof options === 'string' ? options : options?.encoding) ?? 'utf8';
}

/** Bytes as characters, one each. */
export function latin1(bytes: Uint8Array): string {
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
