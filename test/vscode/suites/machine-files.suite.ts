import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { machineUri } from '../../../src/extension/machine/machine-uri.ts';
import { readRun } from '../../../src/node/runs.ts';
import { until } from '../../editor/waiting.ts';
import { scenarioUri } from '../redline.ts';

describe('the files of the mocked machine', () => {
  let transcript = '';
  before(async () => {
    const folder = await vscode.commands.executeCommand<string>('redline.runTrials', scenarioUri().toString(), 1);
    transcript = (await readRun(folder))?.trials[0]?.transcript ?? '';
    assert.notEqual(transcript, '');
  });
  const uri = (path: string, step = 0, nothing = false) => machineUri({ transcript, step, path, nothing });

  it('can be listed and read at a step', async () => {
    const names = (await vscode.workspace.fs.readDirectory(uri('/'))).map(([name]) => name);
    for (const name of ['etc', 'usr', 'var']) assert.ok(names.includes(name), `${name} in ${names.join(' ')}`);
    const passwd = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri('/etc/passwd')));
    assert.match(passwd, /^root:x:0:0:/);
    const stat = await vscode.workspace.fs.stat(uri('/etc/passwd'));
    assert.equal(stat.type, vscode.FileType.File);
    assert.equal(stat.size, new TextEncoder().encode(passwd).length);
    assert.equal((await vscode.workspace.fs.readFile(uri('/none', 0, true))).length, 0);
  });

  it('open in the editor and cannot be written', async () => {
    const document = await vscode.workspace.openTextDocument(uri('/etc/hostname'));
    await vscode.window.showTextDocument(document);
    assert.equal(vscode.workspace.fs.isWritableFileSystem('redline-machine'), false);
    await assert.rejects(Promise.resolve(vscode.workspace.fs.writeFile(uri('/etc/hostname'), new Uint8Array([1]))));
    await assert.rejects(Promise.resolve(vscode.workspace.fs.readFile(uri('/etc/none'))));
    await assert.rejects(Promise.resolve(vscode.workspace.fs.readFile(vscode.Uri.parse('redline-machine://zz/x'))));
  });

  it('are compared by the editor', async () => {
    await vscode.commands.executeCommand('vscode.diff', uri('/etc/hosts', 0), uri('/etc/hosts', 1), 'hosts');
    const input = await until('the comparison', () => {
      const tab = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      return tab instanceof vscode.TabInputTextDiff ? tab : undefined;
    });
    assert.equal(input.original.scheme, 'redline-machine');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
});
