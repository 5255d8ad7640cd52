/** The endpoints that are configured in the settings of the editor. */
import { ConfigurationTarget, commands, workspace } from 'vscode';
import type { ReadEndpoints } from '../../core/experiment/endpoint-config.ts';

export const ENDPOINTS_SETTING = 'redline.endpoints';

/**
 * The configured endpoints, and what is wrong with the others. In a folder that is not trusted VS Code leaves out what the folder
 * itself configures.
 */
export async function readEndpoints(): Promise<ReadEndpoints> {
  const { readEndpointsSetting } = await import('../../core/experiment/endpoint-config.ts');
  return readEndpointsSetting(workspace.getConfiguration('redline').get('endpoints'));
}

/** Opens the settings file where the endpoints are configured, with the cursor in them. */
export async function openEndpointsSetting(): Promise<void> {
  const inspected = workspace.getConfiguration('redline').inspect('endpoints');
  const inWorkspace = inspected?.workspaceValue !== undefined && inspected.globalValue === undefined;
  const target = inWorkspace ? ConfigurationTarget.Workspace : ConfigurationTarget.Global;
  await commands.executeCommand(
    target === ConfigurationTarget.Workspace
      ? 'workbench.action.openWorkspaceSettingsFile'
      : 'workbench.action.openSettingsJson',
    { revealSetting: { key: ENDPOINTS_SETTING, edit: true } },
  );
}
