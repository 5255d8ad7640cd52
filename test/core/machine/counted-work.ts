/** Counts what a piece of work does instead of how long it takes: elements that lists are asked to go through, look-ups in maps and sets. */

const LIST_METHODS = [
  'concat',
  'every',
  'filter',
  'find',
  'findIndex',
  'flatMap',
  'forEach',
  'includes',
  'indexOf',
  'join',
  'map',
  'reduce',
  'slice',
  'some',
  'sort',
] as const;

/** Replaces a method for a while; gives what puts the old one back. */
function replaced(prototype: object, name: string, before: (self: unknown) => void): () => void {
  const original = Reflect.get(prototype, name) as (...args: unknown[]) => unknown;
  const value = function counted(this: unknown, ...args: unknown[]): unknown {
    before(this);
    return Reflect.apply(original, this, args);
  };
  const descriptor = { value, configurable: true, writable: true };
  Object.defineProperty(prototype, name, descriptor);
  return () => Object.defineProperty(prototype, name, { ...descriptor, value: original });
}

/** How many steps some work takes. */
export async function countedWork(work: () => Promise<unknown>): Promise<number> {
  let steps = 0;
  const one = (): void => {
    steps += 1;
  };
  const each = (self: unknown): void => {
    steps += Array.isArray(self) ? self.length : 0;
  };
  const restore = [
    ...LIST_METHODS.map((name) => replaced(Array.prototype, name, each)),
    ...['get', 'has', 'set'].map((name) => replaced(Map.prototype, name, one)),
    ...['has', 'add'].map((name) => replaced(Set.prototype, name, one)),
  ];
  try {
    await work();
  } finally {
    for (const back of restore) back();
  }
  return steps;
}
