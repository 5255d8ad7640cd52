/** Digests of contents, as the world and the transcript write them. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

const encoder = new TextEncoder();

/** `sha256:` and the hex digest of a content. */
export function digestOf(content: Uint8Array | string): string {
  return `sha256:${bytesToHex(sha256(typeof content === 'string' ? encoder.encode(content) : content))}`;
}

/** The hex digits of a digest, without the name of the algorithm. */
export function digestHex(digest: string): string {
  return digest.slice(digest.indexOf(':') + 1);
}
