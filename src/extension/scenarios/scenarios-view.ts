/** The view of the scenarios in the workspace, each with its last rate or what is wrong with it. */
import { dirname } from 'node:path';
import {
  Disposable,
  EventEmitter,
  MarkdownString,
  ThemeColor,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  type Uri,
  window,
  workspace,
} from 'vscode';
import type { ScenarioReading } from '../../core/scenario/read-scenario.ts';
import type { RunStore } from '../runs/run-store.ts';
import { throttle } from '../throttle.ts';
import { lastResult } from './last-result.ts';
import { readScenarioFile } from './read-scenario-file.ts';
import { NOT_SEARCHED, SCENARIO_GLOB, scenarioFileName } from './scenario-document.ts';

const REDRAW_MS = 300;

/** A scenario in the view. */
interface ScenarioNode {
  readonly kind: 'scenario';
  readonly uri: Uri;
}

export class ScenariosTree implements TreeDataProvider<ScenarioNode> {
  readonly #store: RunStore;
  readonly #changed = new EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(store: RunStore) {
    this.#store = store;
  }

  redraw(): void {
    this.#changed.fire(undefined);
  }

  async getChildren(node?: ScenarioNode): Promise<ScenarioNode[]> {
    if (node !== undefined) return [];
    const files = await workspace.findFiles(SCENARIO_GLOB, NOT_SEARCHED);
    return files.sort((a, b) => a.path.localeCompare(b.path)).map((uri) => ({ kind: 'scenario', uri }));
  }

  async getTreeItem({ uri }: ScenarioNode): Promise<TreeItem> {
    const item = new TreeItem(scenarioFileName(uri));
    item.id = uri.toString();
    item.resourceUri = uri;
    item.contextValue = 'scenario';
    item.command = { command: 'vscode.open', title: 'Open Scenario', arguments: [uri] };
    let reading: ScenarioReading;
    try {
      ({ reading } = await readScenarioFile(uri));
    } catch {
      item.iconPath = new ThemeIcon('warning', new ThemeColor('list.warningForeground'));
      item.description = 'cannot be read';
      return item;
    }
    const name = reading.document?.scenario;
    const last = name === undefined ? null : await lastResult(this.#store, { uri: uri.toString(), scenario: name });
    draw(item, uri, reading, last?.rate);
    return item;
  }
}

function draw(
  item: TreeItem,
  uri: Uri,
  { scenario, document, problems, whole }: ScenarioReading,
  rate: string | undefined,
): void {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const folder = dirname(workspace.asRelativePath(uri, false));
  const where = folder === '.' ? [] : [folder];
  if (errors.length === 0 && whole?.abstract) {
    item.iconPath = new ThemeIcon('symbol-interface');
    item.description = ['extended by others', ...where].join(' · ');
    item.contextValue = 'scenario-abstract';
  } else if (scenario === undefined) {
    item.iconPath = new ThemeIcon('error', new ThemeColor('list.errorForeground'));
    item.description = [errors.length === 1 ? '1 problem' : `${errors.length} problems`, ...where].join(' · ');
    item.contextValue = 'scenario-invalid';
  } else {
    item.iconPath = new ThemeIcon('checklist');
    item.description = [...(rate === undefined ? [] : [rate]), ...where].join(' · ');
  }
  const title = scenario?.title ?? document?.title ?? String(item.label);
  const tooltip = new MarkdownString('**').appendText(title).appendMarkdown('**');
  const told = rate === undefined ? [] : [`Last run: ${rate}`];
  const lines = scenario === undefined ? errors.slice(0, 5).map(({ message }) => message) : [scenario.about, ...told];
  for (const line of lines) tooltip.appendMarkdown('\n\n').appendText(line);
  item.tooltip = tooltip;
}

/** The view, which redraws itself when a scenario is saved, comes or goes, and when it was run. */
export function registerScenariosView(store: RunStore): Disposable {
  const tree = new ScenariosTree(store);
  const redraw = throttle(() => tree.redraw(), REDRAW_MS);
  const watcher = workspace.createFileSystemWatcher(SCENARIO_GLOB);
  return Disposable.from(
    window.createTreeView('redline.scenarios', { treeDataProvider: tree }),
    redraw,
    watcher,
    watcher.onDidCreate(redraw),
    watcher.onDidChange(redraw),
    watcher.onDidDelete(redraw),
    workspace.onDidChangeWorkspaceFolders(redraw),
    store.onDidChange(redraw),
  );
}
