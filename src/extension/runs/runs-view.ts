/** The view of runs: by scenario, the newest first, with their trials. */
import { Disposable, EventEmitter, type TreeDataProvider, type TreeItem, type TreeView, window } from 'vscode';
import { setContext } from '../context-keys.ts';
import { throttle } from '../throttle.ts';
import { groupItem, groupNodes, type RunNode, type RunsNode, runItem, trialItem, trialNodes } from './run-items.ts';
import type { RunStore } from './run-store.ts';
import type { RunningExperiments } from './running.ts';

const REDRAW_MS = 300;

class RunsTree implements TreeDataProvider<RunsNode> {
  readonly #store: RunStore;
  readonly #running: RunningExperiments;
  readonly #changed = new EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(store: RunStore, running: RunningExperiments) {
    this.#store = store;
    this.#running = running;
  }

  redraw(): void {
    this.#changed.fire(undefined);
  }

  getTreeItem(node: RunsNode): TreeItem {
    switch (node.kind) {
      case 'runs-of-scenario':
        return groupItem(node);
      case 'run':
        return runItem(node);
      case 'trial':
        return trialItem(node);
      default:
        return node satisfies never;
    }
  }

  async getChildren(node?: RunsNode): Promise<RunsNode[]> {
    if (node?.kind === 'runs-of-scenario') return [...node.runs];
    if (node !== undefined) return node.kind === 'run' ? trialNodes(node) : [];
    const runs = await this.#store.all();
    setContext('redline.hasRuns', runs.length > 0);
    return groupNodes(runs.map((run): RunNode => ({ kind: 'run', run, running: this.#running.get(run.folder) })));
  }

  getParent(): undefined {
    return undefined;
  }
}

/** The view, which redraws itself. */
export function registerRunsView(store: RunStore, running: RunningExperiments): Disposable {
  const tree = new RunsTree(store, running);
  const view: TreeView<RunsNode> = window.createTreeView('redline.runs', {
    treeDataProvider: tree,
    showCollapseAll: true,
    canSelectMany: true,
  });
  const redraw = throttle(() => {
    const count = running.all.length;
    view.badge =
      count === 0 ? undefined : { value: count, tooltip: `${count} ${count === 1 ? 'run is' : 'runs are'} under way` };
    tree.redraw();
  }, REDRAW_MS);
  return Disposable.from(view, redraw, store.onDidChange(redraw), running.onDidChange(redraw));
}
