/** The tests of the workspace: every scenario is one, its variants and the endpoints that can play it are its children. */
import { Disposable, MarkdownString, type TestController, type TestItem, type Uri, workspace } from 'vscode';
import { SCRIPTED_PREFIX } from '../../core/experiment/endpoint-config.ts';
import type { ScenarioReading } from '../../core/scenario/read-scenario.ts';
import { usualVariant, variantCount } from '../../core/scenario/variants.ts';
import { defaultPolicy, listPolicies } from '../../node/policies.ts';
import { policyPlaces, type ScenarioPlace } from '../endpoints/policy-places.ts';
import type { Endpoints } from '../endpoints/register.ts';
import { ENDPOINTS_SETTING, readEndpoints } from '../endpoints/setting.ts';
import type { Product } from '../product.ts';
import { singleVariants } from '../scenarios/pick-variants.ts';
import { readScenarioFile } from '../scenarios/read-scenario-file.ts';
import { NOT_SEARCHED, SCENARIO_GLOB, scenarioFileName } from '../scenarios/scenario-document.ts';
import { errorsText, rangeOfLine, rangeOfVariant } from './test-places.ts';

/** What a test stands for. What is left out is chosen when it is run. */
export interface TestTarget {
  readonly uri: Uri;
  /** Id of a variant. */
  readonly variant: string | undefined;
  readonly endpoint: string | undefined;
}

/** A test that is run as it is: a variant of a scenario with an endpoint. */
export interface Leaf {
  readonly item: TestItem;
  readonly uri: Uri;
  readonly variant: string;
}

export class ScenarioTests implements Disposable {
  readonly #product: Product;
  readonly #endpoints: Endpoints;
  readonly #controller: TestController;
  readonly #targets = new WeakMap<TestItem, TestTarget>();
  readonly #readings = new WeakMap<TestItem, ScenarioReading>();
  readonly #watching: Disposable;

