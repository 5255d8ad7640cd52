/** Verifies transcripts in a process with its powers taken away: what they hold was written by others. */
import type { FromTrialProcess, TranscriptVerification, VerifiedMessage } from '../../protocol/trial-process.ts';
import { launchTrialProcess, type ProcessExit, permissionFlag, type TrialProcess } from './launch.ts';

/** Thrown when the process ended before it had answered. The message says how. */
export class VerifierDiedError extends Error {
  override readonly name = 'VerifierDiedError';
}

/** Verifies transcripts, one after another, in one process, which `close` ends. */
export class Verifier {
  readonly #process: TrialProcess;
  readonly #ready: Promise<void>;
  readonly #died: Promise<never>;
  #answer: (verification: TranscriptVerification) => void = () => undefined;
  #failure = '';

  /** @param entry absolute path of the programme: `trial-process.mjs` of the package, or `main.ts` of the sources */
  constructor(entry: string) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#ready = promise;
    this.#process = launchTrialProcess<FromTrialProcess | VerifiedMessage>({
      entry,
      folder: undefined,
      confine: permissionFlag() !== undefined,
      onMessage: (message) => {
        if (message.type === 'ready') resolve();
        if (message.type === 'verified') this.#answer(message.verification);
        if (message.type === 'failed') this.#failure = message.message;
      },
    });
    this.#died = this.#process.exited.then((exit) => {
      throw new VerifierDiedError(
        `The process that re-executes transcripts failed: ${this.#failure || howItEnded(exit)}`,
      );
    });
    // Whoever waits for an answer hears of it; when nobody does, its end is as wanted.
    this.#died.catch(() => undefined);
  }

  /**
   * How the text of a transcript compares with its re-execution. To be asked again only once it has answered.
   * @throws VerifierDiedError when the process is gone
   */
  verify(transcript: string): Promise<TranscriptVerification> {
    return Promise.race([this.#died, this.#ask(transcript)]);
  }

  /** Ends the process. */
  close(): void {
    this.#process.kill();
  }

  async #ask(transcript: string): Promise<TranscriptVerification> {
    await this.#ready;
    const { promise, resolve } = Promise.withResolvers<TranscriptVerification>();
    this.#answer = resolve;
    this.#process.send({ type: 'verify', transcript });
    return promise;
  }
}

function howItEnded({ code, signal, stderr }: ProcessExit): string {
  return stderr || `it ended with ${signal ?? `code ${code ?? 'unknown'}`}.`;
}
