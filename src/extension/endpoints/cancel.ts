/** Cancelling: VS Code's tokens as the signals that the rest of Redline takes. */
import type { CancellationToken } from 'vscode';

/** A signal that aborts when the token is cancelled. */
export function signalOf(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}

/** Takes the error of something that was cancelled for no answer; throws any other. */
export function cancelled(error: unknown): undefined {
  if (error instanceof Error && error.name === 'AbortError') return undefined;
  throw error;
}
