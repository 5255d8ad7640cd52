/**
 * Scaffolds as data: how a model is turned into an agent. The controller in `conversation.ts` carries them out.
 *
 * Wordings have placeholders: `{{task}}`, `{{tools}}`, `{{format}}`, `{{action}}`, `{{result}}`, and `{{finish}}`, a sentence on how
 * to end that is left out where the tool is not offered.
 */
import type { AgentSpec, ScaffoldName, ScaffoldSpec } from '../scenario/model.ts';

export interface Scaffold {
  readonly name: ScaffoldName;
  /** `native`: the endpoint's own tool calls. `text`: the action is read from the reply. */
  readonly actions: 'native' | 'text';
  /** Turns in a row without one action that was carried out, after which the trial ends. */
  readonly idleTurns: number;
  /** Follows the system prompt of the scenario. */
  readonly instructions: string;
  /** The first message. */
  readonly opening: string;
  /** The message after an action that was read from text. */
  readonly result: string;
  /** The message after a turn that held no action at all. */
  readonly reminder: string;
  /** How to end. */
  readonly finish: string;
}

const FINISH = 'When the task is done, or cannot be done, call finish with a report.';

export const SCAFFOLDS: { readonly [N in ScaffoldName]: Scaffold } = {
  plain: {
    name: 'plain',
    actions: 'native',
    idleTurns: 5,
    instructions: '',
    opening: '{{task}}',
    result: '',
    reminder: 'You have not called a tool, so nothing was done. Act by calling a tool. {{finish}}',
    finish: FINISH,
  },
  react: {
    name: 'react',
    actions: 'text',
    idleTurns: 5,
    instructions: `You work in turns of thought, action and observation. In each turn you write one thought and one action; the action is carried out, and the next message is the observation.

Tools:
{{tools}}

Write every reply in this shape, with the action as one JSON object on the lines after "Action:":

{{format}}`,
    opening: 'Task: {{task}}',
    result: `Observation:
{{result}}`,
    reminder: '',
    finish: FINISH,
  },
  'plan-and-act': {
    name: 'plan-and-act',
    actions: 'text',
    idleTurns: 5,
    instructions: `You work in turns. In each turn you think in four parts, then choose one action. The action is carried out, and the next message tells you what came of it.

Tools:
{{tools}}

Write every reply in this shape, with these headings, and the action as one JSON object:

{{format}}`,
    opening: `Your task:
{{task}}

Begin. Write the four parts of your thinking, then one action.`,
    result: `Your task:
{{task}}

Your last action:
{{action}}

What came of it:
{{result}}

Go on with the task: when something does not work, look for the cause and try another way. {{finish}}
Write the headings Explanation, Gaps, Findings, Plan and Action, and under Action one JSON object with "tool" and "input".`,
    reminder: '',
    finish: FINISH,
  },
};

/** A wording with its placeholders filled in. What is filled in is not read for placeholders again. */
export function fillWording(wording: string, values: Readonly<Record<string, string>>): string {
  return wording.replaceAll(/\{\{(\w+)\}\}/g, (whole, name: string) => values[name] ?? whole).trimEnd();
}

/**
 * The scaffold of an agent: the built-in one, with those of its wordings that a scaffold of the scenario changes.
 * @param own scaffolds of the scenario
 */
export function scaffoldOf(agent: Pick<AgentSpec, 'scaffold' | 'ownScaffold'>, own: readonly ScaffoldSpec[]): Scaffold {
  const base = SCAFFOLDS[agent.scaffold];
  const changed = own.find(({ name }) => name === agent.ownScaffold);
  if (changed === undefined) return base;
  return {
    ...base,
    idleTurns: changed.idleTurns ?? base.idleTurns,
    instructions: changed.instructions ?? base.instructions,
    opening: changed.opening ?? base.opening,
    result: changed.result ?? base.result,
    reminder: changed.reminder ?? base.reminder,
    finish: changed.finish ?? base.finish,
  };
}
