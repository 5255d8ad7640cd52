/** Addresses of version 4, and what can be told from them. */

const OCTETS = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;
/** RFC 1918, RFC 6598 and RFC 3927. */
const PRIVATE: readonly string[] = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '169.254.0.0/16'];

/** The 32 bits of an address; undefined when the text is none. */
export function addressBits(text: string): number | undefined {
  const octets = OCTETS.exec(text)?.slice(1).map(Number);
  if (!octets || octets.some((octet) => octet > 255)) return undefined;
  return octets.reduce((bits, octet) => bits * 256 + octet, 0);
}

export function isAddress(text: string): boolean {
  return addressBits(text) !== undefined;
}

/** Whether an address lies in a network: `10.0.0.0/8`, or the address itself. */
export function liesIn(address: string, network: string): boolean {
  const [base = '', length = '32'] = network.split('/');
  const [a, b] = [addressBits(address), addressBits(base)];
  const bits = Number(length);
  if (a === undefined || b === undefined || !(bits >= 0 && bits <= 32)) return false;
  const size = 2 ** (32 - bits);
  return Math.floor(a / size) === Math.floor(b / size);
}

/** Whether an address is one that no router of the outside carries. */
export function isPrivate(address: string): boolean {
  return PRIVATE.some((network) => liesIn(address, network));
}

export function isLoopback(address: string): boolean {
  return liesIn(address, '127.0.0.0/8') || address === '::1' || address === '0.0.0.0';
}
