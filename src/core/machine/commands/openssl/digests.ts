/** `openssl dgst` and the digests under their own names. */
import { hmac } from '@noble/hashes/hmac.js';
import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha224, sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { ExecResult } from 'just-bash';
import { digestHex } from '../../files/digest.ts';
import { type Call, fail } from '../../shell/contracts.ts';
import { fromLatin1, latin1 } from '../../shell/encoding.ts';
import { bytesResult, type Content, readContent } from '../../shell/tools/files/content.ts';
import { both } from '../system-tool.ts';
import { openingError } from './errors.ts';

const DIGESTS = {
  md5: { hash: md5, title: 'MD5' },
  sha1: { hash: sha1, title: 'SHA1' },
  sha224: { hash: sha224, title: 'SHA2-224' },
  sha256: { hash: sha256, title: 'SHA2-256' },
  sha384: { hash: sha384, title: 'SHA2-384' },
  sha512: { hash: sha512, title: 'SHA2-512' },
} as const;
type DigestName = keyof typeof DIGESTS;

/** The digest that a name such as `sha256` or `SHA256` means. */
export function digestNamed(name: string): DigestName | undefined {
  const plain = name.toLowerCase().replace('sha2-', 'sha').replace(/^sha-/, 'sha');
  return Object.hasOwn(DIGESTS, plain) ? (plain as DigestName) : undefined;
}

function digestOf(content: Content, name: DigestName, key: string | undefined): Uint8Array {
  const { hash } = DIGESTS[name];
  const whole = content.digest;
  // A sparse file has the digest that it was given; the others follow from it.
  if (whole !== undefined && name === 'sha256' && key === undefined) {
    return Uint8Array.from(digestHex(whole).match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  }
  const bytes = whole === undefined ? fromLatin1(content.bytes) : utf8ToBytes(whole);
  return key === undefined ? hash(bytes) : hmac(hash, utf8ToBytes(key), bytes);
}

/** Prints digests of files or of standard input; `named` is set when the command itself names the digest. */
export async function digest(words: readonly string[], call: Call, named?: DigestName): Promise<ExecResult> {
  const tool = named ?? 'dgst';
  let name: DigestName = named ?? 'sha256';
  let title: string = named ? DIGESTS[named].title : 'SHA2-256';
  let key: string | undefined;
  let form: 'usual' | 'coreutils' | 'binary' = 'usual';
  const files: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const chosen = word.startsWith('-') ? digestNamed(word.replace(/^-+/, '')) : undefined;
    if (chosen) {
      name = chosen;
      title = DIGESTS[chosen].title;
    } else if (word === '-r') form = 'coreutils';
    else if (word === '-binary') form = 'binary';
    else if (word === '-hex' || word === '-c') continue;
    else if (word === '-hmac') {
      at += 1;
      key = words[at] ?? '';
    } else if (word.startsWith('-') && word !== '-') {
      return fail(`${tool}: Unknown option or message digest: ${word.slice(1)}\n${tool}: Use -help for summary.\n`);
    } else files.push(word);
  }
  let stdout = '';
  let stderr = '';
  for (const file of files.length > 0 ? files : ['-']) {
    const content = await readContent(file, call);
    if ('reason' in content) {
      stderr += openingError(file, content.reason, call);
      continue;
    }
    const bytes = digestOf(content, name, key);
    const shown = file === '-' && files.length === 0 ? 'stdin' : file;
    if (form === 'binary') stdout += latin1(bytes);
    else if (form === 'coreutils') stdout += `${bytesToHex(bytes)} *${shown}\n`;
    else stdout += `${key === undefined || file === '-' ? '' : 'HMAC-'}${title}(${shown})= ${bytesToHex(bytes)}\n`;
  }
  return form === 'binary' ? bytesResult(stdout, stderr) : both(stdout, stderr, stderr === '' ? 0 : 1);
}
