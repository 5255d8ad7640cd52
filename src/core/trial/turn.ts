/** Carries out the calls of one turn. */
import type { CallAnswer, Turn, TurnCall } from '../agent/conversation.ts';
import { observationText } from '../agent/observation.ts';
import { machineAction, type ToolCall } from '../agent/tools.ts';
import type { TranscriptEventOf } from '../transcript/events.ts';
import type { TranscriptWriter } from '../transcript/writer.ts';
import type { RecordedMachine } from './recorded-machine.ts';

export interface TurnOutcome {
  /** What the agent is told, one answer a call. */
  readonly answers: readonly CallAnswer[];
  /** At least one call was carried out. */
  readonly acted: boolean;
  /** The report, when the agent finished. */
  readonly report: string | undefined;
}

/**
 * Carries out the calls of a turn in their order, each with a result of its own. What comes after `finish`, or after the machine
 * time ran out, is refused.
 * @throws what the signal aborts with, between two calls.
 */
export async function carryOutTurn(
  turn: Turn,
  machine: RecordedMachine,
  writer: TranscriptWriter,
  signal: AbortSignal,
): Promise<TurnOutcome> {
  const answers: CallAnswer[] = [];
  let acted = false;
  let report: string | undefined;
  for (const call of turn.calls) {
    signal.throwIfAborted();
    const { read } = call;
    let text: string;
    if (read.kind !== 'call') {
      text = refuse(call, read.kind, read.problem, machine, writer);
    } else if (report !== undefined) {
      text = refuse(call, 'refused', 'Not carried out: finish was called before it.', machine, writer);
    } else if (machine.remaining === 0) {
      text = refuse(call, 'refused', 'Not carried out: the time for the task is over.', machine, writer);
    } else {
      acted = true;
      if (read.call.tool === 'finish') report = read.call.arguments.report;
      text = await carryOut(call.id, read.call, machine, writer);
    }
    answers.push({ id: call.id, tool: call.tool, text });
  }
  return { answers, acted, report };
}

async function carryOut(
  callId: string,
  call: ToolCall,
  machine: RecordedMachine,
  writer: TranscriptWriter,
): Promise<string> {
  const { tool } = call;
  writer.write({ type: 'tool.call', callId, tool, arguments: call.arguments });
  const action = machineAction(call, machine.remaining);
  if (action === undefined) {
    writer.write(resultOf(callId, tool, 'done', '', machine));
    return '';
  }
  const { observation, events } = await machine.perform(action);
  const text = observationText(call, observation, action.kind === 'shell' ? action.timeoutMs : 0);
  const { stdout, stderr, exitCode } = observation;
  writer.write({ ...resultOf(callId, tool, 'done', text, machine), stdout, stderr, exitCode });
  machine.judge(events);
  return text;
}

function refuse(
  call: TurnCall,
  status: 'malformed' | 'refused',
  problem: string,
  machine: RecordedMachine,
  writer: TranscriptWriter,
): string {
  writer.write(resultOf(call.id, call.tool, status, problem, machine));
  return problem;
}

function resultOf(
  callId: string,
  tool: string,
  status: TranscriptEventOf<'tool.result'>['status'],
  text: string,
  machine: RecordedMachine,
): Omit<TranscriptEventOf<'tool.result'>, 'seq' | 'step' | 'agent'> {
  const named = tool === '' ? {} : { tool };
  return {
    type: 'tool.result',
    callId,
    ...named,
    status,
    stdout: '',
    stderr: '',
    exitCode: null,
    text,
    clock: machine.clock,
  };
}
