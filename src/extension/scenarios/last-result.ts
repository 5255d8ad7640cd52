/** What the last run of a scenario gave, for the lenses above it. */
import { Uri, workspace } from 'vscode';
import { intervalText, rateText } from '../../core/exporters/figures.ts';
import type { FoundRun } from '../../node/runs.ts';
import type { LastResult, LastResultQuestion } from '../../protocol/language.ts';
import { rateOfTrials } from '../runs/progress.ts';
import type { RunStore } from '../runs/run-store.ts';

/** The newest run of a scenario in its workspace folder that has something to tell; null when there is none. */
export async function lastResult(store: RunStore, { uri, scenario }: LastResultQuestion): Promise<LastResult | null> {
  const folder = workspace.getWorkspaceFolder(Uri.parse(uri, true))?.uri.fsPath;
  for (const run of await store.all()) {
    // What followed a step of one trial is no result of the scenario.
    if (run.record?.scenario.name !== scenario || run.record.fork !== undefined) continue;
    if (folder !== undefined && !run.folder.startsWith(folder)) continue;
    const result = resultOf(run);
    if (result) return result;
  }
  return null;
}

function resultOf({ folder, trials, record }: FoundRun): LastResult | undefined {
  const ended = trials.flatMap(({ outcome }) => (outcome.state === 'ended' ? [{ verdict: outcome.verdict }] : []));
  if (ended.length === 0) return undefined;
  const rate = rateOfTrials(ended);
  const variants = record?.variants.length ?? 0;
  const how = variants > 1 ? `over ${variants} variants` : `(${intervalText(rate)})`;
  const shown = rate.n === 0 ? 'no trial decided' : `${rate.successes} of ${rate.n}, ${rateText(rate.rate)} ${how}`;
  return { rate: shown, run: folder, transcript: trials.at(-1)?.transcript };
}
