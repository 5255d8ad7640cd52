import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { redline } from '../redline.ts';

/** The name makes this suite the first: whatever uses the extension before it would activate it. */
describe('activation', () => {
  it('happens only where there is something of Redline, and registers every command of the manifest', async () => {
    const extension = redline();
    const { contributes, activationEvents } = extension.packageJSON as {
      contributes: { commands: { command: string }[] };
      activationEvents: string[];
    };
    assert.deepEqual(
      activationEvents.filter((event) => !/^(on(FileSystem|Uri)\b|workspaceContains:.*\.scenario\.yaml$)/.test(event)),
      [],
    );
    await extension.activate();
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = contributes.commands.map(({ command }) => command).filter((command) => !registered.has(command));
    assert.deepEqual(missing, []);
  });
});
