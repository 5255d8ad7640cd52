/** Finds the two trials that are to be compared. */
import { window } from 'vscode';
import { TRANSCRIPT_SUFFIX } from '../../node/transcript-file.ts';
import { givenPath } from './pick-run.ts';
import { trialSummary } from './run-figures.ts';
import type { RunStore } from './run-store.ts';

interface TrialItem {
  readonly label: string;
  readonly description: string;
  readonly transcript: string;
}

/** The two transcripts that are given, as paths, addresses or items of the view; those that are missing a person picks. */
export async function pickTwo(
  store: RunStore,
  given: readonly unknown[],
): Promise<readonly [string, string] | undefined> {
  const known = given.map(givenPath).filter((path) => path?.endsWith(TRANSCRIPT_SUFFIX) === true);
  const [left = await pickOne(store, 'First trial to compare', undefined)] = known;
  if (left === undefined) return undefined;
  const right = known[1] ?? (await pickOne(store, 'Trial to compare it with', left));
  return right === undefined ? undefined : [left, right];
}

async function pickOne(store: RunStore, placeHolder: string, other: string | undefined): Promise<string | undefined> {
  const items = (await store.all()).flatMap((run) =>
    run.trials
      .filter(({ transcript }) => transcript !== other)
      .map(
        (trial): TrialItem => ({
          label: `${run.record?.scenario.name ?? ''} · trial ${trial.id}`,
          description: [run.record?.experiment ?? '', trialSummary(trial)].filter((part) => part !== '').join(' · '),
          transcript: trial.transcript,
        }),
      ),
  );
  if (items.length === 0) {
    void window.showInformationMessage('There are no trials to compare yet. Run a scenario with two trials first.');
    return undefined;
  }
  return (await window.showQuickPick(items, { placeHolder, matchOnDescription: true }))?.transcript;
}
