/** What is wrong with a scenario, as data. Texts are for people; codes are stable, and documented. */

export type ProblemLayer = 'syntax' | 'schema' | 'meaning';
export type ProblemSeverity = 'error' | 'warning' | 'information';

/** Offsets into the text of the scenario, in UTF-16 units; `end` is exclusive. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** A change that mends a problem. */
export interface ProblemFix {
  readonly title: string;
  readonly edits: readonly { readonly range: TextRange; readonly text: string }[];
}

export interface Problem {
  /** `RL1…` syntax, `RL2…` schema, `RL3…` meaning. */
  readonly code: `RL${number}`;
  readonly layer: ProblemLayer;
  readonly severity: ProblemSeverity;
  /** What is wrong and what would be right, in one or two sentences. */
  readonly message: string;
  readonly range: TextRange;
  readonly fixes: readonly ProblemFix[];
}
