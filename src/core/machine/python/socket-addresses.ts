/** Addresses of sockets as the interpreter keeps them. */
import { SystemError } from './errno.ts';
import type { Guest } from './guest.ts';
import type { Address } from './socket-table.ts';

/** Families of addresses, as Linux counts them. */
export const FAMILY = { unix: 1, ipv4: 2, ipv6: 10 } as const;

/** Bytes of an address of four numbers; undefined for other texts. */
export function ipv4Bytes(text: string): readonly number[] | undefined {
  const parts = text.split('.').map(Number);
  const isAddress = /^\d{1,3}(?:\.\d{1,3}){3}$/.test(text) && parts.every((part) => part < 256);
  return isAddress ? parts : undefined;
}

/** Bytes of an address of eight groups. */
export function ipv6Bytes(text: string): readonly number[] | undefined {
  if (!/^[0-9a-f:]+$/i.test(text) || !text.includes(':')) return undefined;
  const [before = '', after] = text.split('::');
  const groups = (part: string): number[] =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16));
  const left = groups(before);
  const right = after === undefined ? [] : groups(after);
  const middle = after === undefined ? [] : Array.from({ length: 8 - left.length - right.length }, () => 0);
  return [...left, ...middle, ...right].flatMap((group) => [group >> 8, group & 0xff]);
}

function ipv6Text(bytes: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, index) => ((bytes[index * 2] ?? 0) << 8) | (bytes[index * 2 + 1] ?? 0));
  const text = groups.map((group) => group.toString(16)).join(':');
  return text.replace(/(?:^|:)0(?::0)+(?::|$)/, '::');
}

/** Reads a `struct sockaddr`. */
export function readAddress(guest: Guest, at: number): Address {
  const { memory } = guest;
  const family = memory.view.getUint16(at, true);
  const port = memory.view.getUint16(at + 2, false);
  if (family === FAMILY.ipv4) return { host: [...memory.copy(at + 4, 4)].join('.'), port };
  if (family === FAMILY.ipv6) return { host: ipv6Text(memory.copy(at + 8, 16)), port };
  throw new SystemError(family === FAMILY.unix ? 'ENOENT' : 'EAFNOSUPPORT');
}

/** Writes a `struct sockaddr`; gives its length. */
export function writeAddress(guest: Guest, at: number, family: number, address: Address): number {
  const { memory } = guest;
  const length = family === FAMILY.ipv6 ? 28 : 16;
  memory.bytes.fill(0, at, at + length);
  memory.setU16(at, family);
  memory.view.setUint16(at + 2, address.port, false);
  if (family === FAMILY.ipv6) memory.write(at + 8, Uint8Array.from(ipv6Bytes(address.host) ?? []));
  else memory.write(at + 4, Uint8Array.from(ipv4Bytes(address.host) ?? [0, 0, 0, 0]));
  return length;
}
