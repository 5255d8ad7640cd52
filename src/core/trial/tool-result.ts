import type { TranscriptEventOf } from '../transcript/events.ts';

type Result = Omit<TranscriptEventOf<'tool.result'>, 'seq' | 'step' | 'agent'>;

/** What is particular to a result. */
export type ResultPart = Pick<Result, 'status' | 'text'> &
  Partial<Pick<Result, 'stdout' | 'stderr' | 'exitCode' | 'emulated'>>;

/**
 * The event of what came of a call.
 * @param tool as the model named it; empty when no name could be read
 * @param clock milliseconds since 1970 on the machine's clock, after the call
 */
export function toolResult(callId: string, tool: string, part: ResultPart, clock: number): Result {
  const { status, text, stdout = '', stderr = '', exitCode = null, emulated } = part;
  return {
    type: 'tool.result',
    callId,
    ...(tool === '' ? {} : { tool }),
    status,
    stdout,
    stderr,
    exitCode,
    text,
    ...(emulated === true ? { emulated } : {}),
    clock,
  };
}
