/** Opens a terminal on the machine of a scenario. */
import { type Terminal, ThemeIcon, type Uri, window } from 'vscode';
import { variantName } from '../../core/experiment/chosen-variants.ts';
import { usualVariant } from '../../core/scenario/variants.ts';
import { type Product, packagePath } from '../product.ts';
import { pickVariant } from '../scenarios/pick-variants.ts';
import { prepareScenario } from '../scenarios/scenario-document.ts';
import { WalkTerminal } from './walk-terminal.ts';

const SEED = 1;

/** A terminal that was opened, with the scenario whose machine it is on. */
export interface OpenTerminal {
  readonly terminal: Terminal;
  readonly walk: WalkTerminal;
  readonly scenario: Uri;
}

/** The terminal; undefined when none was opened, after the person was told why. `variant` is asked for where it is left out. */
export async function openTerminal(
  product: Product,
  uri: Uri,
  variant: string | undefined,
): Promise<OpenTerminal | undefined> {
  const ready = await prepareScenario(uri);
  if (ready === undefined) return undefined;
  const { declared, scenario, source, fixtures, document } = ready;
  const chosen = variant ?? (await pickVariant(declared));
  if (chosen === undefined) return undefined;
  const walk = new WalkTerminal(packagePath(product, 'dist', 'trial-process.mjs'), {
    scenario: { source, fixtures, file: document.uri.fsPath },
    variant: chosen,
    seed: SEED,
  });
  const beside = chosen === usualVariant(declared).id ? '' : ` (${variantName(declared, chosen)})`;
  const terminal = window.createTerminal({
    name: `${scenario.machine.hostname}: ${scenario.name}${beside}`,
    pty: walk,
    iconPath: new ThemeIcon('vm'),
  });
  terminal.show();
  return { terminal, walk, scenario: document.uri };
}
