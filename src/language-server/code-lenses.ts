import type { CodeLens, Command } from 'vscode-languageserver';
import { type Lens, lensesOf } from '../core/scenario/editor/lenses.ts';
import { entryOf, textOf } from '../core/scenario/source.ts';
import type { LastResult } from '../protocol/language.ts';
import { toRange } from './ranges.ts';
import type { DocumentScenario } from './workspace.ts';

/** What can be started from a scenario, and what came of it last, as commands of the extension. */
export function lensesIn({ document, scenario }: DocumentScenario, last: LastResult | null): CodeLens[] {
  const lenses = lensesOf(scenario);
  const [first] = lenses;
  if (!first) return [];
  const range = toRange(document, first.range);
  const started = lenses.map((lens) => ({ range, command: commandOf(lens, document.uri) }));
  return [...started, ...resultLenses(last).map((command) => ({ range, command }))];
}

/** The name of a scenario, under which its results are filed. */
export function scenarioNameOf({ scenario }: DocumentScenario): string | undefined {
  return textOf(entryOf(scenario.root, 'scenario')?.value);
}

function commandOf(lens: Lens, uri: string): Command {
  switch (lens.action) {
    case 'run':
      return { title: 'Run', command: 'redline.run', arguments: [uri] };
    case 'run-trials':
      return {
        title: `Run ${lens.trials} ${lens.trials === 1 ? 'trial' : 'trials'}`,
        command: 'redline.runTrials',
        arguments: [uri, lens.trials],
      };
    case 'open-terminal':
      return { title: 'Open terminal', command: 'redline.openTerminal', arguments: [uri] };
    default:
      return lens satisfies never;
  }
}

function resultLenses(last: LastResult | null): readonly Command[] {
  if (!last) return [];
  const rate = { title: `Last: ${last.rate}`, command: 'redline.openReport', arguments: [last.run] };
  if (last.transcript === undefined) return [rate];
  return [rate, { title: 'Open last replay', command: 'redline.openTranscript', arguments: [last.transcript] }];
}
