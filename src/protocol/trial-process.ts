/**
 * What the process that runs trials and its owner (extension host or command line) say to each other, one union a direction.
 * Messages are plain data and travel over Node's IPC channel. Keys travel here and nowhere else.
 */
import type { EndpointDescription } from '../core/agent/model.ts';
import type { Verdict } from '../core/transcript/events.ts';
import type { ForkChange, RecordedFork } from '../core/transcript/fork-record.ts';
import type { Difference } from '../core/trial/differences.ts';

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
  /**
   * Further endpoints, by the names by which the scenario knows them: those of judges, of agents with an endpoint of their own and of
   * tools that a model plays. A judge without one is not asked; without any other one the experiment cannot be run.
   */
  readonly endpoints?: Readonly<Record<string, EndpointAccess>>;
  /** Ids of the variants to run; left out, it is the usual one. */
  readonly variants?: readonly string[];
  /** Of each variant. */
  readonly trials: number;
  readonly seed: number;
  /** Trials in flight at once. */
  readonly concurrency: number;
  readonly redline: string;
  /**
   * Makes each trial a fork of another one: the same machine up to a step, then with what is different there. `scenario` and
   * `variants` have to be those of the original. The seeds of the trials are those of the requests from the step on.
   */
  readonly fork?: {
    /** Text of the transcript of the original up to and with the step. */
    readonly transcript: string;
    readonly step: number;
    readonly change: ForkChange;
  };
}

export type ToTrialProcess =
  | { readonly type: 'run'; readonly request: ExperimentRequest }
  /** Stop: trials under way end as cancelled, the others are not begun. */
  | { readonly type: 'cancel' }
  /** Re-execute the text of a transcript and compare. It may be asked again once it was answered. */
  | { readonly type: 'verify'; readonly transcript: string };

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
  /** What the judges of the scenario say; a grade is null where there is none. */
  readonly grades?: readonly { readonly judge: string; readonly grade: number | null; readonly highest: number }[];
  /** File name of the transcript, relative to the folder of the experiment. */
  readonly transcript: string;
}

export type FromTrialProcess =
  | { readonly type: 'ready'; readonly confined: boolean }
  | {
      readonly type: 'trial-started';
      readonly id: string;
      readonly index: number;
      readonly variant: string;
      readonly transcript: string;
    }
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

/** Answers `verify`. */
export interface VerifiedMessage {
  readonly type: 'verified';
  readonly verification: TranscriptVerification;
}

export interface TranscriptVerification {
  /** The transcript can be read as a whole, and re-execution gave the same. */
  readonly same: boolean;
  /** Turns of the agent that were re-executed. */
  readonly steps: number;
  /** The last line was not written to its end; the transcript was compared as far as it goes. */
  readonly torn: boolean;
  readonly differences: readonly Difference[];
  /** What cannot be read in it, and why it cannot be re-executed, in sentences. */
  readonly problems: readonly string[];
}

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
  /** Further endpoints, by the names by which the scenario knows them; missing when there were none. */
  readonly endpoints?: Readonly<Record<string, EndpointDescription & { readonly baseUrl: string | undefined }>>;
  /** Ids, in the order in which they are run. Older records name none: it was the usual one. */
  readonly variants: readonly string[];
  /** Of each variant. */
  readonly trials: number;
  readonly seed: number;
  readonly concurrency: number;
  /** What its trials are forks of; missing when they are none. */
  readonly fork?: Omit<RecordedFork, 'seed'>;
}
