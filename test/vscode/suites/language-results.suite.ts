import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { starterScenario } from '../../../src/extension/scenarios/starter.ts';
import { until } from '../../editor/waiting.ts';
import { writeFile } from '../redline.ts';

describe('the lenses after a run', () => {
  it('tell the last rate with its interval, and open the last replay', async () => {
    const uri = writeFile('lensed.scenario.yaml', starterScenario('lensed'));
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
    const folder = await vscode.commands.executeCommand<string | undefined>('redline.runTrials', uri.toString(), 2);
    assert.ok(folder !== undefined, 'the run took place');
    const lenses = await until('lenses that tell of the run', async () => {
      const given = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 10);
      return given.some(({ command }) => command?.title.startsWith('Last: ')) ? given : undefined;
    });
    const commands = lenses.flatMap(({ command }) => command ?? []);
    const rate = commands.find(({ command }) => command === 'redline.openReport');
    assert.match(rate?.title ?? '', /^Last: \d of 2, \d+ % \(.+\)$/);
    assert.deepEqual(rate?.arguments, [folder]);
    const replay = commands.find(({ command }) => command === 'redline.openTranscript');
    assert.equal(replay?.title, 'Open last replay');
    assert.ok(String(replay?.arguments?.[0]).startsWith(folder), String(replay?.arguments));
  });
});
