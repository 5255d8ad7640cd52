/** Signals that a shell sends to itself: what stands after `kill`, to run the handlers before the next command. */
import {
  type CommandNode,
  groupOf,
  literalText,
  type PipelineNode,
  pipelineOf,
  simpleCommand,
  statementOf,
  textWord,
} from '../syntax.ts';
import { outputOf } from './machinery.ts';

/** Whether a pipeline, as it was written, may send the shell a signal. */
function sendsSignals({ commands, negated, timed }: PipelineNode): boolean {
  const [command, ...others] = commands;
  if (!command || others.length > 0 || negated || timed || command.type !== 'SimpleCommand') return false;
  return command.name !== null && literalText(command.name) === 'kill' && !isProbe(command);
}

/** `kill -0` and `kill -l` send none. */
function isProbe(command: Extract<CommandNode, { type: 'SimpleCommand' }>): boolean {
  const [option] = command.args;
  return option !== undefined && /^-[0lL]$/.test(literalText(option) ?? '');
}

/** A pipeline, already rewritten, with the handlers of the signals that it sent to the shell itself. */
export function withOwnSignals(written: PipelineNode, rewritten: PipelineNode): PipelineNode {
  if (!sendsSignals(written)) return rewritten;
  const [command] = rewritten.commands;
  if (!command || rewritten.commands.length > 1) return rewritten;
  const handlers = simpleCommand(textWord('eval'), [outputOf('own-signals', [])]);
  return pipelineOf(groupOf([statementOf(command), statementOf(handlers)]));
}
