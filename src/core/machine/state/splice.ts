/** A content told by what is different from another one. */
import type { ToldContent } from '../world.ts';

/** A content is told whole unless it has at least so many bytes, and less than half of them are new. */
const LEAST = 512;

/** How a content is told when one that was told before ends at `offset` and what follows is added. */
export function appended(base: string, offset: number, content: Uint8Array): ToldContent {
  return smaller({ base, offset, deleted: 0, inserted: content.subarray(offset) }, content);
}

/** How a content is told when another one is known: by the part between what both begin with and what both end with. */
export function spliced(base: string, before: Uint8Array, content: Uint8Array): ToldContent {
  const most = Math.min(before.length, content.length);
  let start = 0;
  while (start < most && before[start] === content[start]) start += 1;
  let end = 0;
  while (end < most - start && before[before.length - 1 - end] === content[content.length - 1 - end]) end += 1;
  const inserted = content.subarray(start, content.length - end);
  return smaller({ base, offset: start, deleted: before.length - start - end, inserted }, content);
}

function smaller(splice: Exclude<ToldContent, Uint8Array>, content: Uint8Array): ToldContent {
  return content.length >= LEAST && splice.inserted.length * 2 < content.length ? splice : content;
}
