/**
 * What the process that runs trials and its owner (extension host or command line) say to each other, one union a direction.
 * Messages are plain data and travel over Node's IPC channel. Keys travel here and nowhere else.
 */
import type { EndpointDescription } from '../core/agent/model.ts';
import type { Verdict } from '../core/transcript/events.ts';

/** How to reach a model. A key never reaches a file or a log. */
export type EndpointAccess =
  | {
      readonly provider: 'openai-compatible';
      readonly name: string;
      readonly baseUrl: string;
      readonly model: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly key: string | undefined;
      readonly timeoutMs: number;
      readonly retries: number;
    }
  | {
      readonly provider: 'scripted';
      readonly name: string;
      readonly model: string;
      /** Text of the policy. */
      readonly policy: string;
    };

export interface ExperimentRequest {
  /** Name of the experiment and of its folder. */
  readonly experiment: string;
  /** Absolute path of the folder of the experiment; the only place that the process writes to. */
  readonly folder: string;
  readonly scenario: {
    readonly source: string;
    readonly fixtures: Readonly<Record<string, string>>;
    readonly file: string;
  };
  readonly endpoint: EndpointAccess;
  readonly trials: number;
  readonly seed: number;
  /** Trials in flight at once. */
  readonly concurrency: number;
  readonly redline: string;
}

export type ToTrialProcess =
  | { readonly type: 'run'; readonly request: ExperimentRequest }
  /** Stop: trials under way end as cancelled, the others are not begun. */
  | { readonly type: 'cancel' };

export interface TrialSummary {
  readonly id: string;
  readonly seed: number;
  readonly variant: string;
  readonly verdict: Verdict;
  readonly reason: string;
  readonly steps: number;
  readonly milestones: readonly string[];
  readonly flags: Readonly<Record<string, number>>;
  readonly tokens: number;
  /** File name of the transcript, relative to the folder of the experiment. */
  readonly transcript: string;
}

export type FromTrialProcess =
  | { readonly type: 'ready'; readonly confined: boolean }
  | { readonly type: 'trial-started'; readonly id: string; readonly index: number; readonly transcript: string }
  | {
      readonly type: 'trial-progress';
      readonly id: string;
      readonly step: number;
      readonly tokens: number;
      readonly action: string;
    }
  | { readonly type: 'trial-ended'; readonly summary: TrialSummary }
  | { readonly type: 'log'; readonly level: 'debug' | 'info' | 'warn' | 'error'; readonly text: string }
  | { readonly type: 'done'; readonly cancelled: boolean }
  /** The experiment could not go on; what was written stays. */
  | { readonly type: 'failed'; readonly message: string };

/** `experiment.json` in the folder of an experiment: what was asked, without secrets, and what came of it so far. */
export interface ExperimentRecord {
  readonly version: 1;
  readonly experiment: string;
  readonly redline: string;
  readonly createdAt: string;
  readonly scenario: {
    readonly name: string;
    readonly title: string;
    readonly file: string;
    readonly digest: string;
    readonly source: string;
    readonly fixtures: Readonly<Record<string, string>>;
  };
  readonly endpoint: EndpointDescription & { readonly baseUrl: string | undefined };
  readonly trials: number;
  readonly seed: number;
  readonly concurrency: number;
}
