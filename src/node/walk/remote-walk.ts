/** Walks around on the machine of a scenario, in a process with its powers taken away: what is typed may come from a model. */
import type { WalkAction, WalkEnd, WalkObservation, WalkPlace } from '../../core/walk/walk.ts';
import type { FromTrialProcess } from '../../protocol/trial-process.ts';
import type { FromWalk, ToWalk, WalkRequest } from '../../protocol/walk.ts';
import { launchTrialProcess, type ProcessExit, permissionFlag, type TrialProcess } from '../trial-process/launch.ts';

/** Thrown when the process of the machine ended before it had answered. The message says how. */
export class WalkDiedError extends Error {
  override readonly name = 'WalkDiedError';
}

type Answer = Exclude<FromWalk, { readonly type: 'walk-begun' }>;

/** A machine to walk around on. Its process lives until `close`. */
export class RemoteWalk {
  readonly place: WalkPlace;
  /** How things stood when the walk began. */
  readonly standing: WalkObservation;
  readonly #line: WalkLine;

  private constructor(line: WalkLine, { place, observation }: Extract<FromWalk, { readonly type: 'walk-begun' }>) {
    this.#line = line;
    this.place = place;
    this.standing = observation;
  }

  /**
   * Starts the process and makes the machine.
   * @param entry absolute path of the programme: `trial-process.mjs` of the package, or `main.ts` of the sources
   * @throws WalkDiedError when the process cannot be started, or the scenario cannot be used
   */
  static async begin(entry: string, request: WalkRequest): Promise<RemoteWalk> {
    const line = await openLine(entry);
    try {
      const begun = await line.ask({ type: 'walk', request });
      if (begun.type !== 'walk-begun') throw new WalkDiedError('The machine did not answer as it should.');
      return new RemoteWalk(line, begun);
    } catch (error) {
      line.close();
      throw error;
    }
  }

  /**
   * Carries out an action after a pause, in milliseconds on the machine's clock.
   * @throws WalkDiedError when the process is gone
   */
  async act(action: WalkAction, pauseMs: number): Promise<WalkObservation> {
    return expect(await this.#line.ask({ type: 'act', action, pauseMs }), 'acted').observation;
  }

  /**
   * Carries out an action that belongs to the one before it.
   * @throws WalkDiedError when the process is gone
   */
  async goOn(action: WalkAction): Promise<WalkObservation> {
    return expect(await this.#line.ask({ type: 'act', action, pauseMs: undefined }), 'acted').observation;
  }

  /**
   * What the conditions of the scenario give now.
   * @throws WalkDiedError when the process is gone
   */
  async end(): Promise<WalkEnd> {
    return expect(await this.#line.ask({ type: 'end-walk' }), 'walk-ended').end;
  }

  /** Ends the process. */
  close(): void {
    this.#line.close();
  }
}

function expect<T extends Answer['type']>(answer: FromWalk, type: T): Extract<Answer, { readonly type: T }> {
  if (answer.type !== type) throw new WalkDiedError('The machine did not answer as it should.');
  return answer as Extract<Answer, { readonly type: T }>;
}

/** A line to a process that listens. A runtime may know the flags of the permission model and yet refuse them: it goes without. */
async function openLine(entry: string): Promise<WalkLine> {
  const canConfine = permissionFlag() !== undefined;
  const line = new WalkLine(entry, canConfine);
  try {
    await line.ready;
    return line;
  } catch (error) {
    line.close();
    if (!canConfine) throw error;
  }
  const open = new WalkLine(entry, false);
  await open.ready;
  return open;
}

/** The line to the process: questions are answered in their order. */
class WalkLine {
  readonly ready: Promise<void>;
  readonly #process: TrialProcess;
  readonly #died: Promise<never>;
  readonly #waiting: ((answer: FromWalk) => void)[] = [];
  #failure = '';

  constructor(entry: string, confine: boolean) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#process = launchTrialProcess<FromTrialProcess | FromWalk>({
      entry,
      folder: undefined,
      confine,
      onMessage: (message) => {
        if (message.type === 'ready') resolve();
        else if (message.type === 'failed') this.#failure = message.message;
        else if (message.type === 'walk-begun' || message.type === 'acted' || message.type === 'walk-ended') {
          this.#waiting.shift()?.(message);
        }
      },
    });
    this.#died = this.#process.exited.then((exit) => {
      throw new WalkDiedError(this.#failure || `The process of the machine ended: ${howItEnded(exit)}`);
    });
    // Whoever waits for an answer hears of it; when nobody does, its end is as wanted.
    this.#died.catch(() => undefined);
    this.ready = Promise.race([this.#died, promise]);
    this.ready.catch(() => undefined);
  }

  ask(message: ToWalk): Promise<FromWalk> {
    const { promise, resolve } = Promise.withResolvers<FromWalk>();
    this.#waiting.push(resolve);
    this.#process.send(message);
    return Promise.race([this.#died, promise]);
  }

  close(): void {
    this.#process.kill();
  }
}

function howItEnded({ code, signal, stderr }: ProcessExit): string {
  return stderr || `with ${signal ?? `code ${code ?? 'unknown'}`}.`;
}
