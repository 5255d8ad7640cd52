/** The pick of an endpoint: configured ones, scripted ones, and a way to add one. */
import { type QuickPickItem, QuickPickItemKind, type TextDocument, ThemeIcon, window, workspace } from 'vscode';
import { SCRIPTED_PREFIX } from '../../core/experiment/endpoint-config.ts';
import { type FoundPolicy, listPolicies } from '../../node/policies.ts';
import type { Product } from '../product.ts';
import { SCENARIO_LANGUAGE } from '../scenarios/language-id.ts';
import { NOT_SEARCHED, SCENARIO_GLOB } from '../scenarios/scenario-document.ts';
import type { ChosenEndpoint } from './chosen-endpoint.ts';
import type { EndpointKeys } from './keys.ts';
import { policyPlaces, type ScenarioPlace } from './policy-places.ts';
import { openEndpointsSetting, readEndpoints } from './setting.ts';

/** Scenarios that are looked at for their policies. */
const MOST_SCENARIOS = 50;

interface EndpointItem extends QuickPickItem {
  readonly act?: 'add' | { readonly choose: string };
}

/**
 * Lets a person choose, and remembers it. Gives the name; undefined when nothing was chosen.
 * @param named the name of an endpoint that is chosen without asking, as a key binding may give it
 */
export async function chooseEndpoint(
  product: Product,
  { chosen, keys }: { readonly chosen: ChosenEndpoint; readonly keys: EndpointKeys },
  scenario?: ScenarioPlace,
  named?: unknown,
): Promise<string | undefined> {
  const { endpoints, problems } = await readEndpoints();
  if (typeof named === 'string' && (endpoints.has(named) || named.startsWith(SCRIPTED_PREFIX))) {
    await chosen.choose(named);
    return named;
  }
  const configured = await Promise.all(
    [...endpoints.values()].map(async (endpoint): Promise<EndpointItem> => {
      const key = (await keys.get(endpoint)) === undefined ? '' : ' $(key) key set';
      return item(endpoint.name, `${endpoint.model}${key}`, endpoint.baseUrl, 'server', chosen.name);
    }),
  );
  const scripted = (await policiesFor(product, scenario)).map(({ name, ofScenario }) =>
    item(
      `${SCRIPTED_PREFIX}${name}`,
      ofScenario ? 'written for this scenario' : 'plays any scenario',
      undefined,
      'note',
      chosen.name,
    ),
  );
  const wrong = problems.map(
    ({ where, message }): EndpointItem => ({
      label: message,
      description: where,
      iconPath: new ThemeIcon('warning'),
      act: 'add',
    }),
  );
  const add: EndpointItem = {
    label: 'Add Endpoint…',
    description: 'in the settings',
    iconPath: new ThemeIcon('add'),
    act: 'add',
    alwaysShow: true,
  };
  const items = [
    ...group('configured', [...configured, ...wrong]),
    ...group('scripted agents, no model is asked', scripted),
    ...group('more', [add]),
  ];
  const picked = await window.showQuickPick(items, {
    title: 'Choose Endpoint',
    placeHolder: 'Endpoint that runs in this workspace go to',
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (picked?.act === 'add') {
    await openEndpointsSetting();
    return undefined;
  }
  if (picked?.act === undefined) return undefined;
  await chosen.choose(picked.act.choose);
  return picked.act.choose;
}

function item(
  name: string,
  description: string,
  detail: string | undefined,
  icon: string,
  chosen: string | undefined,
): EndpointItem {
  return {
    label: name,
    description: name === chosen ? `${description} · chosen` : description,
    ...(detail === undefined ? {} : { detail }),
    iconPath: new ThemeIcon(name === chosen ? 'check' : icon),
    act: { choose: name },
  };
}

function group(label: string, items: readonly EndpointItem[]): EndpointItem[] {
  return items.length === 0 ? [] : [{ label, kind: QuickPickItemKind.Separator }, ...items];
}

/** Policies that can play a scenario; without one, the scenario in front, or those of the workspace. */
async function policiesFor(product: Product, scenario: ScenarioPlace | undefined): Promise<FoundPolicy[]> {
  const inFront = scenarioOf(window.activeTextEditor?.document);
  const places = [scenario ?? inFront].filter((place) => place !== undefined);
  if (places.length === 0) {
    for (const file of await workspace.findFiles(SCENARIO_GLOB, NOT_SEARCHED, MOST_SCENARIOS)) {
      const place = scenarioOf(await workspace.openTextDocument(file));
      if (place !== undefined) places.push(place);
    }
  }
  const nowhere: ScenarioPlace = { name: undefined, file: undefined };
  const found = new Map<string, FoundPolicy>();
  for (const place of [...places, nowhere]) {
    for (const [name, policy] of await listPolicies(policyPlaces(product, place))) {
      if (!found.has(name)) found.set(name, policy);
    }
  }
  return [...found.values()];
}

/** Where a scenario is, by its text as far as it is written. */
function scenarioOf(document: TextDocument | undefined): ScenarioPlace | undefined {
  if (document?.languageId !== SCENARIO_LANGUAGE) return undefined;
  const name = /^scenario:[ \t]*["']?([A-Za-z][\w-]*)/m.exec(document.getText())?.[1];
  return { name, file: document.uri.fsPath };
}
