/** What the view of endpoints shows. */
import { MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { ConfigProblem, EndpointConfig } from '../../core/experiment/endpoint-config.ts';
import type { EndpointTest } from '../../node/endpoints/test-endpoint.ts';

/** A configured endpoint in the view. */
export interface EndpointNode {
  readonly kind: 'endpoint';
  readonly endpoint: EndpointConfig;
  readonly isChosen: boolean;
  readonly hasKey: boolean;
  readonly test: EndpointTest | undefined;
}

/** Something in the settings that is no endpoint. */
export interface ProblemNode {
  readonly kind: 'problem';
  readonly problem: ConfigProblem;
}

export interface ScriptedGroupNode {
  readonly kind: 'scripted-group';
}

/** A scripted agent that can play scenarios of the workspace. */
export interface ScriptedNode {
  readonly kind: 'scripted';
  readonly name: string;
  readonly ofScenario: boolean;
  readonly isChosen: boolean;
}

export type EndpointsNode = EndpointNode | ProblemNode | ScriptedGroupNode | ScriptedNode;

/** The name that a command was given: as text, or by an item of the view. */
export function givenEndpoint(given: unknown): string | undefined {
  if (typeof given === 'string') return given;
  if (typeof given !== 'object' || given === null) return undefined;
  if ('endpoint' in given) return nameOf(given.endpoint);
  return nameOf(given);
}

function nameOf(value: unknown): string | undefined {
  const has = typeof value === 'object' && value !== null && 'name' in value;
  return has && typeof value.name === 'string' ? value.name : undefined;
}

export function endpointsItem(node: EndpointsNode): TreeItem {
  switch (node.kind) {
    case 'endpoint':
      return endpointItem(node);
    case 'problem':
      return problemItem(node.problem);
    case 'scripted-group': {
      const item = new TreeItem('Scripted agents', TreeItemCollapsibleState.Collapsed);
      item.id = 'scripted';
      item.description = 'no model is asked';
      item.contextValue = 'scripted-group';
      return item;
    }
    case 'scripted':
      return scriptedItem(node);
    default:
      return node satisfies never;
  }
}

function endpointItem({ endpoint, isChosen, hasKey, test }: EndpointNode): TreeItem {
  const { name, model, baseUrl } = endpoint;
  const item = new TreeItem(name);
  item.id = `endpoint ${name}`;
  const status = test === undefined ? 'not tested' : test.usable ? 'can be used' : 'cannot be used';
  item.description = [...(isChosen ? ['chosen'] : []), model, hasKey ? 'key set' : 'no key', status].join(' · ');
  item.iconPath = iconOf(isChosen, test);
  // Words that the `when` clauses of its menus ask for.
  item.contextValue = ['endpoint', hasKey ? 'with-key' : 'no-key', isChosen ? 'chosen' : 'other'].join(' ');
  const tooltip = new MarkdownString('**').appendText(name).appendMarkdown('**');
  const details = test?.checks.map(({ detail }) => detail) ?? ['It was not tested since the window was opened.'];
  for (const line of [`${model} at ${baseUrl}`, ...details]) tooltip.appendMarkdown('\n\n').appendText(line);
  item.tooltip = tooltip;
  item.accessibilityInformation = { label: `Endpoint ${name}, ${item.description}` };
  return item;
}

function iconOf(isChosen: boolean, test: EndpointTest | undefined): ThemeIcon {
  if (test?.usable === false) return new ThemeIcon('warning', new ThemeColor('list.warningForeground'));
  if (isChosen) return new ThemeIcon('check');
  return test === undefined ? new ThemeIcon('server') : new ThemeIcon('pass', new ThemeColor('testing.iconPassed'));
}

function problemItem({ where, message }: ConfigProblem): TreeItem {
  const item = new TreeItem(message);
  item.id = `problem ${where} ${message}`;
  item.description = where;
  item.contextValue = 'problem';
  item.iconPath = new ThemeIcon('error', new ThemeColor('list.errorForeground'));
  item.tooltip = `${message} (${where})`;
  item.command = { command: 'redline.openEndpointSettings', title: 'Open Endpoint Settings' };
  return item;
}

function scriptedItem({ name, ofScenario, isChosen }: ScriptedNode): TreeItem {
  const item = new TreeItem(name);
  item.id = name;
  const plays = ofScenario ? 'written for a scenario' : 'plays any scenario';
  item.description = [...(isChosen ? ['chosen'] : []), plays].join(' · ');
  item.contextValue = isChosen ? 'scripted chosen' : 'scripted other';
  item.iconPath = new ThemeIcon(isChosen ? 'check' : 'note');
  item.accessibilityInformation = { label: `Scripted agent ${name}, ${item.description}` };
  return item;
}
