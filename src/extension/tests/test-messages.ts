/** What the Test Explorer is told of trials that did not succeed: each check at its place, with links to the replays. */
import { join } from 'node:path';
import { Location, MarkdownString, TestMessage, Uri } from 'vscode';
import { intervalText, rateText } from '../../core/exporters/figures.ts';
import type { Problem } from '../../core/scenario/problems.ts';
import type { TrialSummary } from '../../protocol/trial-process.ts';
import { rateOfTrials, resultText } from '../runs/progress.ts';
import type { NotReady, ReadyScenario } from '../scenarios/ready-scenario.ts';
import { type Check, placeOfCheck, rangeIn } from './test-places.ts';

/** Trials that one message names. */
const NAMED_TRIALS = 5;
const OPEN_STEP = 'redline.openStep';
/** Begins the context value of a message that leads to a step; `step:transcript` follows. */
const STEP_CONTEXT = 'step:';

/** Where a message leads: the transcript of a trial, and a step in it. */
export interface LinkedStep {
  readonly transcript: string;
  readonly step: number;
}

/** Why a scenario cannot be run, each problem at its place. */
export function notReadyMessages(notReady: NotReady): TestMessage[] {
  const { document, message } = notReady;
  if (notReady.why !== 'wrong') return [at(new TestMessage(message), new Location(document.uri, rangeIn('', START)))];
  const text = document.getText();
  return notReady.errors.map((error) => problemMessage(error, new Location(document.uri, rangeIn(text, error.range))));
}

const START = { start: 0, end: 0 };

function problemMessage({ code, message }: Problem, location: Location): TestMessage {
  return at(new TestMessage(`${message} (${code})`), location);
}

/**
 * The checks that failed in trials of one variant: the success condition, and each milestone that a failed trial did not reach.
 * @param folder absolute path of the run
 */
export async function failedChecks(
  ready: ReadyScenario,
  folder: string,
  trials: readonly TrialSummary[],
): Promise<TestMessage[]> {
  const failed = trials.filter(({ verdict }) => verdict === 'failure');
  const succeeded = resultText(rateOfTrials(trials));
  const messages = [
    await checkMessage(ready, folder, { kind: 'success' }, failed, `The success condition did not hold. ${succeeded}.`),
  ];
  for (const { name } of ready.scenario.milestones) {
    const without = failed.filter(({ milestones }) => !milestones.includes(name));
    if (without.length === 0) continue;
    const decided = trials.filter(({ verdict }) => verdict === 'success' || verdict === 'failure');
    const reached = rateOfTrials(
      decided.map(({ milestones }) => ({ verdict: milestones.includes(name) ? 'success' : 'failure' })),
    );
    const rate = `${reached.successes} of ${reached.n} trials reached it: ${rateText(reached.rate)} (95 % interval ${intervalText(reached)})`;
    const text = `The milestone ${name} was not reached. ${rate}.`;
    messages.push(await checkMessage(ready, folder, { kind: 'milestone', name }, without, text));
  }
  return messages;
}

async function checkMessage(
  ready: ReadyScenario,
  folder: string,
  check: Check,
  trials: readonly TrialSummary[],
  text: string,
): Promise<TestMessage> {
  const message = new TestMessage(withTrials(text, folder, trials));
  const [first] = trials;
  if (first !== undefined) message.contextValue = contextOf(stepOf(folder, first));
  return at(message, await placeOfCheck(ready, check));
}

/** Why no trial of a variant decided anything. */
export async function undecidedMessage(
  ready: ReadyScenario,
  folder: string,
  trials: readonly TrialSummary[],
): Promise<TestMessage> {
  return checkMessage(ready, folder, { kind: 'success' }, trials, 'No trial decided anything.');
}

/** A text and the trials that it is about, each with why it ended and a link. What trials say is never read as Markdown. */
function withTrials(text: string, folder: string, trials: readonly TrialSummary[]): MarkdownString {
  const markdown = new MarkdownString().appendText(text);
  markdown.isTrusted = { enabledCommands: [OPEN_STEP] };
  for (const trial of trials.slice(0, NAMED_TRIALS)) {
    const { transcript, step } = stepOf(folder, trial);
    const link = Uri.from({ scheme: 'command', path: OPEN_STEP, query: JSON.stringify([transcript, step]) });
    markdown
      .appendMarkdown('\n\n')
      .appendText(`Trial ${trial.id}: ${trial.reason} `)
      .appendMarkdown(`[Open the replay at step ${step}](${link.toString()})`);
  }
  const more = trials.length - NAMED_TRIALS;
  if (more > 0) markdown.appendMarkdown('\n\n').appendText(`${more} more ${more === 1 ? 'trial' : 'trials'}.`);
  return markdown;
}

function stepOf(folder: string, { transcript, steps }: TrialSummary): LinkedStep {
  return { transcript: join(folder, transcript), step: steps };
}

function contextOf({ transcript, step }: LinkedStep): string {
  return `${STEP_CONTEXT}${step}:${transcript}`;
}

/** Where a message leads that a command was given; undefined for any other. */
export function linkedBy(given: unknown): LinkedStep | undefined {
  const message = typeof given === 'object' && given !== null && 'message' in given ? given.message : undefined;
  const hasContext = typeof message === 'object' && message !== null && 'contextValue' in message;
  const [, step, transcript] = /^step:(\d+):(.+)$/s.exec(hasContext ? String(message.contextValue) : '') ?? [];
  return step === undefined || transcript === undefined ? undefined : { transcript, step: Number(step) };
}

function at(message: TestMessage, location: Location | undefined): TestMessage {
  if (location !== undefined) message.location = location;
  return message;
}
