/** The one place where the state of the replay changes: a pure function of the state and what happened. */
import type { ChangingThing, FromReplay, ReplayMove, StepQuery, ToReplay } from '../../src/protocol/replay.ts';
import {
  askForFound,
  asksForSomething,
  beginFinding,
  findOn,
  foundFrom,
  takeFound,
  takeFoundLines,
} from './finding.ts';
import { askForVisible, giveUpAsked, outdate, takeLines } from './line-pages.ts';
import { markedSteps, marksOfLines, withMarks } from './marks.ts';
import { initialState, type OpenTrial, type ReplayState, type Speed } from './state.ts';
import { askForTimeline, followed, type StepRange, takeTimeline, zoomTo } from './timeline.ts';

export type ReplayAction =
  | { readonly type: 'received'; readonly message: ToReplay }
  | { readonly type: 'move'; readonly move: ReplayMove }
  | { readonly type: 'go'; readonly step: number }
  /** The list shows other steps, both ends included. */
  | { readonly type: 'scrolled'; readonly first: number; readonly last: number }
  | { readonly type: 'speed'; readonly speed: Speed }
  /** Shows a range in the timeline; undefined shows the whole trial. */
  | { readonly type: 'zoom'; readonly range: StepRange | undefined }
  /** Looks for steps; a query that asks for nothing ends the search. */
  | { readonly type: 'find'; readonly query: StepQuery }
  /** Goes to the next step that changes a file or a process. */
  | { readonly type: 'follow'; readonly of: ChangingThing }
  /** Time for the next step while playing. */
  | { readonly type: 'tick' };

/** The next state, and what the host is to be told, in that order. */
export interface Transition {
  readonly state: ReplayState;
  readonly post: readonly FromReplay[];
}

const still = (state: ReplayState): Transition => ({ state, post: [] });

/** What comes of an action. Never throws, whatever the host sends. */
export function reduce(state: ReplayState, action: ReplayAction): Transition {
  switch (action.type) {
    case 'received':
      return receive(state, action.message);
    case 'move':
      return move(state, action.move);
    case 'go':
      return go({ ...state, playing: false }, action.step);
    case 'scrolled': {
      const scrolled = { ...state, visible: { first: action.first, last: action.last } };
      // Whoever goes to a step far away wants to see the step first; its lines are asked for when it is there.
      return state.asked === undefined ? withLines(scrolled) : still(scrolled);
    }
    case 'speed':
      return still({ ...state, speed: action.speed });
    case 'zoom':
      if (state.trial === undefined) return still(state);
      return withTimeline({ ...state, timeline: zoomTo(state.timeline, action.range, state.trial.steps) });
    case 'find':
      return find(state, action.query);
    case 'follow':
      return { state, post: [{ type: 'want-change', after: state.at, of: action.of }] };
    case 'tick':
      return tick(state);
    default:
      return action satisfies never;
  }
}

