/** Answers what the replay asks, from a transcript that does not grow any more. */
import { TranscriptAnswers } from '../core/transcript/indexed/answers.ts';
import type { IndexedTranscript } from '../core/transcript/indexed/indexed-transcript.ts';
import type { FromReplay, StepNote, ToReplay } from '../protocol/replay.ts';

export interface PageHost {
  readonly say: (message: ToReplay) => void;
  /** Puts text on the clipboard. */
  readonly copy: (text: string) => void;
  /** Takes the step that came on screen. */
  readonly at: (step: number) => void;
  readonly notes: readonly StepNote[];
  /** Step to begin with; undefined begins at the start. */
  readonly openAt: () => number | undefined;
}

/** Gives what answers the messages of the replay. */
export function answerReplay(transcript: IndexedTranscript, host: PageHost): (message: FromReplay) => void {
  const answers = new TranscriptAnswers(() => transcript, host.say);
  return (message) => {
    switch (message.type) {
      case 'ready':
        host.say(opened(transcript, host.openAt()));
        if (host.notes.length > 0) host.say({ type: 'notes', notes: host.notes });
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
      case 'fork':
      case 'open-sample':
      case 'close-sample':
        // The page says that it has no editor, so the replay offers none of these.
        return;
      default:
        void answers.ask(message);
    }
  };
}

function opened(transcript: IndexedTranscript, openAt: number | undefined): ToReplay {
  const { header, state, steps, marks } = transcript;
  if (header === undefined) return { type: 'failed', message: 'This page holds no transcript of a trial.' };
  return { type: 'opened', header, state, steps, at: Math.min(Math.max(0, openAt ?? 0), steps), marks };
}
