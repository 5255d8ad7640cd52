/** Lets another programme drive the machine of a scenario: an action a line in, an observation a line out, and how it ended. */
import type { DoneAction } from '../../core/walk/done-action.ts';
import type { WalkObservation } from '../../core/walk/walk.ts';
import type { RemoteWalk } from '../../node/walk/remote-walk.ts';
import { MOST_LINE_BYTES, type ReadAction, readAction } from './action-line.ts';
import { readLines } from './line-reader.ts';

/** Machine time that passes before each action, as in a trial while the model thinks. */
const PAUSE_MS = 3_000;

/**
 * Answers every line with exactly one line, and the end of the input with one more. Gives what was done.
 * @param write takes a whole line at a time, with its line break
 * @throws WalkDiedError when the process of the machine is gone
 */
export async function driveByJson(
  walk: RemoteWalk,
  input: AsyncIterable<Uint8Array>,
  write: (line: string) => void,
): Promise<readonly DoneAction[]> {
  const done: DoneAction[] = [];
  let latest = walk.standing;
  for await (const line of readLines(input, MOST_LINE_BYTES)) {
    const read = readAction(line);
    if (read.ok) {
      const { clock } = latest;
      latest = await walk.act(read.action, PAUSE_MS);
      done.push(doneAction(read.action, Math.max(0, latest.clock - clock - PAUSE_MS)));
    }
    write(`${JSON.stringify(observationLine(read, latest))}\n`);
  }
  write(`${JSON.stringify({ end: await walk.end() })}\n`);
  return done;
}

function doneAction(action: Extract<ReadAction, { ok: true }>['action'], tookMs: number): DoneAction {
  const terminal = action.terminal ?? 1;
  const times = { pausedMs: PAUSE_MS, tookMs };
  if (action.kind === 'receive') return { command: '', terminal, how: 'looked', ...times };
  return { command: action.command, terminal, how: action.longRunning === true ? 'kept-running' : 'ended', ...times };
}

function observationLine(read: ReadAction, observation: WalkObservation): object {
  const { stdout, stderr, exitCode, terminals, messages, clock, cwd } = observation;
  const place = { terminals, messages: read.ok ? messages : [], clock: new Date(clock).toISOString(), cwd };
  if (!read.ok) {
    const status = `Error: the action was not carried out. ${read.problem}`;
    return { status, exit_code: null, stdout: '', stderr: '', ...place };
  }
  return { status: statusOf(read.action, observation), exit_code: exitCode, stdout, stderr, ...place };
}

/** What came of an action, in a sentence. */
function statusOf(
  action: Extract<ReadAction, { ok: true }>['action'],
  { stdout, stderr, exitCode, timedOut, terminals }: WalkObservation,
): string {
  const terminal = action.terminal ?? 1;
  const busy = terminals.some((one) => one.terminal === terminal && one.state === 'busy');
  if (action.kind === 'receive') {
    return stdout === '' && stderr === ''
      ? `Terminal ${terminal} has printed nothing since.`
      : `Exit code ${exitCode}.`;
  }
  if (timedOut) return `The command was ended after ${action.timeoutMs / 1_000} seconds.`;
  if (action.longRunning === true && busy) return `The command goes on in terminal ${terminal}.`;
  return `Exit code ${exitCode}.`;
}