function receive(state: ReplayState, message: ToReplay): Transition {
  switch (message.type) {
    case 'opened': {
      const { header, state: trialState, steps } = message;
      const opened = {
        ...initialState(state.speed),
        trial: { header, state: trialState, steps, sample: message.sample === true },
        visible: state.visible,
        searches: state.searches,
      };
      const at = clamp(message.at, steps);
      return then(
        {
          state: { ...opened, at, asked: at, marks: withMarks(opened.marks, message.marks ?? []) },
          post: [{ type: 'want-step', step: at }],
        },
        withLines,
        withTimeline,
        (begun) => (state.finding === undefined ? still(begun) : find(begun, state.finding.query)),
      );
    }
    case 'grew':
      return state.trial === undefined ? still(state) : grow(state, state.trial, message);
    case 'lines': {
      const lines = takeLines(state.lines, message.from, message.lines);
      return withLines({ ...state, lines, marks: withMarks(state.marks, marksOfLines(message.lines)) });
    }
    case 'lines-of':
      return withLines(
        state.finding === undefined ? state : { ...state, finding: takeFoundLines(state.finding, message.lines) },
      );
    case 'timeline':
      return withTimeline({ ...state, timeline: takeTimeline(state.timeline, message, message.buckets) });
    case 'found':
      return withLines(state.finding === undefined ? state : { ...state, finding: takeFound(state.finding, message) });
    case 'samples': {
      const { title, model, samples } = message;
      return still({ ...initialState(state.speed), searches: state.searches, samples: { title, model, samples } });
    }
    case 'notes':
      return still({ ...state, notes: Map.groupBy(message.notes, (note) => note.step) });
    case 'focus-find':
      // Where the cursor is, is no part of the state: the view listens for this one.
      return still(state);
    case 'change':
      return message.step === undefined
        ? still({ ...state, notice: 'It does not change any more.' })
        : go({ ...state, playing: false }, message.step);
    case 'step':
      return takeStep(state, message);
    case 'move':
      return move(state, message.move);
    case 'go':
      return go({ ...state, playing: false }, message.step);
    case 'failed':
      return still({
        ...state,
        failure: message.message,
        asked: undefined,
        outdated: false,
        playing: false,
        lines: giveUpAsked(state.lines),
      });
    default:
      message satisfies never;
      return still(state);
  }
}

function grow(state: ReplayState, trial: OpenTrial, message: ToReplay & { type: 'grew' }): Transition {
  const steps = Math.max(trial.steps, message.steps);
  const next: ReplayState = {
    ...state,
    trial: { ...trial, state: message.state, steps },
    marks: withMarks(state.marks, message.marks ?? []),
    lines: outdate(state.lines, trial.steps),
    timeline: { ...state.timeline, stale: true },
  };
  const wasAtEnd = state.at === trial.steps;
  if (!wasAtEnd) return then(withLines(next), withTimeline, withFinding);
  // While playing, the next tick takes the new steps one by one. What was the last step may have changed in any case.
  const follows = trial.state.state === 'running' && !state.playing && steps > trial.steps;
  return then(follows ? go(next, steps) : refreshStep(next), withLines, withTimeline, withFinding);
}

/** Asks again for the step on screen, which may have changed. */
function refreshStep(state: ReplayState): Transition {
  if (state.asked !== undefined) return still({ ...state, outdated: true });
  return { state: { ...state, asked: state.at }, post: [{ type: 'want-step', step: state.at }] };
}

function takeStep(state: ReplayState, { detail, machine }: ToReplay & { type: 'step' }): Transition {
  if (detail.step !== state.asked) return still(state);
  const arrived = { ...state, asked: undefined, outdated: false, failure: undefined };
  const isCurrent = detail.step === state.at;
  const next = isCurrent ? { ...arrived, shown: { detail, machine } } : arrived;
  return isCurrent && !state.outdated ? withLines(next) : refreshStep(next);
}

/** Goes to a step, or the nearest there is. The host is asked for one step at a time, so a drag over thousands asks for few. */
function go(state: ReplayState, step: number): Transition {
  if (state.trial === undefined) return still(state);
  const at = clamp(step, state.trial.steps);
  if (at === state.at) return still(state);
  const { timeline, post: asks } = askForTimeline(followed(state.timeline, at, state.trial.steps), state.trial.steps);
  const moved = { ...state, at, timeline, notice: '' };
  const post: FromReplay[] = [{ type: 'at', step: at }, ...asks];
  if (state.asked !== undefined) return { state: moved, post };
  return { state: { ...moved, asked: at }, post: [{ type: 'want-step', step: at }, ...post] };
}

