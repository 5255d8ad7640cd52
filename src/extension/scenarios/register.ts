/** Scenarios: their language, new ones, and the view of those in the workspace. */
import { commands, Disposable } from 'vscode';
import type { Product } from '../product.ts';
import type { Runs } from '../runs/register.ts';
import { registerLanguage } from './language.ts';
import { registerScenariosView } from './scenarios-view.ts';

export function registerScenarios(product: Product, { store }: Pick<Runs, 'store'>): Disposable {
  return Disposable.from(
    registerLanguage(product, store),
    registerScenariosView(store),
    commands.registerCommand('redline.newScenario', async (given?: unknown) => {
      const { newScenario } = await import('./new-scenario.ts');
      return newScenario(product, given);
    }),
  );
}
