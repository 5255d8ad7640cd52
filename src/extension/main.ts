/** What the extension consists of. Nothing here loads more than it has to: each feature loads its heavy parts when they are asked for. */
import { type ExtensionContext, window } from 'vscode';
import { registerEndpoints } from './endpoints/register.ts';
import { registerExports } from './exports/register.ts';
import type { Product } from './product.ts';
import { registerReplay } from './replay/register.ts';
import { registerRuns } from './runs/register.ts';
import { registerScenarios } from './scenarios/register.ts';
import { registerTerminals } from './terminal/register.ts';
import { registerTests } from './tests/register.ts';

export function activate(context: ExtensionContext): void {
  const log = window.createOutputChannel('Redline', { log: true });
  const product: Product = { context, log };
  const endpoints = registerEndpoints(product);
  const runs = registerRuns(product, endpoints);
  context.subscriptions.push(
    log,
    endpoints,
    runs,
    registerScenarios(product, runs),
    registerReplay(product, runs),
    registerExports(product, runs),
    registerTerminals(product),
    registerTests(runs.surroundings),
  );
}
