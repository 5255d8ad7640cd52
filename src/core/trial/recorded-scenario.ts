/** The scenario that a transcript holds in its own content events. */
import { decodeContent } from '../transcript/content.ts';
import type { TranscriptEvent, TranscriptEventOf } from '../transcript/events.ts';

/** Thrown when a transcript does not hold what its re-execution needs. The message says what is missing. */
export class UnverifiableError extends Error {
  override readonly name = 'UnverifiableError';
}

export interface RecordedScenario {
  readonly header: TranscriptEventOf<'trial.started'>;
  /** Text of the scenario. */
  readonly source: string;
  /** Text of each file that it includes, by its path as written. */
  readonly fixtures: Readonly<Record<string, string>>;
}

/**
 * What a trial was of, by its transcript.
 * @throws UnverifiableError when the transcript has no beginning, or lacks a text
 */
export function recordedScenario(events: readonly TranscriptEvent[]): RecordedScenario {
  const [header] = events;
  if (header?.type !== 'trial.started') {
    throw new UnverifiableError('The transcript does not begin with the event trial.started.');
  }
  const source = textOf(events, header.scenario.digest, 'its scenario');
  const fixtures = Object.fromEntries(
    Object.entries(header.fixtures).map(([path, digest]) => [path, textOf(events, digest, `the file ${path}`)]),
  );
  return { header, source, fixtures };
}

function textOf(events: readonly TranscriptEvent[], digest: string, what: string): string {
  const content = events.find(
    (event): event is TranscriptEventOf<'content'> => event.type === 'content' && event.digest === digest,
  );
  const bytes = content === undefined ? undefined : decodeContent(content);
  if (bytes === undefined) throw new UnverifiableError(`The transcript does not hold the text of ${what}.`);
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}
