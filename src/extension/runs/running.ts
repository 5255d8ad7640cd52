/** The experiments that run now, started by this window. */
import { type Disposable, EventEmitter } from 'vscode';
import type { ExperimentRequest, FromTrialProcess } from '../../protocol/trial-process.ts';
import { beginning, type RunProgress, withMessage } from './progress.ts';

/** One experiment from its start to its end. */
export class RunningExperiment {
  /** Absolute path of its folder. */
  readonly folder: string;
  readonly scenario: string;
  readonly endpoint: string;
  readonly createdAt: Date;
  readonly #cancel = new AbortController();
  #progress: RunProgress;

  constructor(request: ExperimentRequest, scenario: string, createdAt: Date) {
    this.folder = request.folder;
    this.scenario = scenario;
    this.endpoint = request.endpoint.name;
    this.createdAt = createdAt;
    this.#progress = beginning(request.trials * Math.max(1, request.variants?.length ?? 1));
  }

  get progress(): RunProgress {
    return this.#progress;
  }

  get signal(): AbortSignal {
    return this.#cancel.signal;
  }

  take(message: FromTrialProcess): void {
    this.#progress = withMessage(this.#progress, message);
  }

  /** Has trials under way end as cancelled; the others do not begin. */
  stop(): void {
    this.#cancel.abort();
  }
}

/** Knows which experiments run, and which ended since the window was opened. */
export class RunningExperiments implements Disposable {
  readonly #running = new Map<string, RunningExperiment>();
  /** How those ended that did, by folder: for people, empty when all went well. */
  readonly #ended = new Map<string, string>();
  readonly #changed = new EventEmitter<RunningExperiment>();
  /** An experiment began, went on or ended. */
  readonly onDidChange = this.#changed.event;

  get all(): readonly RunningExperiment[] {
    return [...this.#running.values()];
  }

  get(folder: string): RunningExperiment | undefined {
    return this.#running.get(folder);
  }

  /** How an experiment of this window ended; undefined when it runs or is not of this window. */
  endOf(folder: string): string | undefined {
    return this.#ended.get(folder);
  }

  add(experiment: RunningExperiment): void {
    this.#running.set(experiment.folder, experiment);
    this.#changed.fire(experiment);
  }

  take(experiment: RunningExperiment, message: FromTrialProcess): void {
    experiment.take(message);
    this.#changed.fire(experiment);
  }

  end(experiment: RunningExperiment, how: string): void {
    this.#running.delete(experiment.folder);
    this.#ended.set(experiment.folder, how);
    this.#changed.fire(experiment);
  }

  /** Stops everything: the processes end on their own when the window that owns them goes. */
  dispose(): void {
    for (const experiment of this.all) experiment.stop();
    this.#changed.dispose();
  }
}
