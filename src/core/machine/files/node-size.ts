import type { Node } from '../world.ts';

const encoder = new TextEncoder();

/** What `stat` says of the size of a node, in bytes. */
export function sizeOf(node: Node): number {
  if (node.kind === 'directory') return 4096;
  return node.kind === 'link' ? encoder.encode(node.target).length : node.size;
}
