/** Runs an experiment in a process of its own and says how that went. */
import { mkdirSync } from 'node:fs';
import type { ExperimentRequest, FromTrialProcess, TrialSummary } from '../../protocol/trial-process.ts';
import { secretsOf, withoutSecrets } from '../endpoints/secrets.ts';
import { accessesOf } from './endpoint-access.ts';
import { launchTrialProcess, type ProcessExit, permissionFlag, type TrialProcess } from './launch.ts';

export interface RunOptions {
  /** Absolute path of the programme: `trial-process.mjs` of the package, or `main.ts` of the sources. */
  readonly entry: string;
  /** Told the id of the process when it was started. */
  readonly onStart?: (pid: number) => void;
  /** Told of everything that the process says, in order. */
  readonly onEvent?: (event: FromTrialProcess) => void;
  /** Cancels: trials under way end as cancelled, the others are not begun. */
  readonly signal?: AbortSignal;
  /** Milliseconds that trials under way get to end after a cancel before their process is ended. Default 5 s. */
  readonly graceMs?: number;
}

export interface ProcessRun {
  /** `died`: the process ended without a word, as when it is killed or out of memory. What it wrote stays. */
  readonly outcome: 'done' | 'cancelled' | 'failed' | 'died';
  /** Trials that ended, in the order of the experiment. */
  readonly summaries: readonly TrialSummary[];
  /** What happened, in a sentence; empty when all went well. */
  readonly message: string;
  /** Whether the runtime itself denied the process files, other processes and native code. */
  readonly confined: boolean;
}

const DEFAULT_GRACE_MS = 5_000;
const REINSTALL = 'Install Redline again if this happens every time.';

/**
 * Runs the experiment. The folder is made if it is not there. Never throws for what the process does.
 * @throws when the folder cannot be made
 */
export async function runInTrialProcess(request: ExperimentRequest, options: RunOptions): Promise<ProcessRun> {
  mkdirSync(request.folder, { recursive: true });
  const canConfine = permissionFlag() !== undefined;
  const run = new Run(request, options, canConfine);
  const result = await run.result;
  // A runtime may know the flags of the permission model and yet refuse them, as some builds of Electron do.
  const again = !run.wasReady && canConfine && result.outcome === 'died';
  return again ? new Run(request, options, false).result : result;
}

/** One start of the process. */
class Run {
  readonly result: Promise<ProcessRun>;
  readonly #request: ExperimentRequest;
  readonly #options: RunOptions;
  readonly #process: TrialProcess;
  readonly #summaries: TrialSummary[] = [];
  /** Where each trial stands in the experiment, by its id. */
  readonly #places = new Map<string, number>();
  #confined: boolean | undefined;
  #last: Extract<FromTrialProcess, { type: 'done' | 'failed' }> | undefined;

  constructor(request: ExperimentRequest, options: RunOptions, confine: boolean) {
    this.#request = request;
    this.#options = options;
    this.#process = launchTrialProcess<FromTrialProcess>({
      entry: options.entry,
      folder: request.folder,
      confine,
      onMessage: (message) => this.#receive(message),
    });
    if (this.#process.pid !== undefined) options.onStart?.(this.#process.pid);
    this.result = this.#run();
  }

  /** The process began to listen; one that did not can be started in another way without anything happening twice. */
  get wasReady(): boolean {
    return this.#confined !== undefined;
  }

  async #run(): Promise<ProcessRun> {
    const { signal, graceMs = DEFAULT_GRACE_MS } = this.#options;
    let timer: NodeJS.Timeout | undefined;
    const cancel = (): void => {
      this.#process.send({ type: 'cancel' });
      timer = setTimeout(() => this.#process.kill(), graceMs);
    };
    if (signal?.aborted) cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    const exit = await this.#process.exited;
    signal?.removeEventListener('abort', cancel);
    clearTimeout(timer);
    return this.#conclude(exit);
  }

  #receive(message: FromTrialProcess): void {
    if (message.type === 'ready') {
      this.#confined = message.confined;
      this.#process.send({ type: 'run', request: this.#request });
    }
    if (message.type === 'trial-started') this.#places.set(message.id, message.index);
    if (message.type === 'trial-ended') this.#summaries.push(message.summary);
    if (message.type === 'done' || message.type === 'failed') this.#last = message;
    this.#options.onEvent?.(message);
  }

  #conclude(exit: ProcessExit): ProcessRun {
    const cancelled = this.#options.signal?.aborted === true;
    const run = {
      summaries: this.#summaries.toSorted((a, b) => this.#placeOf(a) - this.#placeOf(b)),
      confined: this.#confined ?? false,
    };
    if (this.#last?.type === 'failed') return { ...run, outcome: 'failed', message: this.#clean(this.#last.message) };
    if (this.#last?.cancelled === true || (cancelled && this.#last === undefined)) {
      return { ...run, outcome: 'cancelled', message: 'The run was cancelled.' };
    }
    if (this.#last !== undefined) return { ...run, outcome: 'done', message: '' };
    return { ...run, outcome: 'died', message: this.#clean(causeOfDeath(exit, this.wasReady)) };
  }

  #placeOf({ id }: TrialSummary): number {
    return this.#places.get(id) ?? 0;
  }

  #clean(text: string): string {
    const secrets = accessesOf(this.#request).flatMap((access) =>
      access.provider === 'openai-compatible' ? secretsOf(access) : [],
    );
    return withoutSecrets(text, secrets);
  }
}

function causeOfDeath({ code, signal, stderr }: ProcessExit, wasReady: boolean): string {
  const said = stderr === '' ? '' : ` It printed last: ${stderr.split('\n').slice(-3).join(' ')}`;
  if (!wasReady) return `The process that runs trials could not be started. ${REINSTALL}${said}`;
  const how = signal === null ? `ended with code ${code ?? 'unknown'}` : `was ended by ${signal}`;
  return `The process that runs trials ${how}. The trials under way were interrupted; what they wrote is kept.${said}`;
}
