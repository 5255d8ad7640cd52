/** What a person is told when a run has ended, with buttons for what usually comes next. */
import { join } from 'node:path';
import { commands, window } from 'vscode';
import type { ProcessRun } from '../../node/trial-process/run-in-trial-process.ts';
import type { EndpointAccess } from '../../protocol/trial-process.ts';
import { offerEndpointHelp } from '../endpoints/endpoint-help.ts';
import { rateOfTrials, resultOfRun } from './progress.ts';
import type { RunningExperiment } from './running.ts';

const REPORT = 'Open Report';
const TRANSCRIPT = 'Open Transcript';
const AGAIN = 'Run Again';
const LOG = 'Show Log';

export async function tellResult(
  experiment: RunningExperiment,
  run: ProcessRun,
  endpoint: EndpointAccess,
  again: () => Promise<unknown>,
): Promise<void> {
  const { folder, scenario, progress } = experiment;
  const name = `${scenario} with ${experiment.endpoint}`;
  const rate = rateOfTrials(progress.ended);
  const show = async (answer: string | undefined): Promise<void> => {
    if (answer === REPORT) await commands.executeCommand('redline.openReport', folder);
    if (answer === TRANSCRIPT) await openTranscript(experiment);
    if (answer === AGAIN) await again();
    if (answer === LOG) await commands.executeCommand('redline.showLog');
  };
  const ended = `${progress.ended.length} of ${progress.asked} trials had ended`;
  switch (run.outcome) {
    case 'done': {
      const failed = progress.ended.filter(({ verdict }) => verdict === 'error');
      const [first] = failed;
      if (first !== undefined && endpoint.provider === 'openai-compatible') {
        const many = progress.asked === 1 ? 'the trial' : `${failed.length} of ${progress.asked} trials`;
        void offerEndpointHelp(endpoint.name, `${name}: ${many} ended with an error. ${first.reason}`);
        if (rate.n === 0) return;
      }
      return show(
        await window.showInformationMessage(`${name}: ${resultOfRun(progress.ended)}.`, ...openButtons(experiment)),
      );
    }
    case 'cancelled':
      return show(
        await window.showInformationMessage(
          `${name} was stopped: ${ended}. What was written is kept.`,
          ...openButtons(experiment),
        ),
      );
    case 'failed':
      return show(await window.showErrorMessage(`${name} could not go on: ${run.message}`, AGAIN, LOG));
    case 'died':
      return show(
        await window.showErrorMessage(
          `${name}: ${run.message} ${ended}; run the scenario again for the others.`,
          AGAIN,
          ...openButtons(experiment),
          LOG,
        ),
      );
    default:
      run.outcome satisfies never;
  }
}

/** What can be opened: a report of several trials, a transcript where any was begun. */
function openButtons({ progress }: RunningExperiment): string[] {
  const begun = progress.ended.length + progress.underWay.length;
  return [...(begun > 1 ? [REPORT] : []), ...(begun > 0 ? [TRANSCRIPT] : [])];
}

async function openTranscript({ folder, progress }: RunningExperiment): Promise<void> {
  const trials = [...progress.ended, ...progress.underWay];
  const [only] = trials;
  const path = trials.length === 1 && only !== undefined ? join(folder, only.transcript) : folder;
  await commands.executeCommand('redline.openTranscript', path);
}
