/** Carries out the calls of one turn. */
import type { CallAnswer, Turn, TurnCall } from '../agent/conversation.ts';
import { observationText } from '../agent/observation.ts';
import { machineAction, type ToolCall } from '../agent/tools.ts';
import type { TranscriptEventOf } from '../transcript/events.ts';
import type { Actor } from './actor.ts';
import type { CallParts, OwnTools } from './own-tools.ts';
import { type ResultPart, toolResult } from './tool-result.ts';

export interface TurnOutcome {
  /** What the agent is told, one answer a call. */
  readonly answers: readonly CallAnswer[];
  /** At least one call was carried out. */
  readonly acted: boolean;
  /** The report, when the agent finished. */
  readonly report: string | undefined;
}

export interface TurnParts extends CallParts {
  readonly actor: Actor;
  readonly ownTools: OwnTools;
}

/**
 * Carries out the calls of a turn in their order, each with a result of its own. What comes after `finish`, after the machine time ran
 * out, or after the agent itself was ended, is refused.
 * @throws what the signal aborts with, between two calls, and EndpointError when a model that plays a tool fails.
 */
export async function carryOutTurn(turn: Turn, turnParts: TurnParts): Promise<TurnOutcome> {
  const answers: CallAnswer[] = [];
  let acted = false;
  let report: string | undefined;
  for (const [index, call] of turn.calls.entries()) {
    const parts = index === 0 ? turnParts : { ...turnParts, told: undefined };
    parts.signal.throwIfAborted();
    const { read } = call;
    let text: string;
    if (read.kind !== 'call' && read.kind !== 'own') {
      text = refuse(call, read.kind, read.problem, parts);
    } else if (report !== undefined) {
      text = refuse(call, 'refused', 'Not carried out: finish was called before it.', parts);
    } else if (!parts.actor.acts) {
      text = refuse(call, 'refused', 'Not carried out: the agent was ended before it.', parts);
    } else if (parts.stage.machine.remaining === 0) {
      text = refuse(call, 'refused', 'Not carried out: the time for the task is over.', parts);
    } else {
      acted = true;
      if (read.kind === 'own') text = await parts.ownTools.call(call.id, read.call, parts);
      else {
        if (read.call.tool === 'finish') report = read.call.arguments.report;
        text = await carryOut(call.id, read.call, parts);
      }
    }
    answers.push({ id: call.id, tool: call.tool, text });
  }
  return { answers, acted, report };
}

async function carryOut(callId: string, call: ToolCall, { actor, stage, writer, told }: TurnParts): Promise<string> {
  const { tool } = call;
  const { machine } = stage;
  writer.write({ type: 'tool.call', callId, tool, arguments: call.arguments });
  const action = machineAction(call, machine.remaining);
  if (action === undefined) {
    const text = told ?? '';
    writer.write(toolResult(callId, tool, { status: 'done', text }, machine.clock));
    return text;
  }
  const done = await stage.perform(actor, action);
  const { observation } = done;
  const text = told ?? observationText(call, observation, action.kind === 'shell' ? action.timeoutMs : 0);
  const { stdout, stderr, exitCode } = observation;
  writer.write(toolResult(callId, tool, { status: 'done', text, stdout, stderr, exitCode }, machine.clock));
  await stage.settle(done);
  return text;
}

function refuse(
  { id, tool }: TurnCall,
  status: TranscriptEventOf<'tool.result'>['status'],
  problem: string,
  { stage, writer, told }: TurnParts,
): string {
  const text = told ?? problem;
  const part: ResultPart = { status, text };
  writer.write(toolResult(id, tool, part, stage.machine.clock));
  return text;
}
