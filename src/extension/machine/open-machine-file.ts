/** Opens a file of the mocked machine, or shows what a step or the whole trial did to it. */
import { basename } from 'node:path';
import { commands, type Uri, ViewColumn, window } from 'vscode';
import { nodeAt } from '../../core/transcript/world-files.ts';
import { machineUri } from './machine-uri.ts';
import type { Transcripts } from './transcripts.ts';

export interface MachineFileRequest {
  /** Absolute path of the transcript. */
  readonly transcript: string;
  readonly step: number;
  readonly path: string;
  /** What it is compared with: the step before, the start of the trial, or nothing. */
  readonly against: 'before' | 'start' | undefined;
}

/** Opens the file beside the replay; a file that has no content is told of instead. */
export async function openMachineFile(transcripts: Transcripts, request: MachineFileRequest): Promise<void> {
  const { transcript, step, path, against } = request;
  const trial = await transcripts.read(transcript);
  const sides = against === undefined ? [step] : [against === 'start' ? 0 : Math.max(0, step - 1), step];
  const uris: Uri[] = [];
  for (const side of sides) {
    const world = await trial.worldAt(side);
    const node = world === undefined ? undefined : nodeAt(world, path)?.node;
    if (node?.kind === 'directory') return;
    if (node?.kind === 'file' && node.sparse) {
      const size = node.size.toLocaleString('en');
      await window.showInformationMessage(
        `${path} has ${size} bytes and no content: the scenario declares it by its size alone.`,
      );
      return;
    }
    uris.push(machineUri({ transcript, step: side, path, nothing: node === undefined }));
  }
  const [left, right] = uris;
  if (left === undefined) return;
  const options = { viewColumn: ViewColumn.Beside, preview: true, preserveFocus: false };
  if (right === undefined) {
    await commands.executeCommand('vscode.open', left, options, `${basename(path)} (step ${step})`);
    return;
  }
  const title = `${basename(path)} (${sides[0] === 0 ? 'start' : `step ${sides[0]}`} ↔ step ${step})`;
  await commands.executeCommand('vscode.diff', left, right, title, options);
}
