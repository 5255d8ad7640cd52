/** What the replay knows and what is on screen. Plain data; `reduce.ts` is the only place that makes the next one. */
import type {
  MachineView,
  SampleLine,
  StepDetail,
  StepNote,
  TrialHeader,
  TrialState,
} from '../../src/protocol/replay.ts';
import type { Finding } from './finding.ts';
import type { LinePages, Visible } from './line-pages.ts';
import type { Marks } from './marks.ts';
import { NO_TIMELINE, type Timeline } from './timeline.ts';

/** Steps a second. */
export const SPEEDS = [0.5, 1, 2, 4, 8] as const;
export type Speed = (typeof SPEEDS)[number];

export interface OpenTrial {
  readonly header: TrialHeader;
  readonly state: TrialState;
  /** Number of the last step. */
  readonly steps: number;
  /** It is one of several samples of a log. */
  readonly sample: boolean;
}

/** A log with several samples. */
export interface OpenLog {
  readonly title: string;
  readonly model: string;
  readonly samples: readonly SampleLine[];
}

/** A step with everything that is shown of it. */
export interface ShownStep {
  readonly detail: StepDetail;
  readonly machine: MachineView;
}

export interface ReplayState {
  /** Undefined until the host has opened a trial. */
  readonly trial: OpenTrial | undefined;
  /** The samples to choose from, while no trial is open. */
  readonly samples: OpenLog | undefined;
  /** What went wrong at the host. */
  readonly failure: string | undefined;
  /** What the reader is told in passing, until the next move. */
  readonly notice: string;
  /** The current step. */
  readonly at: number;
  /** The step on screen: the current one, or the one before it while the current one is on its way. */
  readonly shown: ShownStep | undefined;
  /** The step that is on its way. */
  readonly asked: number | undefined;
  /** The step on its way, or the one on screen, was asked for before the trial went on. */
  readonly outdated: boolean;
  readonly lines: LinePages;
  readonly visible: Visible;
  readonly marks: Marks;
  readonly notes: ReadonlyMap<number, readonly StepNote[]>;
  readonly timeline: Timeline;
  /** Undefined while nothing is looked for: the list shows every step. */
  readonly finding: Finding | undefined;
  /** Searches that were begun. */
  readonly searches: number;
  readonly playing: boolean;
  readonly speed: Speed;
}

/** The state before the host has said anything. */
export function initialState(speed: Speed = 1): ReplayState {
  return {
    trial: undefined,
    samples: undefined,
    failure: undefined,
    notice: '',
    at: 0,
    shown: undefined,
    asked: undefined,
    outdated: false,
    lines: new Map(),
    visible: { first: 0, last: 0 },
    marks: new Map(),
    notes: new Map(),
    timeline: NO_TIMELINE,
    finding: undefined,
    searches: 0,
    playing: false,
    speed,
  };
}

/** Whether the current step is not yet on screen. */
export function isWaiting(state: ReplayState): boolean {
  return state.shown?.detail.step !== state.at;
}

/** Whether the replay goes along with a trial that is running: it does when the last step is the current one. */
export function isFollowing(state: ReplayState): boolean {
  return state.trial?.state.state === 'running' && state.at === state.trial.steps;
}
