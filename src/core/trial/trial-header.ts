import type { Model } from '../agent/model.ts';
import { digestOf } from '../machine/files/digest.ts';
import type { Scenario } from '../scenario/model.ts';
import { TRANSCRIPT_VERSION } from '../transcript/events.ts';
import type { TranscriptWriter } from '../transcript/writer.ts';
import type { Forking } from './forking.ts';

/** What a trial is called and belongs to. */
export interface TrialIds {
  readonly trial: string;
  readonly experiment: string;
  readonly variant: string;
  /** Version of Redline. */
  readonly redline: string;
}

/** What a trial is of. */
export interface TrialIdentity {
  /** Resolved from `source`. Its fixtures may still be files; they are filled in from `fixtures`. */
  readonly scenario: Scenario;
  /** Text of the scenario. */
  readonly source: string;
  /** Text of each file that the scenario includes, by its path as written. */
  readonly fixtures: Readonly<Record<string, string>>;
  readonly ids: TrialIds;
  /**
   * From 0 and below 2^31. The machine is made from it, and every request of the trial carries it as it is: a stateless endpoint that
   * draws, such as a scripted policy behind HTTP, can so stand by what it drew in earlier turns.
   */
  readonly seed: number;
  readonly model: Model;
  /** What the trial is a fork of; left out for one that is none. */
  readonly fork?: Forking;
  /** The real time as ISO 8601, for the two time stamps of a transcript. */
  readonly now: () => string;
}

/** Writes what a transcript begins with: what trial it is of, and the text of its scenario and of the files that this includes. */
export function writeHeader(options: TrialIdentity, writer: TranscriptWriter): void {
  const { scenario, source, fixtures, ids, seed, model, fork, now } = options;
  const contents = [source, ...Object.values(fixtures)].map((text) => {
    const bytes = new TextEncoder().encode(text);
    return [digestOf(bytes), bytes] as const;
  });
  const [sourceDigest = '', ...fixtureDigests] = contents.map(([digest]) => digest);
  writer.write({
    type: 'trial.started',
    version: TRANSCRIPT_VERSION,
    ...ids,
    scenario: { name: scenario.name, title: scenario.title, digest: sourceDigest },
    fixtures: Object.fromEntries(Object.keys(fixtures).map((path, index) => [path, fixtureDigests[index] ?? ''])),
    endpoint: { name: model.endpoint.name, provider: model.endpoint.provider, model: model.endpoint.model },
    seed,
    startedAt: now(),
    ...(fork === undefined ? {} : { fork: fork.record }),
  });
  writer.writeContents(contents);
}
