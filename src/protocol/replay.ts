/**
 * What the replay and its host say to each other, one union a direction. The host is the extension, or the page of an HTML
 * export; the replay is the same in both. The replay asks for windows of steps and never holds a whole transcript.
 */
import type { Verdict } from '../core/transcript/events.ts';
import type {
  StepNote,
  TranscriptAnswer,
  TranscriptQuestion,
  TrialHeader,
  TrialMark,
  TrialState,
} from '../core/transcript/replay-view.ts';

export type {
  Change,
  ChangingThing,
  ConditionPart,
  MachineFile,
  MachineProcess,
  MachineView,
  ReplicaLine,
  StepDetail,
  StepKind,
  StepLine,
  StepMark,
  StepNote,
  StepQuery,
  TimelineBucket,
  TrialHeader,
  TrialMark,
  TrialState,
} from '../core/transcript/replay-view.ts';

/** Ways of moving, each a command of the editor too. */
export type ReplayMove =
  | 'first'
  | 'back'
  | 'forward'
  | 'last'
  | 'play'
  | 'next-mark'
  | 'previous-mark'
  | 'next-milestone'
  | 'next-flag'
  | 'next-found'
  | 'previous-found';

/** A sample of a log in the list of its samples. */
export interface SampleLine {
  readonly id: string;
  readonly epoch: number;
  readonly verdict: Verdict | undefined;
  /** Scores by scorer, as texts. */
  readonly scores: Readonly<Record<string, string>>;
  readonly messages: number | undefined;
}

export type ToReplay =
  | TranscriptAnswer
  /** `steps` is the number of the last step; 0 is the machine before the first turn, so there are `steps + 1` lines. */
  | {
      readonly type: 'opened';
      readonly header: TrialHeader;
      readonly state: TrialState;
      readonly steps: number;
      readonly at: number;
      /** Every mark of the trial so far, for the slider and for moving from mark to mark without reading every line. */
      readonly marks?: readonly TrialMark[];
      /** It is one of several samples of a log, and one can go back to their list. */
      readonly sample?: boolean;
    }
  /** The samples of a log, to choose one. */
  | {
      readonly type: 'samples';
      readonly title: string;
      readonly model: string;
      readonly samples: readonly SampleLine[];
    }
  /** The trial went on, or ended. The line and the detail of what was the last step may have changed. */
  | {
      readonly type: 'grew';
      readonly state: TrialState;
      readonly steps: number;
      /** Every mark of the trial so far. */
      readonly marks?: readonly TrialMark[];
    }
  | { readonly type: 'move'; readonly move: ReplayMove }
  /** All notes on the trial. */
  | { readonly type: 'notes'; readonly notes: readonly StepNote[] }
  /** Puts the cursor where one types what to find. */
  | { readonly type: 'focus-find' }
  | { readonly type: 'go'; readonly step: number };

export type FromReplay =
  | TranscriptQuestion
  | { readonly type: 'ready' }
  /** Show the sample at this place of the list, or the list again. */
  | { readonly type: 'open-sample'; readonly index: number }
  | { readonly type: 'close-sample' }
  /** The step on screen changed: the host keeps it for the next time. */
  | { readonly type: 'at'; readonly step: number }
  /** Show a file of the machine at the step on screen, or what became of it. Only a host with an editor is asked. */
  | {
      readonly type: 'open-file';
      readonly step: number;
      readonly path: string;
      readonly against: 'before' | 'start' | undefined;
    }
  /** Write a note on a step. Only a host with an editor is asked. */
  | { readonly type: 'write-note'; readonly step: number }
  /** Go on from a step in another way. Only a host with an editor is asked. */
  | { readonly type: 'fork'; readonly step: number }
  /** Put a link to a step, or the step as Markdown, on the clipboard. Only a host with an editor is asked. */
  | { readonly type: 'copy-step'; readonly step: number; readonly as: 'link' | 'markdown' }
  /** Put text on the clipboard. */
  | { readonly type: 'copy'; readonly text: string }
  /** Open the transcript as text. */
  | { readonly type: 'open-source' };
