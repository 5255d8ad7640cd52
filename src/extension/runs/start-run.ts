/** Runs a scenario: asks what is missing, starts the process, shows how far it is, and says what came of it. */
import { join } from 'node:path';
import { commands, type Progress, ProgressLocation, type Uri, window, workspace } from 'vscode';
import type { EndpointAccess } from '../../protocol/trial-process.ts';
import { type FoundAccess, findAccess } from '../endpoints/access.ts';
import { chooseEndpoint } from '../endpoints/choose-endpoint.ts';
import type { Endpoints } from '../endpoints/register.ts';
import { pickVariants } from '../scenarios/pick-variants.ts';
import type { ReadyScenario } from '../scenarios/ready-scenario.ts';
import { prepareScenario } from '../scenarios/scenario-document.ts';
import { type Throttled, throttle } from '../throttle.ts';
import { askCount } from './ask-count.ts';
import { type CarriedOut, carryOut, type ExperimentPlan, type RunSurroundings, trialsText } from './carry-out.ts';
import { progressText } from './progress.ts';
import type { RunningExperiment } from './running.ts';
import { tellResult } from './tell-result.ts';

const REPORT_MS = 200;

/** How many trials: a number, or `ask`. */
export type TrialCount = number | 'ask';

/**
 * Runs the scenario in a file to its end.
 * @param given ids of the variants; where they are left out, they are asked for with the number of trials, and else it is the usual one
 * @returns the folder of the run; undefined when nothing was run, after the person was told why
 */
export async function startRun(
  surroundings: RunSurroundings,
  uri: Uri,
  count: TrialCount,
  given?: readonly string[],
): Promise<string | undefined> {
  const ready = await prepareScenario(uri);
  if (ready === undefined) return undefined;
  const access = await accessFor(surroundings, ready);
  if (access === undefined) return undefined;
  const variants = given ?? (count === 'ask' ? await pickVariants(ready.declared) : undefined);
  if (count === 'ask' && variants === undefined) return undefined;
  const trials = count === 'ask' ? await askTrials(ready.scenario.trials) : count;
  if (trials === undefined) return undefined;
  const { access: endpoint, byDefault } = access;
  if (byDefault) void offerEndpoint(endpoint, surroundings.endpoints);
  const { experiment, outcome } = await play(surroundings, { ready, endpoint, trials, variants });
  // Whoever waits for the run does not wait for a button to be pressed.
  void tellResult(experiment, outcome, endpoint, () => startRun(surroundings, uri, trials, variants));
  return experiment.folder;
}

/** The endpoint to run on; asks when several are configured and none is chosen, and tells what is wrong with the chosen one. */
async function accessFor(
  { product, endpoints }: RunSurroundings,
  { scenario, document }: ReadyScenario,
): Promise<Extract<FoundAccess, { ok: true }> | undefined> {
  const place = { name: scenario.name, file: document.uri.fsPath };
  const choose = (): Promise<string | undefined> => chooseEndpoint(product, endpoints, place);
  let { name } = endpoints.chosen;
  for (;;) {
    const found = await findAccess(product, name, endpoints.keys, place);
    if (found.ok) return found;
    if (found.why === 'unusable') {
      const other = 'Choose Endpoint';
      const settings = 'Open Settings';
      const answer = await window.showErrorMessage(`${found.message} Nothing was run.`, other, settings);
      if (answer === settings) await commands.executeCommand('redline.openEndpointSettings');
      if (answer !== other) return undefined;
    }
    name = await choose();
    if (name === undefined) return undefined;
  }
}

function askTrials(usual: number): Promise<number | undefined> {
  return askCount('Run Trials', 'Number of trials. More trials give a narrower interval.', usual);
}

/** Says that a scripted agent plays, since nobody said otherwise. */
async function offerEndpoint(endpoint: EndpointAccess, endpoints: Endpoints): Promise<void> {
  const choose = 'Choose Endpoint';
  const keep = `Keep ${endpoint.name}`;
  const answer = await window.showInformationMessage(
    `No endpoint is configured, so the scripted agent ${endpoint.name} plays. Its rate says nothing about any model.`,
    choose,
    keep,
  );
  if (answer === choose) await commands.executeCommand('redline.chooseEndpoint');
  if (answer === keep) await endpoints.chosen.choose(endpoint.name);
}

/** Plays the trials with a notification that shows how far they are and can cancel them. */
async function play(surroundings: RunSurroundings, plan: ExperimentPlan): Promise<CarriedOut> {
  const title = `${plan.ready.scenario.name} with ${plan.endpoint.name}, ${trialsText(plan)}`;
  return window.withProgress(
    { location: ProgressLocation.Notification, title, cancellable: true },
    async (progress, token) => {
      let report: Throttled | undefined;
      try {
        return await carryOut(surroundings, plan, {
          started: (experiment) => {
            token.onCancellationRequested(() => experiment.stop());
            report = throttle(reporter(experiment, progress), REPORT_MS);
          },
          message: (message, { folder }) => {
            if (message.type === 'trial-started' && isSingle(plan)) void openReplay(join(folder, message.transcript));
            report?.();
          },
        });
      } finally {
        report?.dispose();
      }
    },
  );
}

/** Reports the progress of an experiment, and its share as far as it grew since the last report. */
function reporter(
  experiment: RunningExperiment,
  progress: Progress<{ message: string; increment: number }>,
): () => void {
  let reported = 0;
  return () => {
    const { asked, ended } = experiment.progress;
    const share = (100 * ended.length) / asked;
    progress.report({ message: progressText(experiment.progress), increment: share - reported });
    reported = share;
  };
}

function isSingle({ trials, variants }: ExperimentPlan): boolean {
  return trials === 1 && (variants?.length ?? 1) === 1;
}

/** One trial is followed while it is played. */
async function openReplay(transcript: string): Promise<void> {
  if (!workspace.getConfiguration('redline').get('replay.follow', true)) return;
  await commands.executeCommand('redline.openTranscript', transcript);
}
