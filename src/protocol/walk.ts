/**
 * What somebody who walks around on the machine of a scenario and the process in which that machine lives say to each other. The
 * process is the one that also runs trials, with the same powers taken away.
 */
import type { WalkAction, WalkEnd, WalkObservation, WalkPlace } from '../core/walk/walk.ts';

export interface WalkRequest {
  readonly scenario: {
    readonly source: string;
    readonly fixtures: Readonly<Record<string, string>>;
    readonly file: string;
  };
  /** As a person names it; undefined is the usual one. */
  readonly variant: string | undefined;
  readonly seed: number;
}

export type ToWalk =
  /** The first message: makes the machine. */
  | { readonly type: 'walk'; readonly request: WalkRequest }
  /** Without a pause the action goes on with the step before it. */
  | { readonly type: 'act'; readonly action: WalkAction; readonly pauseMs: number | undefined }
  | { readonly type: 'end-walk' };

/** Each message of the other side is answered once, in its order. */
export type FromWalk =
  | { readonly type: 'walk-begun'; readonly place: WalkPlace; readonly observation: WalkObservation }
  | { readonly type: 'acted'; readonly observation: WalkObservation }
  | { readonly type: 'walk-ended'; readonly end: WalkEnd };
