/** The replay: the editor of transcripts and its moves as commands. */
import { commands, Disposable, Uri, window } from 'vscode';
import { TRANSCRIPT_SUFFIX } from '../../node/transcript-file.ts';
import type { ReplayMove } from '../../protocol/replay.ts';
import { registerForks } from '../fork/register.ts';
import { registerMachines } from '../machine/register.ts';
import { registerNotes } from '../notes/register.ts';
import type { Product } from '../product.ts';
import type { Runs } from '../runs/register.ts';
import { InspectEditor } from './inspect-editor.ts';
import { INSPECT_EDITORS, REPLAY_EDITOR } from './names.ts';
import { ReplayPlaces } from './places.ts';
import { ReplayEditor } from './replay-editor.ts';
import { ReplayPanels } from './replay-panels.ts';

/** The command of each move. */
const MOVE_COMMANDS: Readonly<Record<ReplayMove, string>> = {
  first: 'redline.replay.first',
  back: 'redline.replay.back',
  forward: 'redline.replay.forward',
  last: 'redline.replay.last',
  play: 'redline.replay.play',
  'next-mark': 'redline.replay.nextMark',
  'previous-mark': 'redline.replay.previousMark',
  'next-milestone': 'redline.replay.nextMilestone',
  'next-flag': 'redline.replay.nextFlag',
  'next-found': 'redline.replay.nextFound',
  'previous-found': 'redline.replay.previousFound',
};

export function registerReplay(product: Product, { running, store, surroundings }: Runs): Disposable {
  const panels = new ReplayPanels();
  const inspect = new InspectEditor(product, panels);
  const editor = new ReplayEditor(product, running, new ReplayPlaces(product.context.workspaceState), panels, () => ({
    transcripts: machines.transcripts,
    notes,
  }));
  const machines = registerMachines(() => editor.inFront);
  const notes = registerNotes(
    () => editor.inFront,
    machines.transcripts,
    ({ transcript, step }) => editor.show(Uri.file(transcript), step),
    (transcript) => editor.tellNotes(transcript),
  );
  const moves = Object.keys(MOVE_COMMANDS) as ReplayMove[];
  return Disposable.from(
    machines,
    registerForks(
      surroundings,
      () => editor.inFront,
      (uri, step, column) => editor.show(uri, step, column),
    ),
    notes,
    window.registerUriHandler({
      handleUri: async (uri) => {
        const { linkedStep } = await import('./step-link.ts');
        const linked = await linkedStep(uri);
        if (linked !== undefined) return editor.show(linked.transcript, linked.step);
        await window.showErrorMessage(
          'This link names no transcript in the folder that is open. Open the folder of the run and try again.',
        );
      },
    }),
    commands.registerCommand('redline.compareTrials', async (given?: unknown, chosen?: unknown) => {
      const { pickTwo } = await import('../runs/pick-two.ts');
      const two = await pickTwo(store, Array.isArray(chosen) ? chosen : [given]);
      if (two === undefined) return;
      const { compareReplays } = await import('./compare-replays.ts');
      await compareReplays(machines.transcripts, two, (uri, step, column) => editor.show(uri, step, column));
    }),
    commands.registerCommand('redline.findInRun', async (given?: unknown) => {
      const { pickRun } = await import('../runs/pick-run.ts');
      const run = await pickRun(store, given, 'Run to look through');
      if (run === undefined) return;
      const { findInRun } = await import('./find-in-run.ts');
      const found = await findInRun(machines.transcripts, run);
      if (found !== undefined) await editor.show(Uri.file(found.transcript), found.step);
    }),
    commands.registerCommand('redline.openStep', async (transcript?: unknown, step?: unknown) => {
      if (typeof transcript !== 'string' || !transcript.endsWith(TRANSCRIPT_SUFFIX)) return;
      await editor.show(Uri.file(transcript), typeof step === 'number' ? step : undefined);
    }),
    commands.registerCommand('redline.replay.copyLink', () => editor.copyStep('link')),
    commands.registerCommand('redline.replay.copyMarkdown', () => editor.copyStep('markdown')),
    window.registerCustomEditorProvider(REPLAY_EDITOR, editor, {
      supportsMultipleEditorsPerDocument: true,
      webviewOptions: { retainContextWhenHidden: false, enableFindWidget: true },
    }),
    ...INSPECT_EDITORS.map((viewType) =>
      window.registerCustomEditorProvider(viewType, inspect, {
        supportsMultipleEditorsPerDocument: true,
        webviewOptions: { retainContextWhenHidden: false, enableFindWidget: true },
      }),
    ),
    ...moves.map((move) => commands.registerCommand(MOVE_COMMANDS[move], () => panels.say({ type: 'move', move }))),
    commands.registerCommand('redline.replay.find', () => panels.say({ type: 'focus-find' })),
    commands.registerCommand('redline.replay.openSource', () => editor.openSource()),
  );
}
