/** The mocked machine at a step: its files in the editor. */
import { commands, Disposable, workspace } from 'vscode';
import { MachineFiles } from './machine-files.ts';
import { MACHINE_SCHEME } from './machine-uri.ts';
import { Transcripts } from './transcripts.ts';

/** Which replay is in front, and at which step it stands. */
export type ReplayInFront = () => { readonly transcript: string; readonly step: number } | undefined;

export interface Machines extends Disposable {
  readonly transcripts: Transcripts;
}

export function registerMachines(inFront: ReplayInFront): Machines {
  const transcripts = new Transcripts();
  const atReplay = (act: (transcript: string, step: number) => Promise<void>) => async (): Promise<void> => {
    const replay = inFront();
    if (replay !== undefined) await act(replay.transcript, replay.step);
  };
  const all = Disposable.from(
    transcripts,
    workspace.registerFileSystemProvider(MACHINE_SCHEME, new MachineFiles(transcripts), {
      isCaseSensitive: true,
      isReadonly: true,
    }),
    commands.registerCommand(
      'redline.replay.openMachineFile',
      atReplay(async (transcript, step) => {
        const { openFileOfMachine } = await import('./search-machine.ts');
        return openFileOfMachine(transcripts, transcript, step);
      }),
    ),
    commands.registerCommand(
      'redline.replay.searchMachine',
      atReplay(async (transcript, step) => {
        const { searchMachine } = await import('./search-machine.ts');
        return searchMachine(transcripts, transcript, step);
      }),
    ),
  );
  return { transcripts, dispose: () => all.dispose() };
}
