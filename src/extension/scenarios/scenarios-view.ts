/** The view of the scenarios in the workspace, each with what is wrong with it. */
import { basename, dirname } from 'node:path';
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
import { throttle } from '../throttle.ts';
import { NOT_SEARCHED, SCENARIO_GLOB } from './scenario-document.ts';

const REDRAW_MS = 300;
const SUFFIX = '.scenario.yaml';

/** A scenario in the view. */
interface ScenarioNode {
  readonly kind: 'scenario';
  readonly uri: Uri;
}

class ScenariosTree implements TreeDataProvider<ScenarioNode> {
  readonly #changed = new EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;

  redraw(): void {
    this.#changed.fire(undefined);
  }

  async getChildren(node?: ScenarioNode): Promise<ScenarioNode[]> {
    if (node !== undefined) return [];
    const files = await workspace.findFiles(SCENARIO_GLOB, NOT_SEARCHED);
    return files.sort((a, b) => a.path.localeCompare(b.path)).map((uri) => ({ kind: 'scenario', uri }));
  }

  async getTreeItem({ uri }: ScenarioNode): Promise<TreeItem> {
    const item = new TreeItem(basename(uri.path).slice(0, -SUFFIX.length));
    item.id = uri.toString();
    item.resourceUri = uri;
    item.contextValue = 'scenario';
    item.command = { command: 'vscode.open', title: 'Open Scenario', arguments: [uri] };
    const [{ readScenario }, { readIncludedFiles }] = await Promise.all([
      import('../../core/scenario/read-scenario.ts'),
      import('../../node/fixtures.ts'),
    ]);
    let reading: ScenarioReading;
    try {
      const text = new TextDecoder().decode(await workspace.fs.readFile(uri));
      const within = workspace.getWorkspaceFolder(uri)?.uri.fsPath ?? dirname(uri.fsPath);
      reading = readScenario(text, uri.scheme === 'file' ? await readIncludedFiles(text, uri.fsPath, within) : {});
    } catch {
      item.iconPath = new ThemeIcon('warning', new ThemeColor('list.warningForeground'));
      item.description = 'cannot be read';
      return item;
    }
    draw(item, uri, reading);
    return item;
  }
}

function draw(item: TreeItem, uri: Uri, { scenario, document, problems, whole }: ScenarioReading): void {
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
    item.description = where.join(' · ');
  }
  const title = scenario?.title ?? document?.title ?? String(item.label);
  const tooltip = new MarkdownString('**').appendText(title).appendMarkdown('**');
  const lines = scenario === undefined ? errors.slice(0, 5).map(({ message }) => message) : [scenario.about];
  for (const line of lines) tooltip.appendMarkdown('\n\n').appendText(line);
  item.tooltip = tooltip;
}

/** The view, which redraws itself when a scenario is saved, comes or goes. */
export function registerScenariosView(): Disposable {
  const tree = new ScenariosTree();
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
  );
}
