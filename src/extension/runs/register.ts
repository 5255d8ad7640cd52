/** Runs: starting and stopping them, those that lie on disk, the view and the status bar. */
import { commands, Disposable } from 'vscode';
import type { Endpoints } from '../endpoints/register.ts';
import type { Product } from '../product.ts';
import { findScenario } from '../scenarios/scenario-document.ts';
import type { RunSurroundings } from './carry-out.ts';
import { registerRunStatus } from './run-status.ts';
import { RunStore } from './run-store.ts';
import { RunningExperiments } from './running.ts';
import { registerRunsView } from './runs-view.ts';
import type { TrialCount } from './start-run.ts';

/** What other features need of the runs. */
export interface Runs extends Disposable {
  readonly surroundings: RunSurroundings;
  readonly running: RunningExperiments;
  readonly store: RunStore;
}

export function registerRuns(product: Product, endpoints: Endpoints): Runs {
  const running = new RunningExperiments();
  const store = new RunStore();
  const surroundings = { product, endpoints, running, store };
  const run = async (given: unknown, count: TrialCount): Promise<string | undefined> => {
    const uri = await findScenario(given);
    if (uri === undefined) return undefined;
    const { startRun } = await import('./start-run.ts');
    return startRun(surroundings, uri, count);
  };
  const isCount = (count: unknown): count is number =>
    typeof count === 'number' && Number.isInteger(count) && count > 0;
  const commandsOf = Disposable.from(
    commands.registerCommand('redline.run', (given?: unknown) => run(given, 1)),
    commands.registerCommand('redline.runTrials', (given?: unknown, count?: unknown) =>
      run(given, isCount(count) ? count : 'ask'),
    ),
    commands.registerCommand('redline.stop', async (given?: unknown) => {
      const { stopRun } = await import('./stop-run.ts');
      return stopRun(running, given);
    }),
    commands.registerCommand('redline.openTranscript', async (given?: unknown) => {
      const { openTranscript } = await import('./open-transcript.ts');
      return openTranscript(store, given);
    }),
    commands.registerCommand('redline.openReport', async (given?: unknown) => {
      const { openReport } = await import('./open-report.ts');
      return openReport(store, given);
    }),
    commands.registerCommand('redline.deleteRun', async (given?: unknown, chosen?: unknown) => {
      const { deleteRuns } = await import('./delete-run.ts');
      return deleteRuns(store, running, given, chosen);
    }),
    commands.registerCommand('redline.revealRun', async (given?: unknown) => {
      const { revealRun } = await import('./reveal-run.ts');
      return revealRun(store, given);
    }),
    commands.registerCommand('redline.refreshRuns', () => store.refresh()),
    commands.registerCommand('redline.showLog', () => product.log.show()),
  );
  const all = Disposable.from(commandsOf, registerRunsView(store, running), registerRunStatus(running), store, running);
  return { surroundings, running, store, dispose: () => all.dispose() };
}
