/** Terminals on the machines of scenarios. */
import { commands, Disposable, Uri, window } from 'vscode';
import type { Product } from '../product.ts';
import { findScenario } from '../scenarios/scenario-document.ts';
import type { OpenTerminal } from './open-terminal.ts';

export function registerTerminals(product: Product): Disposable {
  const open: OpenTerminal[] = [];
  return Disposable.from(
    window.onDidCloseTerminal((closed) => {
      const at = open.findIndex(({ terminal }) => terminal === closed);
      if (at !== -1) open.splice(at, 1);
    }),
    commands.registerCommand('redline.openTerminal', async (given?: unknown, variant?: unknown) => {
      const uri = await findScenario(given);
      if (uri === undefined) return undefined;
      const { openTerminal } = await import('./open-terminal.ts');
      const opened = await openTerminal(product, uri, typeof variant === 'string' ? variant : undefined);
      if (opened !== undefined) open.push(opened);
      return opened?.terminal;
    }),
    commands.registerCommand('redline.saveTerminalAsPolicy', async (file?: unknown) => {
      const meant = open.find(({ terminal }) => terminal === window.activeTerminal) ?? open.at(-1);
      if (meant === undefined) {
        void window.showInformationMessage('No terminal on the machine of a scenario is open.');
        return undefined;
      }
      const { savePolicy } = await import('./save-policy.ts');
      return savePolicy(meant, file instanceof Uri ? file : undefined);
    }),
  );
}
