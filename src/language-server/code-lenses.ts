import type { CodeLens, Command } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type Lens, lensesOf } from '../core/scenario/editor/lenses.ts';
import { toRange } from './ranges.ts';

/** What can be run from a scenario, as commands of the extension. */
export function lensesIn(document: TextDocument): CodeLens[] {
  return lensesOf(document.getText()).map((lens) => ({
    range: toRange(document, lens.range),
    command: commandOf(lens, document.uri),
  }));
}

function commandOf({ action, trials }: Lens, uri: string): Command {
  switch (action) {
    case 'run':
      return { title: 'Run', command: 'redline.run', arguments: [uri] };
    case 'run-trials':
      return {
        title: `Run ${trials} ${trials === 1 ? 'trial' : 'trials'}`,
        command: 'redline.runTrials',
        arguments: [uri, trials],
      };
    default:
      return action satisfies never;
  }
}
