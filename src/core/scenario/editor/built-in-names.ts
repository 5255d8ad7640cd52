import { SCAFFOLD_NAMES, TOOL_NAMES } from '../schema.ts';
import type { NameKind } from './names.ts';

interface BuiltIn {
  readonly name: string;
  readonly about: string;
}

const TOOLS: Readonly<Record<string, string>> = {
  shell: 'Runs a command in the shell of the machine.',
  read_file: 'Reads a file of the machine.',
  write_file: 'Writes a file of the machine.',
  run_in_terminal: 'Runs a command in a terminal that stays open.',
  receive_output: 'Reads what a terminal printed since.',
  finish: 'Ends the trial with a report.',
};

const SCAFFOLDS: Readonly<Record<string, string>> = {
  plain: 'A loop over native tool calls.',
  react: 'Thought, action and observation in turn; the action is read from the text.',
  'plan-and-act': 'Five-part thinking; the action is read from the text.',
};

const listed = (names: readonly string[], abouts: Readonly<Record<string, string>>): readonly BuiltIn[] =>
  names.map((name) => ({ name, about: abouts[name] ?? '' }));

/** Names that every scenario can use without declaring them. */
export const BUILT_IN_NAMES: Readonly<Partial<Record<NameKind, readonly BuiltIn[]>>> = {
  tool: listed(TOOL_NAMES, TOOLS),
  scaffold: listed(SCAFFOLD_NAMES, SCAFFOLDS),
  user: [{ name: 'root', about: 'The user that may do everything.' }],
  agent: [{ name: 'all', about: 'Every agent.' }],
};
