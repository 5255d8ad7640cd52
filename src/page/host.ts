/** Answers what the replay asks, from a transcript that does not grow any more. */
import { findParts, linesOf, timelinePart } from '../core/transcript/indexed/answers.ts';
import type { IndexedTranscript } from '../core/transcript/indexed/indexed-transcript.ts';
import type { FromReplay, StepNote, ToReplay } from '../protocol/replay.ts';

export interface PageHost {
  readonly say: (message: ToReplay) => void;
  /** Puts text on the clipboard. */
  readonly copy: (text: string) => void;
  /** Takes the step that came on screen. */
  readonly at: (step: number) => void;
  /** Takes the number of the search that goes on from now on. */
  readonly finding: (id: number | undefined) => void;
  readonly isFinding: (id: number) => boolean;
  readonly notes: readonly StepNote[];
  /** Step to begin with; undefined begins at the start. */
  readonly openAt: number | undefined;
}

/** Answers one message of the replay. */
export async function answerReplay(transcript: IndexedTranscript, message: FromReplay, host: PageHost): Promise<void> {
  switch (message.type) {
    case 'ready':
      host.say(opened(transcript, host.openAt));
      if (host.notes.length > 0) host.say({ type: 'notes', notes: host.notes });
      return;
    case 'want-lines':
      host.say({ type: 'lines', from: message.from, lines: await transcript.lines(message.from, message.to) });
      return;
    case 'want-step':
      host.say({
        type: 'step',
        detail: await transcript.step(message.step),
        machine: await transcript.machineAt(message.step),
      });
      return;
    case 'want-lines-of':
      host.say({ type: 'lines-of', lines: await linesOf(transcript, message.steps) });
      return;
    case 'want-timeline': {
      const { from, to } = message;
      host.say({ type: 'timeline', from, to, buckets: await timelinePart(transcript, message) });
      return;
    }
    case 'find':
      host.finding(message.id);
      for await (const part of findParts(transcript, message.query, message.from, () => host.isFinding(message.id))) {
        host.say({ type: 'found', id: message.id, ...part });
      }
      return;
    case 'stop-finding':
      host.finding(undefined);
      return;
    case 'at':
      host.at(message.step);
      return;
    case 'copy':
      host.copy(message.text);
      return;
    case 'open-source':
    case 'open-file':
    case 'write-note':
    case 'copy-step':
      // The page says that it has no editor, so the replay offers none of these.
      return;
    default:
      message satisfies never;
  }
}

function opened(transcript: IndexedTranscript, openAt: number | undefined): ToReplay {
  const { header, state, steps, marks } = transcript;
  if (header === undefined) return { type: 'failed', message: 'This page holds no transcript of a trial.' };
  return { type: 'opened', header, state, steps, at: Math.min(Math.max(0, openAt ?? 0), steps), marks };
}
