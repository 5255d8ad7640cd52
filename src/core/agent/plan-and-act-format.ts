/**
 * The shape of a turn in the `plan-and-act` scaffold: four parts of thinking under headings, then the action as one JSON object.
 * What the model is told, what is read from its text, and what a scripted policy writes are all stated here.
 *
 * The five parts are those of the thinking model in arXiv 2412.12140; the wording is our own.
 */
import { findJsonObjects } from './json-in-text.ts';

/** Parts of the thinking, in the order in which they are written. The action follows them. */
export const THOUGHT_PARTS = ['explanation', 'gaps', 'findings', 'plan'] as const;

export type ThoughtPart = (typeof THOUGHT_PARTS)[number];
export type PlanAndActThought = Readonly<Record<ThoughtPart, string>>;

/** What the agent wants to do, before anyone checked that there is such a tool. */
export interface TextAction {
  readonly tool: string;
  readonly input: Readonly<Record<string, unknown>>;
}

export interface PlanAndActTurn {
  /** What stands before the action: the four parts as far as they were written; text before any heading is `thought`. */
  readonly parts: readonly { readonly part: ThoughtPart | 'thought'; readonly text: string }[];
  readonly action:
    | { readonly kind: 'action'; readonly action: TextAction; readonly ignored: number }
    /** What is wrong with the action, in a sentence or two. */
    | { readonly kind: 'malformed'; readonly problem: string };
}

/** The shape of a reply, as the model is told it. */
export const PLAN_AND_ACT_FORMAT = `## Explanation
What is the state of things now, and what did the last action show?
## Gaps
What is still missing between here and the task?
## Findings
What did this machine teach you so far that you will need again?
## Plan
The next three steps, in order.
## Action
{"tool": "name of the tool", "input": {"name of a parameter": "value"}}`;

const HEADINGS: Readonly<Record<ThoughtPart, string>> = {
  explanation: 'Explanation',
  gaps: 'Gaps',
  findings: 'Findings',
  plan: 'Plan',
};

/**
 * A reply in the shape that `plan-and-act` asks for. `parsePlanAndAct` gives its parts back as long as no part holds a line that
 * looks like a heading.
 */
export function formatPlanAndAct(thought: PlanAndActThought, action: TextAction): string {
  const parts = THOUGHT_PARTS.map((part) => `## ${HEADINGS[part]}\n${thought[part]}\n`);
  return `${parts.join('')}## Action\n${JSON.stringify({ tool: action.tool, input: action.input })}`;
}

/**
 * The parts of a reply. Headings may be written as `## Plan`, `**Plan**`, `Plan:` or `4. Plan:`, in any case and order; the action
 * may stand in a code fence, among prose, or without its heading. Where there are several actions the first one counts: what
 * follows it is what the model imagines to happen next. Never throws.
 */
export function parsePlanAndAct(text: string): PlanAndActTurn {
  const sections = splitSections(text);
  const heading = sections.find((section) => section.name === 'action');
  const objects = findJsonObjects(text, heading?.from ?? 0);
  const actions = objects.filter((object) => object.value !== undefined && 'tool' in object.value);
  const chosen = actions[0] ?? objects[0];
  const thinkingEnds = heading?.start ?? chosen?.start ?? text.length;
  return {
    parts: sections
      .filter((section) => section.start < thinkingEnds)
      .flatMap((section) => {
        if (section.name === 'action') return [];
        const words = withoutFence(text.slice(section.from, Math.min(section.end, thinkingEnds)));
        return words === '' ? [] : [{ part: section.name, text: words }];
      }),
    action: readTextAction(chosen, actions.length, heading !== undefined),
  };
}

interface Section {
  readonly name: ThoughtPart | 'thought' | 'action';
  /** Where its heading starts, where its text starts, and where it ends. */
  readonly start: number;
  readonly from: number;
  readonly end: number;
}

/** `## Plan`, `**Plan**:`, `4. Plan:`; the mark or the colon tells a heading from a sentence that starts with the word. */
const HEADING =
  /^[ \t]{0,3}(?:\d{1,2}[.)][ \t]*)?(#{1,6}[ \t]*)?(\*\*)?(explanation|gaps|findings|plan|action)(:?\*\*)?[ \t]*(:)?/i;

function splitSections(text: string): Section[] {
  const found: { name: Section['name']; start: number; from: number }[] = [{ name: 'thought', start: 0, from: 0 }];
  let start = 0;
  while (start < text.length) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    const match = HEADING.exec(text.slice(start, Math.min(end, start + 80)));
    if (match !== null) {
      const [whole, hashes, , name, bold, colon] = match;
      const rest = text.slice(start + whole.length, end).trim();
      const marked = hashes !== undefined || bold !== undefined;
      const closed = colon !== undefined || bold?.startsWith(':') === true;
      if (closed || (marked && rest === '')) {
        const part = [...THOUGHT_PARTS, 'action' as const].find((known) => known === name?.toLowerCase());
        if (part !== undefined) found.push({ name: part, start, from: start + whole.length });
      }
    }
    start = end + 1;
  }
  return found.map((section, index) => ({ ...section, end: found[index + 1]?.start ?? text.length }));
}

/** Text without blank ends and without the opening of a code fence that belongs to what follows. */
function withoutFence(text: string): string {
  return text
    .trim()
    .replace(/```[a-z]*$/i, '')
    .trim();
}

/**
 * The action in an object that a model wrote.
 * @param count objects in the reply that could be actions
 * @param headed there is a heading for the action
 */
export function readTextAction(
  object: ReturnType<typeof findJsonObjects>[number] | undefined,
  count: number,
  headed: boolean,
): PlanAndActTurn['action'] {
  const malformed = (problem: string): PlanAndActTurn['action'] => ({ kind: 'malformed', problem });
  if (object === undefined) {
    return malformed(
      headed
        ? 'There is no JSON object under the heading "Action".'
        : 'The reply has no action: there is no heading "Action" with a JSON object under it.',
    );
  }
  if (object.value === undefined) return malformed(`The JSON of the action cannot be read: ${object.problem}`);
  const { tool, input } = object.value;
  if (typeof tool !== 'string' || tool === '') {
    return malformed('The JSON of the action has no "tool", or it is not the name of a tool.');
  }
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return malformed('The JSON of the action has no "input", or it is not an object with the parameters of the tool.');
  }
  return { kind: 'action', action: { tool, input: { ...input } }, ignored: count - 1 };
}
