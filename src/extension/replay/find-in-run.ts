/** Looks for a text in all transcripts of a run, and opens the replay at the step that is chosen. */
import { type CancellationToken, ProgressLocation, type QuickPickItem, window } from 'vscode';
import { findSteps, textTest } from '../../core/transcript/indexed/find-steps.ts';
import type { StepQuery } from '../../core/transcript/replay-view.ts';
import type { FoundRun } from '../../node/runs.ts';
import type { Transcripts } from '../machine/transcripts.ts';

/** Steps that are listed. */
const MOST_STEPS = 1_000;

interface FoundStep extends QuickPickItem {
  readonly transcript: string;
  readonly step: number;
}

/** Asks what to look for, and gives the step that the person chose; undefined when they changed their mind. */
export async function findInRun(
  transcripts: Transcripts,
  run: FoundRun,
): Promise<{ readonly transcript: string; readonly step: number } | undefined> {
  const text = await window.showInputBox({
    title: 'Find in all transcripts of a run',
    ignoreFocusOut: true,
    prompt: 'Text in what the agents thought, did or saw. Between slashes it is a regular expression: /kill -9 \\d+/',
  });
  if (text === undefined || text === '') return undefined;
  const query = queryOf(text);
  const tested = textTest(query);
  if ('problem' in tested) {
    await window.showErrorMessage(`This cannot be looked for: ${tested.problem}`);
    return undefined;
  }
  const found = await window.withProgress(
    { location: ProgressLocation.Notification, title: `Looking for “${text}”`, cancellable: true },
    async (progress, token) => {
      const steps: FoundStep[] = [];
      for (const [index, trial] of run.trials.entries()) {
        progress.report({ message: `trial ${index + 1} of ${run.trials.length}`, increment: 100 / run.trials.length });
        const transcript = await transcripts.read(trial.transcript);
        for await (const part of findSteps(transcript, query, tested.test)) {
          for (const step of part.steps) {
            const [line] = await transcript.lines(step, step + 1);
            steps.push({
              label: `Trial ${trial.id}, step ${step}`,
              description: line === undefined ? '' : `${line.tool} ${line.summary}`.trim(),
              transcript: trial.transcript,
              step,
            });
          }
          if (stops(steps, token)) return steps;
        }
      }
      return steps;
    },
  );
  if (found.length === 0) {
    await window.showInformationMessage(`No transcript of this run holds “${text}”.`);
    return undefined;
  }
  const many = found.length >= MOST_STEPS ? `First ${MOST_STEPS} steps` : `${found.length} steps`;
  return window.showQuickPick(found, { title: `${many} with “${text}”`, matchOnDescription: true });
}

function stops(steps: readonly FoundStep[], token: CancellationToken): boolean {
  return token.isCancellationRequested || steps.length >= MOST_STEPS;
}

function queryOf(text: string): StepQuery {
  const expression = /^\/(.+)\/$/s.exec(text)?.[1];
  const rest = { matchCase: false, kinds: [], marks: [], agent: '' };
  return expression === undefined ? { text, regex: false, ...rest } : { text: expression, regex: true, ...rest };
}
