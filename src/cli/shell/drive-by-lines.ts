/** Runs what is piped into the shell of a machine, as `bash` runs a script from its standard input. */
import type { DoneAction } from '../../core/walk/done-action.ts';
import { isIncomplete } from '../../core/walk/incomplete.ts';
import { broadcast } from '../../node/walk/prompt.ts';
import type { RemoteWalk } from '../../node/walk/remote-walk.ts';
import type { Terminal } from '../terminal.ts';
import { MOST_LINE_BYTES } from './action-line.ts';
import { readLines } from './line-reader.ts';

/** As long as any command of an agent may take. */
const TIMEOUT_MS = 86_400_000;
const PAUSE_MS = 3_000;

/**
 * Runs each command as soon as it has come whole; what it prints goes to the streams of ours.
 * @throws WalkDiedError when the process of the machine is gone
 */
export async function driveByLines(
  walk: RemoteWalk,
  input: AsyncIterable<Uint8Array>,
  { out, err }: Terminal,
): Promise<readonly DoneAction[]> {
  const done: DoneAction[] = [];
  let { clock } = walk.standing;
  const run = async (command: string): Promise<void> => {
    if (command.trim() === '') return;
    const action = { kind: 'shell', command, terminal: 1, timeoutMs: TIMEOUT_MS } as const;
    const observation = await walk.act(action, PAUSE_MS);
    out.write(observation.stdout);
    err.write(observation.stderr);
    for (const message of observation.messages) err.write(broadcast(message, walk.place.hostname));
    const tookMs = Math.max(0, observation.clock - clock - PAUSE_MS);
    done.push({ command, terminal: 1, how: 'ended', pausedMs: PAUSE_MS, tookMs });
    clock = observation.clock;
  };
  let command = '';
  for await (const line of readLines(input, MOST_LINE_BYTES)) {
    if (line.kind !== 'text') {
      err.write('A line was passed over: it is too long, or not UTF-8.\n');
      continue;
    }
    command += command === '' ? line.text : `\n${line.text}`;
    if (isIncomplete(command)) continue;
    await run(command);
    command = '';
  }
  await run(command);
  return done;
}
