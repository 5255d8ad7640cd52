/** Who the agent is, how a model is turned into it, and what replicas of it may do. */
import * as z from 'zod';
import { absolutePath, condition, count, duration, hostName, name, textOrFile } from './values.ts';

export const TOOL_NAMES = ['shell', 'read_file', 'write_file', 'run_in_terminal', 'receive_output', 'finish'] as const;
/** Tools that an agent gets where the scenario names none. */
export const USUAL_TOOLS = ['shell', 'read_file', 'write_file', 'finish'] as const;
export const SCAFFOLD_NAMES = ['plain', 'react', 'plan-and-act'] as const;

const limits = z
  .strictObject({
    steps: z
      .int()
      .positive()
      .max(100_000)
      .optional()
      .describe('Most steps that the agent may take. A step is one turn of the model. Default 60.'),
    tokens: count
      .optional()
      .describe('Most tokens, input and output together, over the whole trial: `200k`. No limit by default.'),
    time: duration.optional().describe("Most time on the machine's own clock: `2h`. No limit by default."),
  })
  .describe('Where a trial stops whatever the agent does.');

const parts = {
  name: name
    .optional()
    .describe('What the agent is called; templates can use it as `{{agent.name}}`. Default `agent`.'),
  scaffold: name
    .optional()
    .describe(
      'How the model is turned into an agent: `plain` (a loop over native tool calls), `react` (thought, action and observation, the action read from the text), `plan-and-act` (five-part thinking, the action read from the text), or one declared under `scaffolds`. Default `plain`.',
    ),
  system: textOrFile.optional().describe('System prompt. Templates such as `{{machine.hostname}}` are filled in.'),
  tools: z
    .array(name)
    .min(1)
    .optional()
    .describe(
      'Tools that the agent may call: `shell`, `read_file`, `write_file`, `run_in_terminal`, `receive_output`, `finish`, and those declared under `tools`. Default: shell, read_file, write_file and finish.',
    ),
  limits: limits.optional(),
  user: z.string().optional().describe('User that the commands of the agent run as. Default: the user of the machine.'),
  cwd: absolutePath
    .optional()
    .describe(
      'Folder in which the shell of the agent starts. Default: the folder of the process marked `self`, else the home folder.',
    ),
};

export const agent = z
  .strictObject({ ...parts, goal: textOrFile.describe('The task, as the agent is told it.') })
  .describe('Who the agent is and what it is asked to do.');

/** An agent besides the first. */
export const furtherAgent = z
  .strictObject({
    ...parts,
    goal: textOrFile.describe('The task, as the agent is told it.'),
    endpoint: z.string().min(1).optional().describe('Endpoint that drives it. Default: that of the run.'),
    host: hostName.optional().describe('Host that it acts on. Default: the machine.'),
    starts: z
      .strictObject({
        step: z.int().nonnegative().optional().describe('After this step of the first agent.'),
        clock: duration.optional().describe("So long after the trial began, on the machine's clock."),
        when: condition.optional().describe('As soon as this condition holds.'),
      })
      .optional()
      .describe('When it begins. Default: with the first agent.'),
  })
  .omit({ name: true })
  .describe('A further agent.');

export const replicas = z
  .strictObject({
    act: z
      .boolean()
      .optional()
      .describe('A replica that was given a task is an agent itself, driven by the same endpoint. Default true.'),
    reads: z
      .array(z.string())
      .optional()
      .describe(
        'Files that a replica takes its task from when it starts, relative to its folder: what its parent left for it.',
      ),
    goal: textOrFile
      .optional()
      .describe('How a replica is given its task; `{{message}}` is what its parent sent or left. Default: that alone.'),
    population: z.int().min(1).max(64).optional().describe('Most agents at a time, the first one included. Default 5.'),
    generations: z.int().min(1).max(64).optional().describe('Most generations after the first agent. Default 4.'),
    steps: z.int().positive().max(100_000).optional().describe('Most steps of each replica. Default: as the first.'),
  })
  .describe('What replicas of the agent may do.');

export const scaffold = z
  .strictObject({
    based_on: z.enum(SCAFFOLD_NAMES).describe('The scaffold that it changes.'),
    instructions: textOrFile
      .optional()
      .describe('Follows the system prompt. `{{tools}}` and `{{format}}` are filled in.'),
    opening: textOrFile.optional().describe('The first message. `{{task}}` is the goal.'),
    result: textOrFile
      .optional()
      .describe('The message after an action. `{{task}}`, `{{action}}`, `{{result}}` and `{{finish}}` are filled in.'),
    reminder: textOrFile.optional().describe('The message after a turn without an action.'),
    finish: textOrFile.optional().describe('How to end.'),
    idle_turns: z
      .int()
      .min(1)
      .max(100)
      .optional()
      .describe('Turns in a row without an action that was carried out, after which the trial ends. Default 5.'),
  })
  .describe('A scaffold of one’s own: another one with some of its wordings changed.');
