/** What kind of device a file in `/dev` is, since the world knows only files. */
import type { Node } from '../../../world.ts';

interface Device {
  readonly kind: 'c' | 'b';
  readonly major: number;
  readonly minor: number;
}

const CHARACTER: Readonly<Record<string, readonly [number, number]>> = {
  null: [1, 3],
  zero: [1, 5],
  full: [1, 7],
  random: [1, 8],
  urandom: [1, 9],
  tty: [5, 0],
  console: [5, 1],
  ptmx: [5, 2],
  kmsg: [1, 11],
  fuse: [10, 229],
  nvidiactl: [195, 255],
  'nvidia-modeset': [195, 254],
  'nvidia-uvm': [510, 0],
  'nvidia-uvm-tools': [510, 1],
};

/** The device behind a path; undefined for an ordinary file. */
export function deviceAt(path: string, node: Node): Device | undefined {
  if (!path.startsWith('/dev/') || node.kind !== 'file') return undefined;
  const name = path.slice('/dev/'.length);
  const known = CHARACTER[name];
  if (known) return { kind: 'c', major: known[0], minor: known[1] };
  const terminal = /^(pts\/|ttyS|tty|nvidia)(\d+)$/.exec(name);
  if (terminal) {
    const majors: Readonly<Record<string, number>> = { 'pts/': 136, ttyS: 4, tty: 4, nvidia: 195 };
    return {
      kind: 'c',
      major: majors[terminal[1] ?? ''] ?? 4,
      minor: Number(terminal[2]) + (terminal[1] === 'ttyS' ? 64 : 0),
    };
  }
  const [, letter, part = '0'] = /^vd([a-z])(\d*)$/.exec(name) ?? [];
  if (letter === undefined) return undefined;
  return { kind: 'b', major: 252, minor: (letter.charCodeAt(0) - 97) * 16 + Number(part) };
}
