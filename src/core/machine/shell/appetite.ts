/** How much of an input that never ends the tools of the shell read before they are done. */
import type { MemberWords } from './pipeline-members.ts';

/** What a tool reads of its input. */
export type Appetite =
  /** So many bytes or lines, and no more. */
  | { readonly kind: 'bytes' | 'lines'; readonly count: number }
  /** All there is, and prints nothing before it has it. */
  | { readonly kind: 'all' }
  /** All there is, and prints what it makes of it as it comes. */
  | { readonly kind: 'filters' }
  /** All there is, as it comes; it knows contents that are only described. */
  | { readonly kind: 'passes' }
  /** As much as it cares for. */
  | { readonly kind: 'some' };

const ALL: Appetite = { kind: 'all' };
const FILTERS: Appetite = { kind: 'filters' };
const SOME: Appetite = { kind: 'some' };

const READING_ALL =
  'b2sum cksum md5sum sha1sum sha224sum sha256sum sha384sum sha512sum shuf sort sum tac tail tsort wc'.split(' ');
const FILTERING =
  'base32 base64 bzip2 cut expand fmt fold gzip hd hexdump nl od paste rev strings tr unexpand uniq xxd xz'.split(' ');
const APPETITES: ReadonlyMap<string, Appetite> = new Map<string, Appetite>([
  ...READING_ALL.map((name) => [name, ALL] as const),
  ...FILTERING.map((name) => [name, FILTERS] as const),
]);
const MULTIPLES: Readonly<Record<string, number>> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 };

/** A size as `head` and `dd` take it; undefined for one that is not told plainly. */
function sizeOf(text: string | undefined): number | undefined {
  const [, digits, unit = '', decimal] = /^\+?(\d+)([kmgt]?)(b|ib)?$/i.exec(text ?? '') ?? [];
  if (digits === undefined) return undefined;
  const power = 'kmgt'.indexOf(unit.toLowerCase()) + 1;
  const multiple = decimal?.toLowerCase() === 'b' && unit !== '' ? 1000 ** power : MULTIPLES[unit.toLowerCase()];
  return Number(digits) * (multiple ?? 1);
}

/** What a tool that is called so reads of its standard input. */
export function appetiteOf([name = '', ...args]: readonly string[]): Appetite {
  switch (name.slice(name.lastIndexOf('/') + 1)) {
    case 'head':
      return ofHead(args);
    case 'dd':
      return ofDd(args);
    case 'cat':
      return args.length === 0 ? { kind: 'passes' } : FILTERS;
    case 'od':
      return args.some((word) => /^-(?:[bcdfilosvx]*N|-read-bytes)/.test(word)) ? SOME : FILTERS;
    case 'xxd':
      return args.some((word) => /^-(?:l|-?len)/.test(word)) ? SOME : FILTERS;
    case 'hexdump':
    case 'hd':
      return args.some((word) => /^-(?:[bcCdovx]*n|-length)/.test(word)) ? SOME : FILTERS;
    case 'grep':
    case 'egrep':
    case 'fgrep':
      if (args.some((word) => /^-[A-Za-z]*[qlLm]|^--(?:quiet|silent|max-count|files-with)/.test(word))) return SOME;
      return args.some((word) => /^-[A-Za-z]*c|^--count/.test(word)) ? ALL : FILTERS;
    case 'sed':
      return args.some((word) => /[qQ]/.test(word)) ? SOME : FILTERS;
    case 'awk':
    case 'gawk':
    case 'mawk':
      if (args.some((word) => /\bexit\b/.test(word))) return SOME;
      return args.some((word) => /\bEND\b/.test(word)) ? ALL : FILTERS;
    default:
      return APPETITES.get(name.slice(name.lastIndexOf('/') + 1)) ?? SOME;
  }
}

function ofHead(args: readonly string[]): Appetite {
  const joined = args
    .join(' ')
    .replace(/(^| )-[qv](?= |$)/g, '')
    .trim();
  const match = /^(?:--(bytes|lines)[= ]|-([cn]) ?|-(?=\d))(\S+)$/.exec(joined);
  const count = sizeOf(match?.[3]);
  if (!match || count === undefined) return joined === '' ? { kind: 'lines', count: 10 } : SOME;
  return { kind: match[1] === 'bytes' || match[2] === 'c' ? 'bytes' : 'lines', count };
}

function ofDd(args: readonly string[]): Appetite {
  const value = (name: string): string | undefined =>
    args.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);
  if (value('if') !== undefined) return SOME;
  const count = value('count');
  if (count === undefined) return { kind: 'passes' };
  const [blocks, block, skipped] = [
    sizeOf(count),
    sizeOf(value('bs') ?? value('ibs') ?? '512'),
    sizeOf(value('skip') ?? '0'),
  ];
  return blocks === undefined || block === undefined || skipped === undefined
    ? SOME
    : { kind: 'bytes', count: (blocks + skipped) * block };
}

/** Whether the first of these to end the input before its end never comes: then whoever writes it goes on for ever. */
export function drains(members: MemberWords): boolean {
  for (const words of members) {
    if (!words) return false;
    const { kind } = appetiteOf(words);
    if (kind === 'all') return true;
    if (kind !== 'filters' && kind !== 'passes') return false;
  }
  return true;
}
