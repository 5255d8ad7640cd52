/**
 * The shape of a turn in the `react` scaffold: one thought, then one action as a JSON object. The order of thought, action and
 * observation is that of arXiv 2210.03629; the wording is our own.
 */
import { findJsonObjects } from './json-in-text.ts';
import {
  type PlanAndActThought,
  type PlanAndActTurn,
  readTextAction,
  type TextAction,
  THOUGHT_PARTS,
} from './plan-and-act-format.ts';

/** The shape of a reply, as the model is told it. */
export const REACT_FORMAT = `Thought: what you make of things, and what to do next
Action:
{"tool": "name of the tool", "input": {"name of a parameter": "value"}}`;

const ACTION = /^[ \t]*(?:#{1,6}[ \t]*)?(?:\*\*)?Action(?:\*\*)?[ \t]*:(?:\*\*)?/im;
const OBSERVATION = /^[ \t]*(?:\*\*)?Observation(?:\*\*)?[ \t]*:/im;
const THOUGHT = /^[ \t]*(?:\*\*)?Thought(?:\*\*)?[ \t]*:(?:\*\*)?[ \t]*/i;

/** A reply in the shape that `react` asks for: the parts of the thinking become one thought. */
export function formatReact(thought: PlanAndActThought, action: TextAction): string {
  const words = THOUGHT_PARTS.map((part) => thought[part].trim()).filter((text) => text !== '');
  return `Thought: ${words.join(' ')}\nAction:\n${JSON.stringify({ tool: action.tool, input: action.input })}`;
}

/**
 * The thought and the action of a reply. The action may stand in a code fence or without its heading. What a model writes from
 * "Observation:" on is what it imagines to happen, and is passed over. Never throws.
 */
export function parseReact(text: string): PlanAndActTurn {
  const heading = ACTION.exec(text);
  const from = heading === null ? 0 : heading.index + heading[0].length;
  const imagined = OBSERVATION.exec(text.slice(from));
  const written = imagined === null ? text : text.slice(0, from + imagined.index);
  const objects = findJsonObjects(written, from);
  const actions = objects.filter((object) => object.value !== undefined && 'tool' in object.value);
  const chosen = actions[0] ?? objects[0];
  const thought = written
    .slice(0, heading?.index ?? chosen?.start ?? written.length)
    .trim()
    .replace(THOUGHT, '')
    .replace(/```[a-z]*$/i, '')
    .trim();
  return {
    parts: thought === '' ? [] : [{ part: 'thought', text: thought }],
    action: readTextAction(chosen, actions.length, heading !== null),
  };
}
