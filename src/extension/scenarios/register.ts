/** Scenarios: their language, new ones, and the view of those in the workspace. */
import { commands, Disposable } from 'vscode';
import type { Product } from '../product.ts';
import { registerLanguage } from './language.ts';
import { registerScenariosView } from './scenarios-view.ts';

export function registerScenarios(product: Product): Disposable {
  return Disposable.from(
    registerLanguage(product),
    registerScenariosView(),
    commands.registerCommand('redline.newScenario', async (given?: unknown) => {
      const { newScenario } = await import('./new-scenario.ts');
      return newScenario(product, given);
    }),
  );
}
