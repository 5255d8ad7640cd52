/** Output of a command that goes on for a while: it is seen as it comes, unless something reads it that waits for the end. */
import type { Call } from './contracts.ts';
import { fromLatin1 } from './encoding.ts';

const encoder = new TextEncoder();

export class LiveOutput {
  readonly #call: Call;
  readonly #isLive: boolean;
  #held = '';

  constructor(call: Call) {
    this.#call = call;
    this.#isLive = call.sinks.stdout.kind !== 'result';
  }

  /** Prints a text. */
  print(text: string): void {
    if (this.#isLive) this.#deliver(encoder.encode(text));
    else this.#held += text;
  }

  /** Prints bytes, one character each. */
  printBytes(bytes: string): void {
    if (this.#isLive) this.#deliver(fromLatin1(bytes));
    else this.#held += bytes;
  }

  /** What was not seen yet: the output that the command ends with. */
  get held(): string {
    return this.#held;
  }

  #deliver(content: Uint8Array): void {
    this.#call.shell.deliver(this.#call.sinks.stdout, content);
  }
}
