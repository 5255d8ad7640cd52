/** `sha256sum` and its relatives. A sparse file has the digest that it was given; the other algorithms derive one from it. */
import { blake2b } from '@noble/hashes/blake2.js';
import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha224, sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { ExecResult } from 'just-bash';
import { getopt, has } from '../../../commands/getopt.ts';
import { digestHex } from '../../../files/digest.ts';
import type { Call, Tool } from '../../contracts.ts';
import { fromLatin1 } from '../../encoding.ts';
import { type Content, readContent } from './content.ts';
import { usageError } from './file-call.ts';

interface Hash {
  (bytes: Uint8Array): Uint8Array;
  create(): { update(bytes: Uint8Array): unknown; digest(): Uint8Array };
}

/** Bytes of a repeated content whose digest is worked out; of a larger one it is drawn from its size. */
const MOST_HASHED = 2 ** 28;
const PIECE = 2 ** 20;

const SPEC = {
  short: 'bctwz',
  long: {
    binary: 'b',
    check: 'c',
    tag: 'tag',
    text: 't',
    quiet: 'quiet',
    status: 'status',
    strict: 'strict',
    warn: 'w',
    'ignore-missing': 'missing',
    zero: 'z',
  },
};

/** Digests of repeated contents by algorithm and content: they take seconds. */
const REPEATED = new Map<string, string>();

/** The digest of a pattern over and over. */
function digestOfRepeated(pattern: Uint8Array, size: number, hash: Hash): string {
  const running = hash.create();
  const piece = new Uint8Array(Math.max(pattern.length, Math.floor(PIECE / pattern.length) * pattern.length));
  for (let at = 0; at < piece.length; at += pattern.length) piece.set(pattern, at);
  for (let left = size; left > 0; left -= piece.length)
    running.update(left < piece.length ? piece.subarray(0, left) : piece);
  return bytesToHex(running.digest());
}

function digest(content: Content, tool: string, hash: Hash): string {
  const { pattern, size } = content;
  if (pattern && content.digest !== undefined && size <= MOST_HASHED) {
    const key = `${tool} ${content.digest}`;
    const found = REPEATED.get(key) ?? digestOfRepeated(pattern, size, hash);
    REPEATED.set(key, found);
    return found;
  }
  if (content.digest === undefined) return bytesToHex(hash(fromLatin1(content.bytes)));
  return tool === 'sha256sum' ? digestHex(content.digest) : bytesToHex(hash(utf8ToBytes(content.digest)));
}

async function check(
  tool: string,
  hash: Hash,
  words: readonly string[],
  quiet: boolean,
  call: Call,
): Promise<ExecResult> {
  let stdout = '';
  let stderr = '';
  let failed = 0;
  let unread = 0;
  let missing = false;
  for (const word of words) {
    const list = await readContent(word, call);
    if ('reason' in list) {
      stderr += `${tool}: ${word}: ${list.reason}\n`;
      missing = true;
      continue;
    }
    for (const line of list.bytes.split('\n')) {
      const match = /^\\?([0-9a-f]+) [ *](.+)$/.exec(line);
      if (!match) continue;
      const [, expected = '', name = ''] = match;
      const content = await readContent(name, call);
      if ('reason' in content) {
        stderr += `${tool}: ${name}: ${content.reason}\n`;
        stdout += `${name}: FAILED open or read\n`;
        unread += 1;
      } else if (digest(content, tool, hash) === expected) {
        if (!quiet) stdout += `${name}: OK\n`;
      } else {
        stdout += `${name}: FAILED\n`;
        failed += 1;
      }
    }
  }
  const files = (count: number): string => `${count} ${count === 1 ? 'listed file' : 'listed files'}`;
  if (unread > 0) stderr += `${tool}: WARNING: ${files(unread)} could not be read\n`;
  if (failed > 0) stderr += `${tool}: WARNING: ${failed} computed checksum${failed === 1 ? '' : 's'} did NOT match\n`;
  return { stdout, stderr, exitCode: missing || failed + unread > 0 ? 1 : 0 };
}

function checksum(name: string, hash: Hash): Tool {
  return {
    name,
    run: async (args, call) => {
      const parsed = getopt(name, args, SPEC);
      if (parsed.problem !== undefined) return usageError(parsed.problem, name);
      const words = parsed.operands.length > 0 ? parsed.operands : ['-'];
      if (has(parsed, 'c')) return check(name, hash, words, has(parsed, 'quiet', 'status'), call);
      let stdout = '';
      let stderr = '';
      for (const word of words) {
        const content = await readContent(word, call);
        if ('reason' in content) stderr += `${name}: ${word}: ${content.reason}\n`;
        else if (has(parsed, 'tag'))
          stdout += `${name.replace('sum', '').replace('b2', 'blake2b').toUpperCase()} (${word}) = ${digest(content, name, hash)}\n`;
        else stdout += `${digest(content, name, hash)} ${has(parsed, 'b') ? '*' : ' '}${word}\n`;
      }
      return { stdout, stderr, exitCode: stderr === '' ? 0 : 1 };
    },
  };
}

export const CHECKSUM_TOOLS: readonly Tool[] = [
  checksum('b2sum', blake2b),
  checksum('md5sum', md5),
  checksum('sha1sum', sha1),
  checksum('sha224sum', sha224),
  checksum('sha256sum', sha256),
  checksum('sha384sum', sha384),
  checksum('sha512sum', sha512),
];
