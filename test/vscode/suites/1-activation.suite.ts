import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { redline } from '../redline.ts';

/** The name makes this suite the first: whatever uses the extension before it would activate it. */
describe('activation', () => {
  it('happens only when something of Redline is asked for, and registers every command of the manifest', async () => {
    const extension = redline();
    assert.equal(extension.isActive, false, 'nothing was asked for yet');
    await extension.activate();
    assert.equal(extension.isActive, true);
    const { contributes } = extension.packageJSON as { contributes: { commands: { command: string }[] } };
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = contributes.commands.map(({ command }) => command).filter((command) => !registered.has(command));
    assert.deepEqual(missing, []);
  });
});
