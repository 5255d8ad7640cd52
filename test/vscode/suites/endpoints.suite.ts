import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { EndpointTest } from '../../../src/node/endpoints/test-endpoint.ts';
import { scriptedServer } from '../model-server.ts';
import { configure, redline } from '../redline.ts';

describe('endpoints', () => {
  it('come from the settings, and can be tried out', async () => {
    const server = await scriptedServer('capable');
    const reset = await configure('endpoints', { here: { baseUrl: server.baseUrl, model: 'capable' } });
    try {
      const good = await vscode.commands.executeCommand<EndpointTest>('redline.testEndpoint', 'here');
      assert.equal(good.usable, true, JSON.stringify(good));
    } finally {
      await reset();
      await server.close();
    }
  });

  it('that nobody serves are said not to be usable, by their name', async () => {
    const server = await scriptedServer('capable');
    await server.close();
    const reset = await configure('endpoints', { gone: { baseUrl: server.baseUrl, model: 'capable' } });
    try {
      const bad = await vscode.commands.executeCommand<EndpointTest>('redline.testEndpoint', 'gone');
      assert.equal(bad.usable, false);
      assert.match(bad.checks.map(({ detail }) => detail).join(' '), /gone/);
    } finally {
      await reset();
    }
  });

  it('of a folder are left out until the folder is trusted', () => {
    const { capabilities } = redline().packageJSON as {
      capabilities: { untrustedWorkspaces: { supported: unknown; restrictedConfigurations: string[] } };
    };
    assert.equal(capabilities.untrustedWorkspaces.supported, 'limited');
    assert.ok(capabilities.untrustedWorkspaces.restrictedConfigurations.includes('redline.endpoints'));
    assert.ok(capabilities.untrustedWorkspaces.restrictedConfigurations.includes('redline.runs.folder'));
  });
});