function move(state: ReplayState, to: ReplayMove): Transition {
  if (state.trial === undefined) return still(state);
  const paused = { ...state, playing: false };
  const last = state.trial.steps;
  switch (to) {
    case 'first':
      return go(paused, 0);
    case 'back':
      return go(paused, state.at - 1);
    case 'forward':
      return go(paused, state.at + 1);
    case 'last':
      return go(paused, last);
    case 'next-mark':
      return go(paused, markedSteps(state.marks).find((step) => step > state.at) ?? state.at);
    case 'previous-mark':
      return go(paused, markedSteps(state.marks).findLast((step) => step < state.at) ?? state.at);
    case 'next-milestone':
      return go(paused, nextOfKind(state, 'milestone'));
    case 'next-flag':
      return go(paused, nextOfKind(state, 'flag'));
    case 'next-found':
    case 'previous-found': {
      const direction = to === 'next-found' ? 'next' : 'previous';
      const found = state.finding === undefined ? undefined : foundFrom(state.finding, state.at, direction);
      return found === undefined ? still(paused) : go(paused, found);
    }
    case 'play': {
      if (state.playing) return still(paused);
      const atEnd = state.at === last && !goesOn(state.trial);
      const playing = { ...state, playing: last > 0 };
      return atEnd ? go(playing, 0) : still(playing);
    }
    default:
      return to satisfies never;
  }
}

/** One step on, but not before the current one is on screen: playing fast leaves none out. Stops at the end of an ended trial. */
function tick(state: ReplayState): Transition {
  if (!state.playing || state.trial === undefined || state.asked !== undefined) return still(state);
  if (state.at < state.trial.steps) {
    const moved = go(state, state.at + 1);
    const ends = moved.state.at === state.trial.steps && !goesOn(state.trial);
    return ends ? { ...moved, state: { ...moved.state, playing: false } } : moved;
  }
  return still(goesOn(state.trial) ? state : { ...state, playing: false });
}

/** More steps may come: the trial is under way, or its transcript is not read to its end. */
function goesOn({ state }: OpenTrial): boolean {
  return state.state === 'running' || state.state === 'reading';
}

/** The next step with a mark of a kind, or the current one when there is none. */
function nextOfKind({ marks, at }: ReplayState, kind: 'milestone' | 'flag'): number {
  for (const [step, here] of marks) if (step > at && here.some((mark) => mark.kind === kind)) return step;
  return at;
}

function find(state: ReplayState, query: StepQuery): Transition {
  if (!asksForSomething(query)) {
    if (state.finding === undefined) return still(state);
    return then({ state: { ...state, finding: undefined }, post: [{ type: 'stop-finding' }] }, withLines);
  }
  const searches = state.searches + 1;
  const { finding, post } = beginFinding(query, searches);
  return { state: { ...state, finding, searches }, post: [post] };
}

/** Looks through what the trial has more than before. */
function withFinding(state: ReplayState): Transition {
  if (state.finding === undefined) return still(state);
  const { finding, post } = findOn(state.finding);
  return { state: { ...state, finding }, post };
}

function withTimeline(state: ReplayState): Transition {
  if (state.trial === undefined) return still(state);
  const { timeline, post } = askForTimeline(state.timeline, state.trial.steps);
  return { state: { ...state, timeline }, post };
}

function withLines(state: ReplayState): Transition {
  if (state.trial === undefined) return still(state);
  if (state.finding !== undefined) {
    const { finding, post } = askForFound(state.finding, state.visible.first, state.visible.last);
    return { state: { ...state, finding }, post };
  }
  const { pages, post } = askForVisible(state.lines, state.visible, state.trial.steps);
  return { state: { ...state, lines: pages }, post };
}

function then(first: Transition, ...others: readonly ((state: ReplayState) => Transition)[]): Transition {
  let { state } = first;
  const post = [...first.post];
  for (const next of others) {
    const second = next(state);
    state = second.state;
    post.push(...second.post);
  }
  return { state, post };
}

function clamp(step: number, last: number): number {
  return Number.isNaN(step) ? 0 : Math.min(Math.max(0, Math.trunc(step)), last);
}
