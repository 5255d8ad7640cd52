/** The status bar says which endpoint runs go to while a scenario is in front. */
import { Disposable, MarkdownString, StatusBarAlignment, window } from 'vscode';
import { SCENARIO_LANGUAGE } from '../scenarios/language-id.ts';
import type { ChosenEndpoint } from './chosen-endpoint.ts';

export function registerEndpointStatus(chosen: ChosenEndpoint): Disposable {
  const item = window.createStatusBarItem('redline.endpoint', StatusBarAlignment.Right, 90);
  item.name = 'Redline Endpoint';
  item.command = 'redline.chooseEndpoint';
  const show = (): void => {
    if (window.activeTextEditor?.document.languageId !== SCENARIO_LANGUAGE) {
      item.hide();
      return;
    }
    const { name } = chosen;
    item.text = `$(server) ${name ?? 'Choose endpoint'}`;
    item.tooltip = new MarkdownString(
      name === undefined ? 'No endpoint is chosen: a scripted agent plays.' : 'Runs go to this endpoint.',
    ).appendMarkdown(' Click to choose another.');
    item.accessibilityInformation = { label: name === undefined ? 'Choose endpoint' : `Endpoint ${name}` };
    item.show();
  };
  show();
  return Disposable.from(item, window.onDidChangeActiveTextEditor(show), chosen.onDidChange(show));
}
