/** Adds an endpoint to the settings of the user: asks for its name, its address and its model, and offers to try it out. */
import { ConfigurationTarget, commands, type InputBoxOptions, window, workspace } from 'vscode';
import { readEndpointsSetting } from '../../core/experiment/endpoint-config.ts';
import type { ChosenEndpoint } from './chosen-endpoint.ts';

const STEPS = 3;

/** Gives the name; undefined when the person changed their mind. */
export async function addEndpoint(chosen: ChosenEndpoint): Promise<string | undefined> {
  const known = workspace.getConfiguration('redline').get<Record<string, unknown>>('endpoints', {});
  const name = await ask(1, {
    prompt: 'Name of the endpoint, as reports show it.',
    value: 'local' in known ? '' : 'local',
    validateInput: (text) =>
      text in known
        ? `${text} is there already.`
        : problemOf({ [text]: { baseUrl: 'http://127.0.0.1/v1', model: 'model' } }),
  });
  if (name === undefined) return undefined;
  const baseUrl = await ask(2, {
    prompt: 'Address up to the version, without /chat/completions.',
    value: 'http://127.0.0.1:8000/v1',
    validateInput: (text) => problemOf({ [name]: { baseUrl: text, model: 'model' } }),
  });
  if (baseUrl === undefined) return undefined;
  const model = await ask(3, {
    prompt: 'Name of the model, as the server knows it.',
    validateInput: (text) => problemOf({ [name]: { baseUrl, model: text } }),
  });
  if (model === undefined) return undefined;
  const configuration = workspace.getConfiguration('redline');
  const ofUser = configuration.inspect<Record<string, unknown>>('endpoints')?.globalValue ?? {};
  await configuration.update('endpoints', { ...ofUser, [name]: { baseUrl, model } }, ConfigurationTarget.Global);
  await chosen.choose(name);
  void offerNext(name);
  return name;
}

function ask(step: number, options: InputBoxOptions): Thenable<string | undefined> {
  return window.showInputBox({ title: `Add Endpoint (${step}/${STEPS})`, ignoreFocusOut: true, ...options });
}

/** What is wrong with an endpoint, as the settings would say it. */
function problemOf(endpoints: Readonly<Record<string, unknown>>): string | undefined {
  return readEndpointsSetting(endpoints).problems[0]?.message;
}

async function offerNext(name: string): Promise<void> {
  const test = 'Test';
  const key = 'Set API Key';
  const answer = await window.showInformationMessage(`${name} is added, and runs go to it now.`, test, key);
  if (answer === test) await commands.executeCommand('redline.testEndpoint', name);
  if (answer === key) await commands.executeCommand('redline.setApiKey', name);
}
