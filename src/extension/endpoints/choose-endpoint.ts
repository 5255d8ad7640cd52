/** The pick of an endpoint: configured ones, scripted ones, and a way to add one. */
import { commands, type QuickPickItem, QuickPickItemKind, ThemeIcon, window } from 'vscode';
import { SCRIPTED_PREFIX } from '../../core/experiment/endpoint-config.ts';
import type { Product } from '../product.ts';
import type { ChosenEndpoint } from './chosen-endpoint.ts';
import { givenEndpoint } from './endpoint-items.ts';
import type { EndpointKeys } from './keys.ts';
import type { ScenarioPlace } from './policy-places.ts';
import { policiesFor } from './scripted-agents.ts';
import { openEndpointsSetting, readEndpoints } from './setting.ts';

interface EndpointItem extends QuickPickItem {
  readonly act?: 'add' | 'settings' | { readonly choose: string };
}

/**
 * Lets a person choose, and remembers it. Gives the name; undefined when nothing was chosen.
 * @param given an endpoint that is chosen without asking: its name, as a key binding may give it, or an item of the view
 */
export async function chooseEndpoint(
  product: Product,
  { chosen, keys }: { readonly chosen: ChosenEndpoint; readonly keys: EndpointKeys },
  scenario?: ScenarioPlace,
  given?: unknown,
): Promise<string | undefined> {
  const { endpoints, problems } = await readEndpoints();
  const named = givenEndpoint(given);
  if (named !== undefined && (endpoints.has(named) || named.startsWith(SCRIPTED_PREFIX))) {
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
      act: 'settings',
    }),
  );
  const add: EndpointItem = {
    label: 'Add Endpoint…',
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
  if (picked?.act === 'add') return commands.executeCommand<string | undefined>('redline.addEndpoint');
  if (picked?.act === 'settings') {
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
