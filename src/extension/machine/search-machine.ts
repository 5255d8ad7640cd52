/** Goes to a file of the mocked machine by its name, or to a line in one by what it holds. */
import { commands, Position, type QuickPickItem, Range, ViewColumn, window } from 'vscode';
import type { World } from '../../core/machine/world.ts';
import type { IndexedTranscript } from '../../core/transcript/indexed/indexed-transcript.ts';
import { machineUri } from './machine-uri.ts';
import type { Transcripts } from './transcripts.ts';

/** Matches that are listed. */
const MOST_MATCHES = 500;
/** A file is text when it has no NUL among its first bytes, as the editor has it. */
const LOOK_FOR_NUL = 8_000;

interface Match extends QuickPickItem {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

/** Lets the reader choose a file of the machine at a step, and opens it. */
export async function openFileOfMachine(transcripts: Transcripts, transcript: string, step: number): Promise<void> {
  const trial = await transcripts.read(transcript);
  const world = await trial.worldAt(step);
  if (world === undefined) {
    await window.showInformationMessage('This transcript tells of no machine, so there are no files to open.');
    return;
  }
  const items = [...world.files]
    .filter(([, node]) => node.kind === 'file')
    .map(([path, node]) => ({ label: path, description: node.kind === 'file' && node.sparse ? 'size only' : '' }));
  const chosen = await window.showQuickPick(items, {
    title: `Files of the machine at step ${step}`,
    matchOnDescription: true,
  });
  if (chosen === undefined) return;
  const { openMachineFile } = await import('./open-machine-file.ts');
  await openMachineFile(transcripts, { transcript, step, path: chosen.label, against: undefined });
}

/** Asks what to look for, lists the lines that hold it, and opens the one that is chosen. */
export async function searchMachine(transcripts: Transcripts, transcript: string, step: number): Promise<void> {
  const text = await window.showInputBox({
    title: `Search the files of the machine at step ${step}`,
    ignoreFocusOut: true,
    prompt: 'Text to look for, in capitals or not',
  });
  if (text === undefined || text === '') return;
  const trial = await transcripts.read(transcript);
  const world = await trial.worldAt(step);
  const matches = world === undefined ? [] : await matchesOf(trial, world, text.toLowerCase());
  if (matches.length === 0) {
    await window.showInformationMessage(`No file of the machine at step ${step} holds “${text}”.`);
    return;
  }
  const chosen = await window.showQuickPick(matches, {
    title: `${matches.length === MOST_MATCHES ? `First ${MOST_MATCHES}` : matches.length} lines with “${text}” at step ${step}`,
    matchOnDescription: true,
  });
  if (chosen === undefined) return;
  const at = new Position(chosen.line, chosen.column);
  await commands.executeCommand('vscode.open', machineUri({ transcript, step, path: chosen.path, nothing: false }), {
    viewColumn: ViewColumn.Beside,
    preview: true,
    selection: new Range(at, at.translate(0, text.length)),
  });
}

async function matchesOf(trial: IndexedTranscript, world: World, text: string): Promise<Match[]> {
  const matches: Match[] = [];
  for (const [path, node] of [...world.files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (node.kind !== 'file' || node.sparse || node.size === 0) continue;
    const content = await trial.content(node.digest);
    if (content === undefined || content.subarray(0, LOOK_FOR_NUL).includes(0)) continue;
    for (const [line, written] of new TextDecoder().decode(content).split('\n').entries()) {
      const column = written.toLowerCase().indexOf(text);
      if (column === -1) continue;
      matches.push({ label: written.trim().slice(0, 200), description: `${path}:${line + 1}`, path, line, column });
      if (matches.length === MOST_MATCHES) return matches;
    }
  }
  return matches;
}
