/** An error of an endpoint, with what can be done about it. */
import { commands, window } from 'vscode';

const SET_KEY = 'Set API Key';
const SETTINGS = 'Open Settings';
const LOG = 'Show Log';

/** Shows the message with buttons to the key, the settings and the log. */
export async function offerEndpointHelp(endpoint: string, message: string): Promise<void> {
  const answer = await window.showErrorMessage(message, SET_KEY, SETTINGS, LOG);
  if (answer === SET_KEY) await commands.executeCommand('redline.setApiKey', endpoint);
  if (answer === SETTINGS) await commands.executeCommand('redline.openEndpointSettings');
  if (answer === LOG) await commands.executeCommand('redline.showLog');
}
