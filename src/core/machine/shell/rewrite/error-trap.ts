/** The trap on failures: what stands after a command that may fail, to run the handler. */
import { commandText } from '../function-text.ts';
import {
  type CommandNode,
  type CommandOf,
  commandOf,
  groupOf,
  type PipelineNode,
  pipelineOf,
  type StatementNode,
  simpleCommand,
  statementOf,
  textWord,
} from '../syntax.ts';
import { outputOf } from './machinery.ts';

/** Commands whose own failure counts; that of the others is the failure of something within them. */
const COUNTED: ReadonlySet<string> = new Set(['SimpleCommand', 'Subshell', 'ArithmeticCommand', 'ConditionalCommand']);

/** `eval` of what the handler comes to. */
function handlerCall(pipeline: PipelineNode): PipelineNode {
  const last = pipeline.commands.at(-1);
  const text = last ? commandText(last, 0) : '';
  const words = ['ERR', String(lineOf(last)), text].map(textWord);
  return pipelineOf(simpleCommand(textWord('eval'), [outputOf('handler', words)]));
}

/**
 * The pipelines of a statement, already rewritten, with the handler after the last one, which alone it hears of; undefined when a
 * failure of it does not count.
 */
export function withErrorTrap(
  original: StatementNode,
  operators: StatementNode['operators'],
  pipelines: readonly PipelineNode[],
  errexit: boolean,
): Pick<StatementNode, 'pipelines' | 'operators'> | undefined {
  const written = original.pipelines.at(-1);
  const last = pipelines.at(-1);
  const command = written?.commands.at(-1);
  if (!written || !last || !command || written.negated) return undefined;
  if (written.commands.length === 1 && !COUNTED.has(command.type)) return undefined;
  if (errexit) {
    // The interpreter knows only of conditions that no failure within them ends the shell.
    const choice: CommandOf<'If'> = {
      type: 'If',
      clauses: [{ condition: [bare([last])], body: [statementOf(commandOf(':'))] }],
      elseBody: [bare([handlerCall(written)])],
      redirections: [],
    };
    return { pipelines: [...pipelines.slice(0, -1), pipelineOf(choice)], operators };
  }
  const handled = bare([last, handlerCall(written)], ['||']);
  if (pipelines.length === 1) return handled;
  return { pipelines: [...pipelines.slice(0, -1), pipelineOf(groupOf([handled]))], operators };
}

function bare(pipelines: PipelineNode[], operators: StatementNode['operators'] = []): StatementNode {
  return { type: 'Statement', pipelines, operators, background: false };
}

/** The line of a command, or of the first within it. */
function lineOf(command: CommandNode | undefined): number {
  if (command?.type === 'Subshell') return lineOf(command.body[0]?.pipelines[0]?.commands[0]);
  return command && 'line' in command ? (command.line ?? 1) : 1;
}
