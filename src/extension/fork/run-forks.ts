/** Runs forks like any experiment, and shows what became of them beside the original. */
import { join } from 'node:path';
import { commands, ProgressLocation, Uri, ViewColumn, window, workspace } from 'vscode';
import { type Rate, rateOf } from '../../core/experiment/rates.ts';
import type { ReportedGroup } from '../../core/experiment/report.ts';
import { intervalText, rateText } from '../../core/exporters/figures.ts';
import type { ForkChange } from '../../core/transcript/fork-record.ts';
import { ForkError } from '../../core/trial/fork.ts';
import { type ForkOrigin, forkRequest, groupOfOriginal } from '../../node/fork-request.ts';
import type { EndpointAccess } from '../../protocol/trial-process.ts';
import { findAccess } from '../endpoints/access.ts';
import { chooseEndpoint } from '../endpoints/choose-endpoint.ts';
import type { ShowStep } from '../replay/compare-replays.ts';
import { askCount } from '../runs/ask-count.ts';
import {
  type CarriedOut,
  carryOutParts,
  type ExperimentParts,
  type ExperimentPlace,
  type RunSurroundings,
} from '../runs/carry-out.ts';
import { progressText } from '../runs/progress.ts';
import { tellResult } from '../runs/tell-result.ts';
import { type Throttled, throttle } from '../throttle.ts';
import type { ForkWishes } from './fork-wishes.ts';

const REPORT_MS = 200;

export interface ForkSurroundings {
  readonly surroundings: RunSurroundings;
  /** Shows a step in a replay. */
  readonly show: ShowStep;
}

export interface ForkPlan {
  /** Absolute path of the transcript of the original. */
  readonly transcript: string;
  readonly origin: ForkOrigin;
  readonly change: ForkChange;
}

/**
 * Runs forks, after asking for what was not wished for.
 * @returns the folder of the forks; undefined when none were run, after the person was told why
 */
export async function runForks(
  { surroundings, show }: ForkSurroundings,
  { transcript, origin, change }: ForkPlan,
  wishes: ForkWishes,
): Promise<string | undefined> {
  const { scenario, original } = origin;
  const file = Uri.file(transcript);
  const folder = workspace.getWorkspaceFolder(file);
  if (folder === undefined) {
    const message = 'The transcript lies outside of the folders that are open, so there is no place to keep its forks.';
    void window.showErrorMessage(message);
    return undefined;
  }
  const request = requested(origin, change);
  if (request === undefined) return undefined;
  const endpoint = await endpointFor(surroundings, scenario.name, transcript, wishes.endpoint);
  if (endpoint === undefined) return undefined;
  const trials = wishes.forks ?? (await askForks());
  if (trials === undefined) return undefined;
  const place = { scenario, folder, file, name: `${scenario.name}-fork` };
  const beside = (fork: string): Promise<void> => showBeside(show, transcript, fork, original.step);
  const followed = trials === 1 ? { step: original.step, beside } : undefined;
  const carriedOut = await play(surroundings, { ...request, endpoint, trials }, place, followed);
  const again = (): Promise<unknown> =>
    runForks({ surroundings, show }, { transcript, origin, change }, { endpoint: endpoint.name, forks: trials });
  // Whoever waits for the forks does not wait for a button to be pressed.
  void tell(carriedOut, { endpoint, transcript, origin, again });
  return carriedOut.experiment.folder;
}

function requested(origin: ForkOrigin, change: ForkChange): ReturnType<typeof forkRequest> | undefined {
  try {
    return forkRequest(origin, change);
  } catch (error) {
    if (!(error instanceof ForkError)) throw error;
    void window.showErrorMessage(error.message);
    return undefined;
  }
}

