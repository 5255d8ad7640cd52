/** What a transcript tells of one step, and how the replay shows it. */
import type { TranscriptEvent, TranscriptEventOf } from './events.ts';
import type { StepDetail, StepLine, StepMark } from './replay-view.ts';
import { effectText, type StepEffect } from './step-effect.ts';
import { happeningsOf } from './step-happenings.ts';

const MOST_SUMMARY_CHARACTERS = 200;

type Call = StepDetail['calls'][number];
type Detailed = StepDetail['marks'][number];

/** Events of a step, without contents and patches, which others keep. */
export interface StepRecord {
  readonly step: number;
  readonly events: readonly TranscriptEvent[];
  readonly marks: readonly Detailed[];
  readonly effect: StepEffect | undefined;
}

/** The step as one line of the list. */
export function stepLine(record: StepRecord): StepLine {
  const calls = callsOf(record);
  const [first] = calls;
  return {
    step: record.step,
    agent: agentOf(record),
    tool: first?.tool ?? '',
    summary: summaryOf(record, calls),
    status: statusOf(calls),
    exitCode: exitCodeOf(calls),
    effect: record.effect === undefined ? '' : effectText(record.effect),
    marks: record.marks.map(({ kind, name }): StepMark => ({ kind, name })),
  };
}

/** Whose turn it was: the agent whose model was asked. */
function agentOf({ step, events }: StepRecord): string {
  if (step === 0) return '';
  const asked = events.find((event) => event.type === 'model.request' || event.type === 'model.response');
  return (asked ?? events[0])?.agent ?? '';
}

/** Everything that the step tells. */
export function stepDetail(record: StepRecord): StepDetail {
  const response = lastOf(record, 'model.response');
  return {
    step: record.step,
    thought: allOf(record, 'agent.thought').flatMap((event) => event.parts),
    reply: response?.text ?? '',
    calls: callsOf(record),
    happenings: happeningsOf(record.events),
    marks: record.marks,
    usage: response?.usage,
    latencyMs: response?.latencyMs,
    retries: response?.retries ?? 0,
    errors: allOf(record, 'error').map((event) => event.message),
  };
}

/** The calls of a step in their order: those that were carried out, those that were not, and one that never came to its end. */
function callsOf(record: StepRecord): Call[] {
  const asked = new Map(lastOf(record, 'model.response')?.toolCalls.map((call) => [call.id, call]));
  const carriedOut = new Map(allOf(record, 'tool.call').map((event) => [event.callId, event]));
  const results = new Map(allOf(record, 'tool.result').map((event) => [event.callId, event]));
  return [...new Set([...asked.keys(), ...carriedOut.keys(), ...results.keys()])].map((id): Call => {
    const result = results.get(id);
    return {
      tool: carriedOut.get(id)?.tool ?? result?.tool ?? asked.get(id)?.tool ?? '',
      arguments: carriedOut.get(id)?.arguments ?? asked.get(id)?.arguments ?? '',
      status: result?.status ?? 'none',
      stdout: result?.stdout ?? '',
      stderr: result?.stderr ?? '',
      exitCode: result?.exitCode ?? null,
      observation: result?.text ?? '',
      ...(result?.emulated === true ? { emulated: true } : {}),
    };
  });
}

function summaryOf(record: StepRecord, calls: readonly Call[]): string {
  const [first] = calls;
  if (first !== undefined) {
    const more = calls.length > 1 ? ` (and ${calls.length - 1} more)` : '';
    return `${inOneLine(targetOf(first))}${more}`;
  }
  if (record.step === 0) return 'Start of the trial';
  const [error] = allOf(record, 'error');
  if (error !== undefined) return inOneLine(error.message);
  return inOneLine(lastOf(record, 'model.response')?.text ?? '');
}

/** What a call is about: the command, the path, the report; of a call that was not understood, what was wrong with it. */
function targetOf(call: Call): string {
  if (typeof call.arguments === 'string') return call.observation === '' ? call.arguments : call.observation;
  const { command, path, report } = call.arguments;
  const [target] = [command, path, report].filter((value) => typeof value === 'string');
  if (target !== undefined) return target;
  // A tool of the scenario, or of another framework, has parameters of its own.
  const [only, ...others] = Object.values(call.arguments);
  if (typeof only === 'string' && others.length === 0) return only;
  const given = Object.entries(call.arguments).map(
    ([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return `${call.tool}(${given.join(', ')})`;
}

function statusOf(calls: readonly Call[]): StepLine['status'] {
  const order = ['malformed', 'refused', 'done'] as const;
  return order.find((status) => calls.some((call) => call.status === status)) ?? 'none';
}

/** The first exit code that tells of a failure, else the last one. */
function exitCodeOf(calls: readonly Call[]): number | null {
  const codes = calls.map((call) => call.exitCode).filter((code) => code !== null);
  return codes.find((code) => code !== 0) ?? codes.at(-1) ?? null;
}

function inOneLine(text: string): string {
  const line = text.trim().replaceAll(/\s*\n\s*/g, ' ⏎ ');
  return line.length > MOST_SUMMARY_CHARACTERS ? `${line.slice(0, MOST_SUMMARY_CHARACTERS)}…` : line;
}

function allOf<T extends TranscriptEvent['type']>(record: StepRecord, type: T): TranscriptEventOf<T>[] {
  return record.events.filter((event): event is TranscriptEventOf<T> => event.type === type);
}

function lastOf<T extends TranscriptEvent['type']>(record: StepRecord, type: T): TranscriptEventOf<T> | undefined {
  return allOf(record, type).at(-1);
}
