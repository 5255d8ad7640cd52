/** Exports of runs. */
import { commands, type Disposable } from 'vscode';
import type { Product } from '../product.ts';
import type { Runs } from '../runs/register.ts';

export function registerExports(product: Product, { store }: Runs): Disposable {
  return commands.registerCommand('redline.export', async (given?: unknown) => {
    const { exportRun } = await import('./export-run.ts');
    return exportRun(product, store, given);
  });
}
