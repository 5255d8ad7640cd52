/**
 * What the replay and its host say to each other, one union a direction. The host is the extension, or the page of an HTML
 * export; the replay is the same in both. The replay asks for windows of steps and never holds a whole transcript.
 */
import type { Verdict } from '../core/transcript/events.ts';

export interface TrialHeader {
  readonly trial: string;
  readonly scenario: string;
  readonly title: string;
  readonly endpoint: string;
  readonly model: string;
  readonly scaffold: string;
  readonly variant: string;
  readonly seed: number;
  readonly goal: string;
  readonly system: string;
}

/** Where the trial stands: `running` while it is being written, `interrupted` when its process died before the end. */
export type TrialState =
  | { readonly state: 'running' }
  | { readonly state: 'interrupted'; readonly detail: string }
  | { readonly state: 'ended'; readonly verdict: Verdict; readonly reason: string; readonly report: string };

export type StepMark = { readonly kind: 'milestone' | 'flag' | 'success' | 'limit' | 'error'; readonly name: string };

/** A mark with its step. */
export type TrialMark = StepMark & { readonly step: number };

/** One line of the list of steps. */
export interface StepLine {
  readonly step: number;
  readonly tool: string;
  /** What was done, in one line: the command, the path. */
  readonly summary: string;
  readonly status: 'done' | 'malformed' | 'refused' | 'none';
  readonly exitCode: number | null;
  /** What it changed, in a few words: `+2 files`, `1 process started`. Empty when nothing. */
  readonly effect: string;
  readonly marks: readonly StepMark[];
}

export interface StepDetail {
  readonly step: number;
  readonly thought: readonly { readonly part: string; readonly text: string }[];
  readonly reply: string;
  readonly calls: readonly {
    readonly tool: string;
    readonly arguments: Readonly<Record<string, unknown>> | string;
    readonly status: StepLine['status'];
    readonly stdout: string;
    readonly stderr: string;
    readonly exitCode: number | null;
    readonly observation: string;
  }[];
  readonly marks: readonly (StepMark & { readonly detail: string })[];
  readonly usage: { readonly inputTokens: number; readonly outputTokens: number } | undefined;
  readonly latencyMs: number | undefined;
  readonly retries: number;
  readonly errors: readonly string[];
}

export type Change = 'added' | 'changed' | 'removed';

export interface MachineFile {
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'link';
  readonly size: number;
  /** Digest that shows a copy for what it is: the path at step 0 with the same digest, if any. */
  readonly copyOf: string | undefined;
  /** Against step 0. */
  readonly sinceStart: Change;
  /** In this very step. */
  readonly now: Change | undefined;
}

export interface MachineProcess {
  readonly pid: number;
  readonly ppid: number;
  readonly user: string;
  readonly command: string;
  readonly program: string;
  readonly root: string;
  readonly ready: boolean;
  readonly self: boolean;
  readonly memory: number;
  readonly gpuMemory: number;
  readonly ports: readonly number[];
  readonly now: Change | undefined;
}

export interface MachineView {
  readonly step: number;
  /** Milliseconds since 1970 on the machine's clock, and since the trial began. */
  readonly clock: number;
  readonly elapsedMs: number;
  readonly hostname: string;
  /** Files that differ from step 0, by path; `filesOmitted` counts what was left out of a very long list. */
  readonly files: readonly MachineFile[];
  readonly filesOmitted: number;
  readonly processes: readonly MachineProcess[];
  readonly ports: readonly {
    readonly port: number;
    readonly address: string;
    readonly pid: number;
    readonly program: string;
    readonly now: Change | undefined;
  }[];
  readonly resources: {
    readonly memoryUsed: number;
    readonly memory: number;
    readonly gpuMemoryUsed: number;
    readonly gpuMemory: number;
    readonly diskUsed: number;
    readonly disk: number;
  };
}

/** Ways of moving, each a command of the editor too. */
export type ReplayMove = 'first' | 'back' | 'forward' | 'last' | 'play' | 'next-mark' | 'previous-mark';

export type ToReplay =
  /** `steps` is the number of the last step; 0 is the machine before the first turn, so there are `steps + 1` lines. */
  | {
      readonly type: 'opened';
      readonly header: TrialHeader;
      readonly state: TrialState;
      readonly steps: number;
      readonly at: number;
      /** Every mark of the trial so far, for the slider and for moving from mark to mark without reading every line. */
      readonly marks?: readonly TrialMark[];
    }
  /** The trial went on, or ended. The line and the detail of what was the last step may have changed. */
  | {
      readonly type: 'grew';
      readonly state: TrialState;
      readonly steps: number;
      /** Every mark of the trial so far. */
      readonly marks?: readonly TrialMark[];
    }
  /** Answers `want-lines`, with `from` as it was asked. */
  | { readonly type: 'lines'; readonly from: number; readonly lines: readonly StepLine[] }
  /** Answers `want-step`. Every `want-step` is answered with this or with `failed`: the replay asks for one at a time. */
  | { readonly type: 'step'; readonly detail: StepDetail; readonly machine: MachineView }
  | { readonly type: 'move'; readonly move: ReplayMove }
  | { readonly type: 'go'; readonly step: number }
  | { readonly type: 'failed'; readonly message: string };

export type FromReplay =
  | { readonly type: 'ready' }
  /** Lines from `from` up to, not including, `to`. */
  | { readonly type: 'want-lines'; readonly from: number; readonly to: number }
  | { readonly type: 'want-step'; readonly step: number }
  /** The step on screen changed: the host keeps it for the next time. */
  | { readonly type: 'at'; readonly step: number }
  /** Put text on the clipboard. */
  | { readonly type: 'copy'; readonly text: string }
  /** Open the transcript as text. */
  | { readonly type: 'open-source' };
