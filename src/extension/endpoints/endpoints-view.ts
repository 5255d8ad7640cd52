/** The view of endpoints: those of the settings, with their status and whether they have a key, and scripted agents. */
import { Disposable, EventEmitter, type TreeDataProvider, type TreeItem, window, workspace } from 'vscode';
import type { Product } from '../product.ts';
import { throttle } from '../throttle.ts';
import type { ChosenEndpoint } from './chosen-endpoint.ts';
import { type EndpointsNode, endpointsItem } from './endpoint-items.ts';
import type { EndpointTests } from './endpoint-tests.ts';
import type { EndpointKeys } from './keys.ts';
import { ENDPOINTS_SETTING, readEndpoints } from './setting.ts';

const REDRAW_MS = 200;

/** What the view shows. */
export interface ShownEndpoints {
  readonly chosen: ChosenEndpoint;
  readonly keys: EndpointKeys;
  readonly tests: EndpointTests;
}

export class EndpointsTree implements TreeDataProvider<EndpointsNode> {
  readonly #product: Product;
  readonly #shown: ShownEndpoints;
  readonly #changed = new EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(product: Product, shown: ShownEndpoints) {
    this.#product = product;
    this.#shown = shown;
  }

  redraw(): void {
    this.#changed.fire(undefined);
  }

  getTreeItem(node: EndpointsNode): TreeItem {
    return endpointsItem(node);
  }

  async getChildren(node?: EndpointsNode): Promise<EndpointsNode[]> {
    const { chosen, keys, tests } = this.#shown;
    if (node?.kind === 'scripted-group') return this.#scripted();
    if (node !== undefined) return [];
    const { endpoints, problems } = await readEndpoints();
    // Without any the view says what an endpoint is and how to add one.
    if (endpoints.size === 0 && problems.length === 0) return [];
    const configured = await Promise.all(
      [...endpoints.values()].map(async (endpoint): Promise<EndpointsNode> => {
        const hasKey = (await keys.get(endpoint)) !== undefined;
        return {
          kind: 'endpoint',
          endpoint,
          hasKey,
          isChosen: endpoint.name === chosen.name,
          test: tests.get(endpoint),
        };
      }),
    );
    const wrong = problems.map((problem): EndpointsNode => ({ kind: 'problem', problem }));
    return [...configured, ...wrong, { kind: 'scripted-group' }];
  }

  async #scripted(): Promise<EndpointsNode[]> {
    const { scriptedAgents } = await import('./scripted-agents.ts');
    return (await scriptedAgents(this.#product)).map(({ name, ofScenario }) => {
      return { kind: 'scripted', name, ofScenario, isChosen: name === this.#shown.chosen.name };
    });
  }
}

/** The view, which redraws itself when the settings, a key, the choice or what is known of an endpoint changes. */
export function registerEndpointsView(product: Product, shown: ShownEndpoints): Disposable {
  const tree = new EndpointsTree(product, shown);
  const redraw = throttle(() => tree.redraw(), REDRAW_MS);
  return Disposable.from(
    window.createTreeView('redline.endpoints', { treeDataProvider: tree }),
    redraw,
    shown.chosen.onDidChange(redraw),
    shown.tests.onDidChange(redraw),
    shown.keys.onDidChange(redraw),
    workspace.onDidGrantWorkspaceTrust(redraw),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(ENDPOINTS_SETTING)) redraw();
    }),
  );
}
