import type { Node } from '../../world.ts';

const KINDS: Readonly<Record<Node['kind'], string>> = { file: '-', directory: 'd', link: 'l' };

/** A mode as `ls -l` prints it: `drwxr-xr-x`. Devices are files of their own kind. */
export function modeText(node: Node, isDevice: boolean): string {
  const bits = [6, 3, 0].map((shift) => {
    const three = (node.mode >> shift) & 0o7;
    return `${three & 4 ? 'r' : '-'}${three & 2 ? 'w' : '-'}${three & 1 ? 'x' : '-'}`;
  });
  const special = [
    [0o4000, 0, 's'],
    [0o2000, 1, 's'],
    [0o1000, 2, 't'],
  ] as const;
  for (const [bit, index, letter] of special) {
    const three = bits[index] ?? '---';
    if (node.mode & bit) bits[index] = three.slice(0, 2) + (three.endsWith('x') ? letter : letter.toUpperCase());
  }
  return (isDevice ? 'c' : KINDS[node.kind]) + bits.join('');
}
