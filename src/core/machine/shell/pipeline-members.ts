/** The members of a pipeline, as they are written. */
import { type CommandNode, literalText, type PipelineNode } from './syntax.ts';

/** Where in a pipeline a command stands. */
export interface Member {
  readonly pipeline: number;
  readonly index: number;
}

/** Words of each member; undefined for one that is no program, or whose words are not known before it runs. */
export type MemberWords = readonly (readonly string[] | undefined)[];

/** The words of the members of a pipeline; undefined when it has only one. */
export function memberWords({ commands }: PipelineNode): MemberWords | undefined {
  return commands.length > 1 ? commands.map(wordsOf) : undefined;
}

function wordsOf(command: CommandNode): readonly string[] | undefined {
  if (command.type !== 'SimpleCommand' || command.name === null) return undefined;
  const words = [command.name, ...command.args].map(literalText);
  return words.every((word) => word !== undefined) ? words : undefined;
}
