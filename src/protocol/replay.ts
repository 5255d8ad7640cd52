/**
 * What the replay and its host say to each other, one union a direction. The host is the extension, or the page of an HTML
 * export; the replay is the same in both. The replay asks for windows of steps and never holds a whole transcript.
 */
import type {
  MachineView,
  StepDetail,
  StepLine,
  StepNote,
  StepQuery,
  TimelineBucket,
  TrialHeader,
  TrialMark,
  TrialState,
} from '../core/transcript/replay-view.ts';

export type {
  Change,
  MachineFile,
  MachineProcess,
  MachineView,
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
  /** Answers `want-lines-of`; steps that there are not are left out. */
  | { readonly type: 'lines-of'; readonly lines: readonly StepLine[] }
  /** Answers `want-timeline`, with the range as it was asked. */
  | {
      readonly type: 'timeline';
      readonly from: number;
      readonly to: number;
      readonly buckets: readonly TimelineBucket[];
    }
  /** Answers `find`, piece by piece. `steps` are further ones; all up to `searched` were looked at. */
  | {
      readonly type: 'found';
      readonly id: number;
      readonly steps: readonly number[];
      readonly searched: number;
      readonly done: boolean;
      /** Why the text cannot be looked for. */
      readonly problem?: string;
    }
  | { readonly type: 'move'; readonly move: ReplayMove }
  /** All notes on the trial. */
  | { readonly type: 'notes'; readonly notes: readonly StepNote[] }
  /** Puts the cursor where one types what to find. */
  | { readonly type: 'focus-find' }
  | { readonly type: 'go'; readonly step: number }
  | { readonly type: 'failed'; readonly message: string };

export type FromReplay =
  | { readonly type: 'ready' }
  /** Lines from `from` up to, not including, `to`. */
  | { readonly type: 'want-lines'; readonly from: number; readonly to: number }
  | { readonly type: 'want-lines-of'; readonly steps: readonly number[] }
  | { readonly type: 'want-step'; readonly step: number }
  /** The timeline of the steps from one up to, not including, another, in no more than `most` pieces. */
  | { readonly type: 'want-timeline'; readonly from: number; readonly to: number; readonly most: number }
  /** Look for steps from `from` on. It takes the place of what was looked for before. */
  | { readonly type: 'find'; readonly id: number; readonly query: StepQuery; readonly from: number }
  | { readonly type: 'stop-finding' }
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
  /** Put a link to a step, or the step as Markdown, on the clipboard. Only a host with an editor is asked. */
  | { readonly type: 'copy-step'; readonly step: number; readonly as: 'link' | 'markdown' }
  /** Put text on the clipboard. */
  | { readonly type: 'copy'; readonly text: string }
  /** Open the transcript as text. */
  | { readonly type: 'open-source' };
