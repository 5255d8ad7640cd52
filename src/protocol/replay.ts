/**
 * What the replay and its host say to each other, one union a direction. The host is the extension, or the page of an HTML
 * export; the replay is the same in both. The replay asks for windows of steps and never holds a whole transcript.
 */
import type {
  MachineView,
  StepDetail,
  StepLine,
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
  StepLine,
  StepMark,
  TrialHeader,
  TrialMark,
  TrialState,
} from '../core/transcript/replay-view.ts';

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
