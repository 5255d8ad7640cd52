import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { readRun } from '../../../src/node/runs.ts';
import { until } from '../../editor/waiting.ts';
import { scenarioUri, writeFile } from '../redline.ts';

/** The tab in front when it is a replay. */
function replayInFront(): vscode.TabInputCustom | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputCustom && input.viewType === 'redline.replay' ? input : undefined;
}

async function transcriptOfNewRun(): Promise<vscode.Uri> {
  const folder = await vscode.commands.executeCommand<string>('redline.runTrials', scenarioUri().toString(), 1);
  const transcript = (await readRun(folder))?.trials[0]?.transcript;
  assert.ok(transcript !== undefined);
  return vscode.Uri.file(transcript);
}

describe('the replay', () => {
  it('is what a transcript opens in, by a click on the file and by the command', async () => {
    const transcript = await transcriptOfNewRun();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('vscode.open', transcript);
    assert.equal((await until('the replay', replayInFront)).uri.toString(), transcript.toString());
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('redline.openTranscript', transcript.fsPath);
    assert.equal((await until('the replay', replayInFront)).uri.toString(), transcript.toString());
  });

  it('opens the transcript as text on demand', async () => {
    const transcript = await transcriptOfNewRun();
    await vscode.commands.executeCommand('redline.openTranscript', transcript.fsPath);
    await until('the replay', replayInFront);
    await vscode.commands.executeCommand('redline.replay.openSource');
    const text = await until('the text', () => {
      const document = vscode.window.activeTextEditor?.document;
      return document?.uri.toString() === transcript.toString() ? document : undefined;
    });
    assert.match(text.lineAt(0).text, /"type":"trial.started"/);
  });

  it('opens files that are no transcripts, to say so', async () => {
    for (const [name, text] of [
      ['empty.transcript.jsonl', ''],
      ['foreign.transcript.jsonl', '{"hello":"world"}\nnot even JSON\n'],
    ] as const) {
      const uri = writeFile(name, text);
      await vscode.commands.executeCommand('vscode.open', uri);
      const input = await until('the replay', () =>
        replayInFront()?.uri.path === uri.path ? replayInFront() : undefined,
      );
      assert.equal(join(input.uri.path), uri.path);
    }
  });
});
