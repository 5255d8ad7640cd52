/** What a scripted policy can know of a conversation: what was done in each turn, and what came of it. */
import type { Message, RequestedToolCall } from '../model.ts';
import { splitMessages } from '../observation.ts';
import { parsePlanAndAct } from '../plan-and-act-format.ts';
import { SCAFFOLDS } from '../scaffold.ts';

/** A turn that lies behind: what the agent did and what it was told of it. */
export interface PastTurn {
  readonly tool: string;
  /** Command line of `shell` and `run_in_terminal`, path of `read_file` and `write_file`; else empty. */
  readonly target: string;
  readonly observation: ObservedResult;
  /** Messages that came in with it, one below the other. */
  readonly told: string;
}

export interface ObservedResult {
  /** The whole text that the agent was given. */
  readonly text: string;
  readonly stdout: string;
  readonly stderr: string;
  /** -1 when the text names none. */
  readonly exitCode: number;
}

/** The turns of a conversation so far, in order, each with everything that it was answered. */
export function pastTurns(messages: readonly Message[]): PastTurn[] {
  const turns: { action: Pick<PastTurn, 'tool' | 'target'>; answers: string[]; told: string[] }[] = [];
  for (const message of messages) {
    if (message.role === 'assistant') {
      turns.push({ action: actionOf(message.text, message.toolCalls), answers: [], told: [] });
    } else if (message.role === 'tool') {
      turns.at(-1)?.answers.push(message.text);
    } else {
      const { rest, messages: told } = splitMessages(message.text);
      if (rest !== '') turns.at(-1)?.answers.push(resultIn(rest));
      turns.at(-1)?.told.push(...told);
    }
  }
  return turns.map(({ action, answers, told }) => ({
    ...action,
    observation: readObservation(answers.join('\n')),
    told: told.join('\n'),
  }));
}

/** The first message of the user: the task, with what the scaffold puts around it, and the messages that came with it. */
export function openingOf(messages: readonly Message[]): { readonly task: string; readonly told: string } {
  const { rest, messages: told } = splitMessages(messages.find((message) => message.role === 'user')?.text ?? '');
  return { task: rest, told: told.join('\n') };
}

function actionOf(text: string, calls: readonly RequestedToolCall[]): Pick<PastTurn, 'tool' | 'target'> {
  const call = calls.at(-1);
  if (call !== undefined) return { tool: call.tool, target: targetOf(parsed(call.arguments)) };
  const { action } = parsePlanAndAct(text);
  return action.kind === 'action'
    ? { tool: action.action.tool, target: targetOf(action.action.input) }
    : { tool: '', target: '' };
}

function targetOf(input: Readonly<Record<string, unknown>>): string {
  const target = input['command'] ?? input['path'];
  return typeof target === 'string' ? target : '';
}

function parsed(json: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** The part of a message that says what came of the last action; a scaffold may repeat task and action around it. */
function resultIn(text: string): string {
  for (const { result } of Object.values(SCAFFOLDS)) {
    const [before, after] = result.split('{{result}}');
    if (before === undefined || after === undefined) continue;
    const filled = before.lastIndexOf('}}');
    const lead = filled === -1 ? before : `\n${before.slice(filled + 2).trimStart()}`;
    const trail = (after.includes('{{') ? after.slice(0, after.indexOf('{{')) : after).trimEnd();
    const start = filled === -1 && !text.startsWith(lead) ? -1 : text.indexOf(lead);
    const end = trail === '' ? text.length : text.lastIndexOf(trail);
    if (start !== -1 && end > start) return text.slice(start + lead.length, end);
  }
  return text;
}

/** The outputs in an observation as `observation.ts` writes it. A text of another shape counts as stdout. */
function readObservation(text: string): ObservedResult {
  const status =
    /^(?:Exit code: (\d+)|The command (?:was ended|goes on)|What terminal \d|Terminal \d has printed)/m.exec(text);
  if (status === null) return { text, stdout: text, stderr: '', exitCode: -1 };
  const exitCode = status[1] === undefined ? -1 : Number(status[1]);
  const terminalsAt = text.lastIndexOf('\nterminals:\n');
  const outputs = terminalsAt === -1 ? text : text.slice(0, terminalsAt);
  const stderrAt = outputs.lastIndexOf('\nstderr:\n');
  const stderr = stderrAt === -1 ? '' : outputs.slice(stderrAt + '\nstderr:\n'.length);
  const head = stderrAt === -1 ? outputs : outputs.slice(0, stderrAt);
  const stdoutAt = head.indexOf('\nstdout:\n');
  const stdout = stdoutAt === -1 ? '' : head.slice(stdoutAt + '\nstdout:\n'.length);
  return { text, stdout, stderr, exitCode };
}
