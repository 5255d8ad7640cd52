/** Formats in which a model writes its thinking and its action as text. */
import {
  formatPlanAndAct,
  PLAN_AND_ACT_FORMAT,
  type PlanAndActThought,
  type PlanAndActTurn,
  parsePlanAndAct,
  type TextAction,
} from './plan-and-act-format.ts';
import { formatReact, parseReact, REACT_FORMAT } from './react-format.ts';
import type { Scaffold } from './scaffold.ts';

export interface TextFormat {
  /** The shape of a reply, as the model is told it. */
  readonly shape: string;
  /** What a reply holds. Never throws. */
  parse(text: string): PlanAndActTurn;
  /** A reply that `parse` reads. */
  write(thought: PlanAndActThought, action: TextAction): string;
}

const PLAN_AND_ACT: TextFormat = { shape: PLAN_AND_ACT_FORMAT, parse: parsePlanAndAct, write: formatPlanAndAct };
const REACT: TextFormat = { shape: REACT_FORMAT, parse: parseReact, write: formatReact };

/** The format of a scaffold that reads actions from text. */
export function textFormatOf({ name }: Pick<Scaffold, 'name'>): TextFormat {
  return name === 'react' ? REACT : PLAN_AND_ACT;
}

/** The format that a system prompt asks for; that of `plan-and-act` where it names none. */
export function textFormatIn(system: string): TextFormat {
  return system.includes(REACT_FORMAT) ? REACT : PLAN_AND_ACT;
}
