/** How the agent is told what came of an action: the only place where such texts are made. */
import type { Observation, TerminalState } from '../machine/machine.ts';
import type { ToolCall } from './tools.ts';

/** Characters of one output that the agent is shown; the transcript keeps all of it. */
const MOST_CHARACTERS = 16_000;

/** What the agent is told of a call that was carried out. `timeoutMs` is what its command was given. */
export function observationText(call: ToolCall, observation: Observation, timeoutMs: number): string {
  const { stdout, stderr, exitCode } = observation;
  switch (call.tool) {
    case 'shell':
      return commandText(commandStatus(observation, timeoutMs), observation);
    case 'run_in_terminal':
      return call.arguments.type === 'long_running'
        ? commandText(`The command goes on in terminal ${call.arguments.terminal}.`, observation)
        : commandText(commandStatus(observation, timeoutMs), observation);
    case 'receive_output':
      return commandText(
        stdout === '' && stderr === ''
          ? `Terminal ${call.arguments.terminal} has printed nothing since.`
          : `What terminal ${call.arguments.terminal} has printed since:`,
        observation,
      );
    case 'read_file':
      if (exitCode !== 0) return failure(`${call.arguments.path} could not be read.`, stderr);
      return stdout === '' ? `${call.arguments.path} is empty.` : shorten(stdout);
    case 'write_file':
      if (exitCode !== 0) return failure(`${call.arguments.path} could not be written.`, stderr);
      return `${call.arguments.path} is written.`;
    case 'finish':
      return '';
    default:
      return call satisfies never;
  }
}

function commandText(status: string, { stdout, stderr, terminals }: Observation): string {
  return [status, section('stdout', stdout), section('stderr', stderr), terminals ? terminalsText(terminals) : '']
    .filter((part) => part !== '')
    .join('\n');
}

function terminalsText(terminals: readonly TerminalState[]): string {
  const states = terminals.map(({ terminal, state, command }) =>
    state === 'idle' ? `${terminal}: idle` : `${terminal}: busy with ${shorten(command, 200)}`,
  );
  return `terminals:\n${states.join('\n')}`;
}

function commandStatus({ stdout, stderr, exitCode, timedOut }: Observation, timeoutMs: number): string {
  const status = timedOut
    ? `The command was ended after ${timeoutMs / 1_000} seconds: it took longer than its time limit.`
    : `Exit code: ${exitCode}`;
  return stdout === '' && stderr === '' ? `${status}\nNothing was printed.` : status;
}

function section(name: string, output: string): string {
  return output === '' ? '' : `${name}:\n${shorten(output)}`;
}

function failure(sentence: string, stderr: string): string {
  return stderr === '' ? sentence : `${sentence}\n${shorten(stderr)}`;
}

const MESSAGE_LEAD = 'Message received:\n';

/** How the agent is shown a message that somebody sent it. */
export function messageText(text: string): string {
  return `${MESSAGE_LEAD}${text.trimEnd()}`;
}

/** A text that the agent was sent, apart: what came of its calls, and the messages that came with it. */
export function splitMessages(text: string): { readonly rest: string; readonly messages: readonly string[] } {
  const [rest = '', ...messages] = `\n\n${text}`.split(`\n\n${MESSAGE_LEAD}`);
  return { rest: rest.slice(2), messages };
}

/** A long output with its middle left out, and a note that says how much. No character is cut in two. */
export function shorten(output: string, most = MOST_CHARACTERS): string {
  if (output.length <= most) return output;
  const head = boundary(output, Math.floor(most / 2));
  const tail = boundary(output, output.length - Math.floor(most / 2));
  return `${output.slice(0, head)}\n[… ${tail - head} characters left out …]\n${output.slice(tail)}`;
}

/** The offset, or the one before it when a character of two units lies across it. */
function boundary(output: string, offset: number): number {
  const unit = output.charCodeAt(offset);
  return unit >= 0xdc00 && unit <= 0xdfff ? offset - 1 : offset;
}
