/** What somebody did while walking, as far as it can be done again. */

export interface DoneAction {
  readonly command: string;
  readonly terminal: number;
  /** `kept-running`: it was not waited for. `interrupted`: somebody pressed Ctrl-C. `looked`: what the terminal printed was received. */
  readonly how: 'ended' | 'kept-running' | 'interrupted' | 'looked';
  /** Milliseconds on the machine's clock that passed before it, since the action before. */
  readonly pausedMs: number;
  /** Milliseconds on the machine's clock that it took. */
  readonly tookMs: number;
}
