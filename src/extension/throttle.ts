/** Keeps what happens often from being shown as often. */
import type { Disposable } from 'vscode';

export interface Throttled extends Disposable {
  /** Calls the function at once, or at the end of the interval that is running; any number of calls in it become one. */
  (): void;
}

/** A function that is carried out at most once in `intervalMs`, and always once after the last call. */
export function throttle(carryOut: () => void, intervalMs: number): Throttled {
  let timer: NodeJS.Timeout | undefined;
  let again = false;
  const tick = (): void => {
    timer = undefined;
    if (!again) return;
    again = false;
    call();
  };
  const call = (): void => {
    if (timer !== undefined) {
      again = true;
      return;
    }
    timer = setTimeout(tick, intervalMs);
    carryOut();
  };
  return Object.assign(call, { dispose: () => clearTimeout(timer) });
}
