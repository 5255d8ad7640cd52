/** Ctrl-C, and the polite request to end that a supervisor sends. */

export interface Interrupt {
  /** Aborts at the first request to stop. */
  readonly signal: AbortSignal;
  /** Stops listening. */
  dispose(): void;
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
const INTERRUPTED = 130;

/** Listens for requests to stop. At the second one this process ends at once; what was written stays. */
export function onInterrupt(first: () => void): Interrupt {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(INTERRUPTED);
    first();
    controller.abort();
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  return {
    signal: controller.signal,
    dispose() {
      for (const signal of SIGNALS) process.off(signal, stop);
    },
  };
}
