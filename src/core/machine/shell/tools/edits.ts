/** The shortest way from one list of lines to another, after Myers, "An O(ND) Difference Algorithm and Its Variations" (1986). */

/** A stretch of lines that was replaced; positions count from 0 and the end is not included. */
export interface Edit {
  readonly from: number;
  readonly fromEnd: number;
  readonly to: number;
  readonly toEnd: number;
}

/** Differences beyond which the whole rest counts as replaced. */
const MOST_DIFFERENCES = 4_000;

/** The edits that turn `a` into `b`, in order. `same` says whether two lines count as equal. */
export function edits(
  a: readonly string[],
  b: readonly string[],
  same: (x: string, y: string) => boolean,
): readonly Edit[] {
  let start = 0;
  while (start < a.length && start < b.length && same(a[start] ?? '', b[start] ?? '')) start += 1;
  let [endA, endB] = [a.length, b.length];
  while (endA > start && endB > start && same(a[endA - 1] ?? '', b[endB - 1] ?? '')) {
    endA -= 1;
    endB -= 1;
  }
  const path = shortest(a.slice(start, endA), b.slice(start, endB), same);
  if (!path) return [{ from: start, fromEnd: endA, to: start, toEnd: endB }];
  const found: Edit[] = [];
  let [x, y] = [start, start];
  for (const [matchA, matchB] of [...path, [endA - start, endB - start] as const]) {
    const [nextX, nextY] = [start + matchA, start + matchB];
    if (nextX > x || nextY > y) found.push({ from: x, fromEnd: nextX, to: y, toEnd: nextY });
    [x, y] = [nextX + 1, nextY + 1];
  }
  return found;
}

/** Pairs of positions of equal lines, in order; undefined when the lists differ too much. */
function shortest(
  a: readonly string[],
  b: readonly string[],
  same: (x: string, y: string) => boolean,
): readonly (readonly [number, number])[] | undefined {
  if (a.length === 0 || b.length === 0) return [];
  const most = Math.min(a.length + b.length, MOST_DIFFERENCES);
  // How far each diagonal reaches, diagonal 0 in the middle.
  const reach = new Int32Array(2 * most + 3);
  const middle = most + 1;
  const trace: Int32Array[] = [];
  for (let depth = 0; depth <= most; depth += 1) {
    trace.push(reach.slice(middle - depth - 1, middle + depth + 2));
    for (let diagonal = -depth; diagonal <= depth; diagonal += 2) {
      const [below = 0, above = 0] = [reach[middle + diagonal - 1], reach[middle + diagonal + 1]];
      const down = diagonal === -depth || (diagonal !== depth && below < above);
      let x = down ? above : below + 1;
      while (x < a.length && x - diagonal < b.length && same(a[x] ?? '', b[x - diagonal] ?? '')) x += 1;
      reach[middle + diagonal] = x;
      if (x >= a.length && x - diagonal >= b.length) return matches(trace, a.length, b.length);
    }
  }
  return undefined;
}

/** `trace` holds, for each depth, how far the diagonals reached before it, from one beyond the lowest on. */
function matches(trace: readonly Int32Array[], lengthA: number, lengthB: number): [number, number][] {
  const found: [number, number][] = [];
  let [x, y] = [lengthA, lengthB];
  for (let depth = trace.length - 1; depth >= 0; depth -= 1) {
    const reached = (diagonal: number): number => trace[depth]?.[diagonal + depth + 1] ?? 0;
    const diagonal = x - y;
    const down = diagonal === -depth || (diagonal !== depth && reached(diagonal - 1) < reached(diagonal + 1));
    const before = down ? diagonal + 1 : diagonal - 1;
    const beforeX = depth === 0 ? 0 : reached(before);
    const beforeY = depth === 0 ? 0 : beforeX - before;
    while (x > beforeX && y > beforeY) {
      x -= 1;
      y -= 1;
      found.push([x, y]);
    }
    [x, y] = [beforeX, beforeY];
  }
  return found.reverse();
}
