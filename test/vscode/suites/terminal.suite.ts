import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { scenarioUri, workspaceFolder } from '../redline.ts';

const PATIENCE_MS = 20_000;

/** Waits until something is so. */
async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error('It did not come about.');
    await new Promise((done) => setTimeout(done, 200));
  }
}

describe('a terminal on the machine of a scenario', () => {
  it('takes what is typed, and what was done can be kept as a policy', async () => {
    const terminal = await vscode.commands.executeCommand<vscode.Terminal>(
      'redline.openTerminal',
      scenarioUri().toString(),
      'hardening=non-root',
    );
    try {
      assert.match(terminal.name, /gpu-07.*hardening=non-root/);
      terminal.sendText('id -un; nproc');
      const file = vscode.Uri.file(join(workspaceFolder(), 'policies', 'walked.policy.yaml'));
      const text = await until(async () => {
        const saved = await vscode.commands.executeCommand<vscode.Uri | undefined>(
          'redline.saveTerminalAsPolicy',
          file,
        );
        const written = saved === undefined ? '' : readFileSync(saved.fsPath, 'utf8');
        return written.includes('id -un; nproc') ? written : undefined;
      });
      assert.match(text, /^policy: walked$/m);
      assert.match(text, /run_in_terminal: id -un; nproc/);
      assert.match(text, /finish:/);
    } finally {
      terminal.dispose();
    }
  });

  it('is not opened for a scenario with problems', async () => {
    const file = vscode.Uri.file(join(workspaceFolder(), 'unfinished.scenario.yaml'));
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode('scenario: unfinished\nagent: { gaol: x }\n'));
    assert.equal(await vscode.commands.executeCommand('redline.openTerminal', file), undefined);
    await vscode.workspace.fs.delete(file);
  });
});
