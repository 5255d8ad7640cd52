/**
 * The conversation of the process that runs trials with its owner: it takes one request over IPC, runs it, and ends; or it verifies
 * transcripts, one at a time, or plays a machine to walk around on, until its owner ends it.
 */
import type { TrialRig } from '../../core/trial/run-trial.ts';
import type {
  ExperimentRequest,
  FromTrialProcess,
  ToTrialProcess,
  VerifiedMessage,
} from '../../protocol/trial-process.ts';
import type { FromWalk, ToWalk } from '../../protocol/walk.ts';
import { type AllowedAddress, addressOf, type Wall } from './confine.ts';
import { accessesOf } from './endpoint-access.ts';

/**
 * Obeys the owner of this process until the request is done.
 * @param loadRig gives what trials run on; it is called once a request came, so that the process is ready early
 */
export function obey(wall: Wall, loadRig: () => Promise<TrialRig>): void {
  if (process.send === undefined) {
    process.stderr.write('This programme is started by Redline and is of no use alone.\n');
    process.exit(2);
  }
  const cancel = new AbortController();
  const walk = lazyWalk(loadRig);
  // Without its owner nobody would stop it.
  process.on('disconnect', () => process.exit(1));
  process.on('uncaughtException', (error) => end({ type: 'failed', message: messageOf(error) }));
  // Ctrl-C in a terminal reaches this process too. Its owner decides what that means, and says so.
  process.on('SIGINT', () => undefined);
  process.on('message', (message: ToTrialProcess | ToWalk) => {
    switch (message.type) {
      case 'cancel':
        cancel.abort();
        return;
      case 'run':
        void run(message, wall, loadRig, cancel.signal).then(end);
        return;
      case 'verify':
        void verify(message, loadRig).then(send, (error: unknown) =>
          end({ type: 'failed', message: messageOf(error) }),
        );
        return;
      case 'walk':
      case 'act':
      case 'end-walk':
        void walk(message).catch((error: unknown) => end({ type: 'failed', message: messageOf(error) }));
        return;
      default:
        message satisfies never;
    }
  });
  send({ type: 'ready', confined: wall.confined });
}

async function run(
  { request }: Extract<ToTrialProcess, { type: 'run' }>,
  wall: Wall,
  loadRig: () => Promise<TrialRig>,
  signal: AbortSignal,
): Promise<FromTrialProcess> {
  try {
    wall.allow(addressesOf(request));
    const [{ runRequest }, rig] = await Promise.all([import('./run-request.ts'), loadRig()]);
    await runRequest(request, { rig, send, signal, now: () => new Date().toISOString() });
    return { type: 'done', cancelled: signal.aborted };
  } catch (error) {
    return { type: 'failed', message: messageOf(error) };
  }
}

/** Every address that the request makes it necessary to reach. */
function addressesOf(request: ExperimentRequest): AllowedAddress[] {
  return accessesOf(request).flatMap((access) =>
    access.provider === 'openai-compatible' ? [addressOf(access.baseUrl)] : [],
  );
}

async function verify(
  { transcript }: Extract<ToTrialProcess, { type: 'verify' }>,
  loadRig: () => Promise<TrialRig>,
): Promise<VerifiedMessage> {
  const [{ verifyText }, rig] = await Promise.all([import('./verify-text.ts'), loadRig()]);
  return { type: 'verified', verification: await verifyText(transcript, rig) };
}

/** Takes the messages of a walk in their order; what plays it is loaded with the first one. */
function lazyWalk(loadRig: () => Promise<TrialRig>): (message: ToWalk) => Promise<void> {
  let host: Promise<{ take(message: ToWalk): Promise<void> }> | undefined;
  return async (message) => {
    host ??= import('./walk-request.ts').then(({ WalkHost }) => new WalkHost(loadRig, send));
    return (await host).take(message);
  };
}

function send(message: FromTrialProcess | VerifiedMessage | FromWalk): void {
  process.send?.(message);
}

/** Says the last word, and ends once it was handed over. */
function end(message: FromTrialProcess): void {
  process.send?.(message, undefined, undefined, () => process.exit(0));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
