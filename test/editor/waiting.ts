/** Waiting for what the editor does in its own time. */

const LIMIT_MS = 30_000;
const PAUSE_MS = 50;

/** Settles with the value once `look` gives one; fails with what was waited for. */
export async function until<T>(what: string, look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const end = Date.now() + LIMIT_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`Waited in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
