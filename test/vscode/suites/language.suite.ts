import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { starterScenario } from '../../../src/extension/scenarios/starter.ts';
import { until } from '../../editor/waiting.ts';
import { scenarioUri, writeFile } from '../redline.ts';

const WRONG = `scenario: wrong
agent:
  gaol: Do it.
success: machine.memory_free > 0
`;

/** The problems of a file once there are as many as expected. */
function problems(uri: vscode.Uri, count: number): Promise<vscode.Diagnostic[]> {
  return until(`${count} problems in ${uri.path}`, () => {
    const found = vscode.languages.getDiagnostics(uri);
    return found.length === count ? found : undefined;
  });
}

describe('the language in the editor', () => {
  it('is that of files that end in .scenario.yaml, and leaves other YAML alone', async () => {
    const scenario = await vscode.workspace.openTextDocument(scenarioUri());
    assert.equal(scenario.languageId, 'redline-scenario');
    const other = await vscode.workspace.openTextDocument(writeFile('other.yaml', 'a: 1\n'));
    assert.equal(other.languageId, 'yaml');
  });

  it('underlines a mistake at its characters, offers the mend, and is content when it is mended', async () => {
    const document = await vscode.workspace.openTextDocument(writeFile('wrong.scenario.yaml', WRONG));
    const editor = await vscode.window.showTextDocument(document);
    const [problem] = await until('a problem at the wrong key', () => {
      const found = vscode.languages
        .getDiagnostics(document.uri)
        .filter(({ range }) => document.getText(range) === 'gaol');
      return found.length > 0 ? found : undefined;
    });
    assert.ok(problem !== undefined);
    assert.match(problem.message, /goal/);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      problem.range,
    );
    assert.ok(
      actions.some(({ title }) => /goal/.test(title)),
      'a quick fix names the right key',
    );
    await editor.edit((edit) => edit.replace(problem.range, 'goal'));
    await problems(document.uri, 0);
    await document.save();
  });

  it('finds nothing wrong with the scenario that ships and with the one that new files start with', async () => {
    const starter = writeFile('starter.scenario.yaml', starterScenario('starter'));
    for (const uri of [scenarioUri(), starter]) {
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
      // The lenses come from the same server after it has read the text, so that no problem is still to come.
      await until('code lenses', async () => ((await lenses(uri)).length > 0 ? true : undefined));
      assert.deepEqual(await problems(uri, 0), []);
    }
  });

  it('offers to run it above its first line', async () => {
    const uri = scenarioUri();
    await vscode.workspace.openTextDocument(uri);
    const found = await until('code lenses', async () => {
      const given = await lenses(uri);
      return given.length >= 3 ? given : undefined;
    });
    assert.deepEqual(
      found.slice(0, 3).map(({ command, range }) => [command?.title, command?.command, range.start.line]),
      [
        ['Run', 'redline.run', 0],
        ['Run 10 trials', 'redline.runTrials', 0],
        ['Open terminal', 'redline.openTerminal', 0],
      ],
    );
  });
});

async function lenses(uri: vscode.Uri): Promise<vscode.CodeLens[]> {
  return vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 10);
}
