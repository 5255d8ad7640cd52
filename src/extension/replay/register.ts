/** The replay: the editor of transcripts and its moves as commands. */
import { commands, Disposable, window } from 'vscode';
import type { ReplayMove } from '../../protocol/replay.ts';
import { registerMachines } from '../machine/register.ts';
import type { Product } from '../product.ts';
import type { RunningExperiments } from '../runs/running.ts';
import { REPLAY_EDITOR } from './names.ts';
import { ReplayPlaces } from './places.ts';
import { ReplayEditor } from './replay-editor.ts';

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

export function registerReplay(product: Product, running: RunningExperiments): Disposable {
  const editor = new ReplayEditor(
    product,
    running,
    new ReplayPlaces(product.context.workspaceState),
    () => machines.transcripts,
  );
  const machines = registerMachines(() => editor.inFront);
  const moves = Object.keys(MOVE_COMMANDS) as ReplayMove[];
  return Disposable.from(
    machines,
    window.registerCustomEditorProvider(REPLAY_EDITOR, editor, {
      supportsMultipleEditorsPerDocument: true,
      webviewOptions: { retainContextWhenHidden: false, enableFindWidget: true },
    }),
    ...moves.map((move) => commands.registerCommand(MOVE_COMMANDS[move], () => editor.move(move))),
    commands.registerCommand('redline.replay.find', () => editor.focusFind()),
    commands.registerCommand('redline.replay.openSource', () => editor.openSource()),
  );
}
