/** Forks: going on from a step of a replay in another way. */
import { commands, Disposable, Uri, window } from 'vscode';
import type { ReplayInFront } from '../machine/register.ts';
import type { ShowStep } from '../replay/compare-replays.ts';
import type { RunSurroundings } from '../runs/carry-out.ts';
import { ForkDrafts } from './fork-drafts.ts';

/**
 * @param inFront gives the replay that is in front
 * @param show shows a step in a replay
 */
export function registerForks(surroundings: RunSurroundings, inFront: ReplayInFront, show: ShowStep): Disposable {
  const drafts = new ForkDrafts();
  return Disposable.from(
    drafts,
    commands.registerCommand('redline.replay.fork', async (given?: unknown) => {
      const [{ readForkWishes }, { forkFromStep }] = await Promise.all([
        import('./fork-wishes.ts'),
        import('./fork-from-step.ts'),
      ]);
      const wishes = readForkWishes(given);
      const front = inFront();
      const transcript = wishes.transcript ?? front?.transcript;
      const step = wishes.step ?? (transcript === front?.transcript ? front?.step : undefined);
      if (transcript === undefined || step === undefined) return undefined;
      return forkFromStep({ surroundings, drafts, show }, { ...wishes, transcript, step });
    }),
    commands.registerCommand('redline.fork.run', async (given?: unknown, wished?: unknown) => {
      const uri = given instanceof Uri ? given : window.activeTextEditor?.document.uri;
      const draft = uri === undefined ? undefined : drafts.of(uri);
      if (uri === undefined || draft === undefined) return undefined;
      const [{ readForkWishes }, { runDraft }] = await Promise.all([
        import('./fork-wishes.ts'),
        import('./fork-from-step.ts'),
      ]);
      return runDraft({ surroundings, drafts, show }, uri, draft, readForkWishes(wished));
    }),
  );
}
