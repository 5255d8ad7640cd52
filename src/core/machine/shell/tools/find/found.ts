/** One thing that `find` looks at, and what it asks the tests of it. */
import type { Node } from '../../../world.ts';
import type { Call } from '../../contracts.ts';

export interface Found {
  /** As it is printed: the word that was typed with what was found below it. */
  readonly shown: string;
  readonly path: string;
  readonly node: Node;
  /** Of what a word names 0. */
  readonly depth: number;
  /** The word below which it was found. */
  readonly start: string;
}

/** What a walk gathers. */
export interface Walk {
  readonly call: Call;
  stdout: string;
  stderr: string;
  exitCode: number;
  /** Nothing further is looked at. */
  ended: boolean;
  /** What lies in the folder at hand is left out. */
  pruned: boolean;
  /** Words that `-exec … +` gathers. */
  readonly gathered: Map<object, string[]>;
  /** Where file systems are mounted, once that was asked. */
  mounts?: ReadonlySet<string>;
}

/** A test or an action: true when it holds. */
export type Test = (found: Found, walk: Walk) => boolean | Promise<boolean>;
