/** A terminal of the editor that is one on the machine of a scenario. */
import { PassThrough, Writable } from 'node:stream';
import { type Event, EventEmitter, type Pseudoterminal, type TerminalDimensions } from 'vscode';
import type { DoneAction } from '../../core/walk/done-action.ts';
import type { WalkPlace } from '../../core/walk/walk.ts';
import { InteractiveWalk } from '../../node/walk/interactive-walk.ts';
import { RemoteWalk } from '../../node/walk/remote-walk.ts';
import type { WalkRequest } from '../../protocol/walk.ts';

const INTRODUCTION =
  '\u001B[2mNothing that is typed here is carried out for real. Ctrl-C ends a command, Ctrl-D leaves. What takes long goes faster after 5 seconds.\u001B[0m\n';

export class WalkTerminal implements Pseudoterminal {
  readonly #entry: string;
  readonly #request: WalkRequest;
  readonly #written = new EventEmitter<string>();
  readonly #closed = new EventEmitter<number | undefined>();
  readonly #input = new PassThrough();
  readonly #output: Writable & { columns?: number };
  #walk: RemoteWalk | undefined;
  #interactive: InteractiveWalk | undefined;
  #isClosed = false;

  /** @param entry absolute path of the programme of the process in which the machine lives */
  constructor(entry: string, request: WalkRequest) {
    this.#entry = entry;
    this.#request = request;
    this.#output = new Writable({
      decodeStrings: false,
      write: (chunk: string | Uint8Array, _encoding, done) => {
        this.#write(typeof chunk === 'string' ? chunk : new TextDecoder().decode(chunk));
        done();
      },
    });
  }

  get onDidWrite(): Event<string> {
    return this.#written.event;
  }

  get onDidClose(): Event<number | undefined> {
    return this.#closed.event;
  }

  /** What was done so far. */
  get done(): readonly DoneAction[] {
    return this.#interactive?.done ?? [];
  }

  /** Where the agent stands; undefined until the machine is made. */
  get place(): WalkPlace | undefined {
    return this.#walk?.place;
  }

  open(dimensions: TerminalDimensions | undefined): void {
    if (dimensions !== undefined) this.setDimensions(dimensions);
    void this.#run();
  }

  close(): void {
    this.#isClosed = true;
    this.#interactive?.leave();
    this.#walk?.close();
  }

  handleInput(data: string): void {
    this.#input.write(data);
  }

  setDimensions({ columns }: TerminalDimensions): void {
    this.#output.columns = columns;
    this.#output.emit('resize');
  }

  async #run(): Promise<void> {
    try {
      this.#write(INTRODUCTION);
      const walk = await RemoteWalk.begin(this.#entry, this.#request);
      this.#walk = walk;
      if (this.#isClosed) walk.close();
      this.#interactive = new InteractiveWalk(walk, { input: this.#input, output: this.#output });
      await this.#interactive.run();
      this.#closed.fire(0);
    } catch (error) {
      if (this.#isClosed) return;
      this.#write(`\n${error instanceof Error ? error.message : String(error)}\n`);
      this.#closed.fire(1);
    } finally {
      this.#walk?.close();
    }
  }

  /** A terminal needs a carriage return to begin a line at its start. */
  #write(text: string): void {
    this.#written.fire(text.replaceAll(/\r?\n/g, '\r\n'));
  }
}