  constructor(product: Product, endpoints: Endpoints, controller: TestController) {
    this.#product = product;
    this.#endpoints = endpoints;
    this.#controller = controller;
    const watcher = workspace.createFileSystemWatcher(SCENARIO_GLOB);
    const reread = (uri: Uri): void => void this.#reread(uri);
    const again = (): void => void this.#endpointsChanged();
    this.#watching = Disposable.from(
      watcher,
      watcher.onDidCreate(reread),
      watcher.onDidChange(reread),
      watcher.onDidDelete((uri) => controller.items.delete(uri.toString())),
      workspace.onDidChangeWorkspaceFolders(() => void this.discover()),
      endpoints.chosen.onDidChange(again),
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(ENDPOINTS_SETTING)) again();
      }),
    );
  }

  dispose(): void {
    this.#watching.dispose();
  }

  /** Finds every scenario of the workspace. Only their texts are read; what is in them waits until somebody looks. */
  async discover(): Promise<void> {
    const files = await workspace.findFiles(SCENARIO_GLOB, NOT_SEARCHED);
    const known = new Map([...this.#controller.items].map(([id, item]) => [id, item]));
    const found = await Promise.all(files.map(async (uri) => this.#scenarioItem(uri, known.get(uri.toString()))));
    this.#controller.items.replace(found.filter((item) => item !== undefined));
  }

  /** Finds the children of a test. */
  async resolve(item: TestItem): Promise<void> {
    const target = this.#targets.get(item);
    if (target === undefined) return;
    if (target.variant !== undefined || target.endpoint !== undefined) {
      if (target.endpoint === undefined && item.parent !== undefined) await this.#addEndpoints(item, item.parent);
      return;
    }
    await this.#resolveScenario(item, target.uri);
  }

  targetOf(item: TestItem): TestTarget | undefined {
    return this.#targets.get(item);
  }

  /** The scenario that a test belongs to. */
  scenarioOf(item: TestItem): TestItem {
    return item.parent === undefined ? item : this.scenarioOf(item.parent);
  }

  /** The test of a file; undefined where there is none. */
  itemOf(uri: Uri): TestItem | undefined {
    return this.#controller.items.get(uri.toString());
  }

  /**
   * What is run when a test is: the test itself when it names an endpoint, else its variants with the endpoint of a name. Of a
   * scenario these are the usual variant and those that differ from it in one dimension.
   */
  async leavesOf(item: TestItem, usualEndpoint: string): Promise<Leaf[]> {
    const target = this.#targets.get(item);
    if (target === undefined) return [];
    const { uri, variant, endpoint } = target;
    if (endpoint !== undefined) return variant === undefined ? [] : [{ item, uri, variant }];
    if (variant !== undefined) return [{ item: this.#endpointItem(item, usualEndpoint), uri, variant }];
    await this.resolve(item);
    const variants = [...item.children].map(([, child]) => child).filter((child) => this.#isVariant(child));
    if (variants.length > 0) {
      return (await Promise.all(variants.map((child) => this.leavesOf(child, usualEndpoint)))).flat();
    }
    const document = this.#readings.get(item)?.document;
    if (document === undefined) return [];
    return [{ item: this.#endpointItem(item, usualEndpoint), uri, variant: usualVariant(document).id }];
  }

  #isVariant(item: TestItem): boolean {
    const target = this.#targets.get(item);
    return target?.variant !== undefined && target.endpoint === undefined;
  }

  /** The test of a scenario; undefined for a file that cannot be read and for one that others extend. */
  async #scenarioItem(uri: Uri, known: TestItem | undefined): Promise<TestItem | undefined> {
    let text: string;
    try {
      text = new TextDecoder().decode(await workspace.fs.readFile(uri));
    } catch {
      return undefined;
    }
    if (/^abstract:[ \t]*true\b/m.test(text)) return undefined;
    const item = known ?? this.#controller.createTestItem(uri.toString(), scenarioFileName(uri), uri);
    item.range = rangeOfLine(text, /^scenario:.*$/m);
    item.canResolveChildren = true;
    this.#targets.set(item, { uri, variant: undefined, endpoint: undefined });
    return item;
  }

  async #reread(uri: Uri): Promise<void> {
    const known = this.itemOf(uri);
    const item = await this.#scenarioItem(uri, known);
    if (item === undefined) this.#controller.items.delete(uri.toString());
    else if (known === undefined) this.#controller.items.add(item);
    else if (this.#readings.has(known)) await this.#resolveScenario(known, uri);
  }

  async #resolveScenario(item: TestItem, uri: Uri): Promise<void> {
    const file = await readScenarioFile(uri);
    const { reading } = file;
    this.#readings.set(item, reading);
    item.description = reading.scenario?.title ?? reading.document?.title ?? '';
    item.error = reading.scenario === undefined ? new MarkdownString().appendText(errorsText(reading)) : undefined;
    const { document } = reading;
    // What was found before stays while the scenario is being mended.
    if (reading.scenario === undefined || document === undefined) return;
    if (variantCount(document) < 2) {
      for (const [id, child] of item.children) if (this.#isVariant(child)) item.children.delete(id);
      await this.#addEndpoints(item, item);
      return;
    }
    const variants = singleVariants(document).map(({ id, name }, index) => {
      const child = item.children.get(id) ?? this.#controller.createTestItem(id, name, uri);
      child.sortText = String(index).padStart(6, '0');
      child.description = id === name ? '' : id;
      child.range = rangeOfVariant(file, name);
      child.canResolveChildren = true;
      this.#targets.set(child, { uri, variant: id, endpoint: undefined });
      return child;
    });
    item.children.replace(variants);
  }

  /** Adds the endpoints that a test can be run with, and takes away those that are gone. */
  async #addEndpoints(item: TestItem, scenario: TestItem): Promise<void> {
    const names = await this.#endpointNames(scenario);
    for (const name of names) this.#endpointItem(item, name);
    const wanted = new Set(names.map(idOfEndpoint));
    for (const [id] of item.children) if (!wanted.has(id)) item.children.delete(id);
  }

  /** The test of an endpoint below a scenario without variants, or below a variant; made when it is not there. */
  #endpointItem(item: TestItem, name: string): TestItem {
    const id = idOfEndpoint(name);
    const target = this.#targets.get(item);
    const child = item.children.get(id) ?? this.#controller.createTestItem(id, name, item.uri);
    child.description = name === this.#endpoints.chosen.name ? 'chosen' : '';
    const document = this.#readings.get(this.scenarioOf(item))?.document;
    const variant = target?.variant ?? (document === undefined ? undefined : usualVariant(document).id);
    if (target !== undefined) this.#targets.set(child, { uri: target.uri, variant, endpoint: name });
    item.children.add(child);
    return child;
  }

  /** Configured endpoints, scripted agents that were written for the scenario, and what plays when nothing is chosen. */
  async #endpointNames(scenario: TestItem): Promise<string[]> {
    const reading = this.#readings.get(scenario);
    const place: ScenarioPlace = { name: reading?.document?.scenario, file: scenario.uri?.fsPath };
    const places = policyPlaces(this.#product, place);
    const { endpoints } = await readEndpoints();
    const policies = [...(await listPolicies(places)).values()].filter(({ ofScenario }) => ofScenario);
    const usual = await defaultPolicy(places).catch(() => undefined);
    const scripted = [...policies, ...(usual === undefined ? [] : [usual])].map(({ name }) => SCRIPTED_PREFIX + name);
    const { name: chosen } = this.#endpoints.chosen;
    const isThere = chosen !== undefined && (endpoints.has(chosen) || chosen.startsWith(SCRIPTED_PREFIX));
    return [...new Set([...(isThere ? [chosen] : []), ...endpoints.keys(), ...scripted])];
  }

  /** Looks at the endpoints again wherever they are shown. */
  async #endpointsChanged(): Promise<void> {
    for (const [, scenario] of this.#controller.items) {
      if (this.#readings.get(scenario)?.scenario === undefined) continue;
      const children = [...scenario.children].map(([, child]) => child);
      const variants = children.filter((child) => this.#isVariant(child));
      if (variants.length === 0) await this.#addEndpoints(scenario, scenario);
      for (const variant of variants) if (variant.children.size > 0) await this.#addEndpoints(variant, scenario);
    }
  }
}

function idOfEndpoint(name: string): string {
  return `endpoint ${name}`;
}
