/** Which key does what. The host's commands do the same, so that every one can be bound to another key. */
import type { ReplayMove } from '../../src/protocol/replay.ts';

const MOVES: Readonly<Record<string, ReplayMove>> = {
  Home: 'first',
  End: 'last',
  ArrowLeft: 'back',
  k: 'back',
  ArrowRight: 'forward',
  j: 'forward',
  ' ': 'play',
  '[': 'previous-mark',
  ']': 'next-mark',
  m: 'next-milestone',
  f: 'next-flag',
  n: 'next-found',
  p: 'previous-found',
};

/** Controls that take every key for themselves: what is typed into them is not meant for the replay. */
const TAKES_KEYS = new Set(['INPUT', 'TEXTAREA', 'SELECT', 'VSCODE-TEXT-FIELD', 'VSCODE-DROPDOWN', 'VSCODE-OPTION']);
/** Controls that the space bar presses. */
const TAKES_SPACE = new Set(['BUTTON', 'SUMMARY', 'VSCODE-BUTTON']);

export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** The move that a key stands for while the focus is on a control, by its tag name; undefined when the key is not for us. */
export function moveOfKey(press: KeyPress, tagName: string): ReplayMove | undefined {
  if (press.ctrlKey || press.metaKey || press.altKey || press.shiftKey) return undefined;
  if (TAKES_KEYS.has(tagName) || (press.key === ' ' && TAKES_SPACE.has(tagName))) return undefined;
  return Object.hasOwn(MOVES, press.key) ? MOVES[press.key] : undefined;
}

/** Whether a key asks for the place where one types what to find. */
export function asksToFind(press: KeyPress, tagName: string): boolean {
  return press.key === '/' && !press.ctrlKey && !press.metaKey && !press.altKey && !TAKES_KEYS.has(tagName);
}
