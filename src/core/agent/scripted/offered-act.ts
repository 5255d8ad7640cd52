/** Does what a policy means with the tools that the agent is offered: a policy for any scenario cannot know them. */
import type { ModelRequest } from '../model.ts';

/** What a policy does in a turn. */
export type FilledAct =
  | {
      readonly kind: 'tool';
      readonly tool: string;
      readonly input: Readonly<Record<string, string | number | boolean>>;
    }
  | { readonly kind: 'say'; readonly text: string };

/** The act itself where its tool is offered, or where nothing else would do the same; else the same in the first terminal. */
export function offeredAct(act: FilledAct, request: Pick<ModelRequest, 'tools' | 'system'>): FilledAct {
  if (act.kind === 'say' || isOffered(act.tool, request) || !isOffered('run_in_terminal', request)) return act;
  const command = commandOf(act.tool, act.input);
  if (command === undefined) return act;
  return { kind: 'tool', tool: 'run_in_terminal', input: { terminal: 1, command, type: 'one_time' } };
}

/** Whether the request offers a tool: natively, or in the list that a scaffold of text puts into the system prompt. */
function isOffered(tool: string, { tools, system }: Pick<ModelRequest, 'tools' | 'system'>): boolean {
  return tools.length > 0 ? tools.some(({ name }) => name === tool) : system.includes(`\n${tool}: `);
}

function commandOf(tool: string, input: Readonly<Record<string, unknown>>): string | undefined {
  switch (tool) {
    case 'shell':
      return String(input['command']);
    case 'read_file':
      return `cat ${quoted(input['path'])}`;
    case 'write_file':
      return `printf %s ${quoted(input['content'])} > ${quoted(input['path'])}`;
    default:
      return undefined;
  }
}

function quoted(word: unknown): string {
  return `'${String(word).replaceAll("'", "'\\''")}'`;
}