async function endpointFor(
  { product, endpoints }: RunSurroundings,
  scenario: string,
  transcript: string,
  wished: string | undefined,
): Promise<EndpointAccess | undefined> {
  const place = { name: scenario, file: transcript };
  const name = wished ?? (await chooseEndpoint(product, endpoints, place));
  if (name === undefined) return undefined;
  const found = await findAccess(product, name, endpoints.keys, place);
  if (found.ok) return found.access;
  if (found.why === 'unusable') void window.showErrorMessage(`${found.message} Nothing was run.`);
  return undefined;
}

function askForks(): Promise<number | undefined> {
  const prompt = 'One opens beside the original. Several give a rate with its interval; each has a seed of its own.';
  return askCount('How Many Forks', prompt, 1);
}

/** A single fork is shown beside the original as soon as it is at its step. */
interface Followed {
  readonly step: number;
  readonly beside: (fork: string) => Promise<void>;
}

async function play(
  surroundings: RunSurroundings,
  parts: ExperimentParts,
  place: ExperimentPlace,
  followed: Followed | undefined,
): Promise<CarriedOut> {
  const many = parts.trials === 1 ? 'fork' : `${parts.trials} forks`;
  const title = `${place.scenario.name}, ${many} with ${parts.endpoint.name}`;
  return window.withProgress(
    { location: ProgressLocation.Notification, title, cancellable: true },
    async (progress, token) => {
      let report: Throttled | undefined;
      let transcript: string | undefined;
      let shown = false;
      try {
        return await carryOutParts(surroundings, parts, place, {
          started: (experiment) => {
            token.onCancellationRequested(() => experiment.stop());
            report = throttle(() => progress.report({ message: progressText(experiment.progress) }), REPORT_MS);
          },
          message: (message, { folder }) => {
            if (message.type === 'trial-started') transcript = join(folder, message.transcript);
            const isThere =
              message.type === 'trial-ended' ||
              (message.type === 'trial-progress' && message.step >= (followed?.step ?? 0));
            if (isThere && !shown && transcript !== undefined && followed !== undefined) {
              shown = true;
              void followed.beside(transcript);
            }
            report?.();
          },
        });
      } finally {
        report?.dispose();
      }
    },
  );
}

async function showBeside(show: ShowStep, original: string, fork: string, step: number): Promise<void> {
  await show(Uri.file(original), step, ViewColumn.One);
  await show(Uri.file(fork), step, ViewColumn.Two);
}

interface Told {
  readonly endpoint: EndpointAccess;
  readonly transcript: string;
  readonly origin: ForkOrigin;
  readonly again: () => Promise<unknown>;
}

/** Says how the forks came out; several beside the rate of the trials that the original belongs to. */
async function tell({ experiment, outcome }: CarriedOut, { endpoint, transcript, origin, again }: Told): Promise<void> {
  const { ended, asked } = experiment.progress;
  const failed = ended.some(({ verdict }) => verdict === 'error');
  if (outcome.outcome !== 'done' || failed || asked === 1) return tellResult(experiment, outcome, endpoint, again);
  const { trial, variant } = origin.original.header;
  const rate = rateOf({ scenario: origin.scenario.name, variant, endpoint: endpoint.name }, ended);
  const others = await groupOfOriginal(transcript);
  const report = 'Open Report';
  const answer = await window.showInformationMessage(
    `${asked} forks of ${trial} at step ${origin.original.step} with ${endpoint.name}: ${shareText(rate)}. ${othersText(others)}`,
    report,
  );
  if (answer === report) await commands.executeCommand('redline.openReport', experiment.folder);
}

function shareText(rate: Pick<Rate, 'rate' | 'successes' | 'n' | 'interval'>): string {
  return `${rateText(rate.rate)} (${intervalText(rate)}), ${rate.successes} of ${rate.n}`;
}

function othersText(others: ReportedGroup | undefined): string {
  if (others === undefined) return 'There is no experiment beside the original, so it has no rate.';
  return `The original's trials, with ${others.endpoint}: ${shareText(others)}.`;
}
