/** What the replay asks of a transcript, answered the same way in the editor and on an exported page. */
import type { StepLine, TranscriptAnswer, TranscriptQuestion } from '../replay-view.ts';
import { findSteps, textTest } from './find-steps.ts';
import type { IndexedTranscript } from './indexed-transcript.ts';
import { nextChange } from './next-change.ts';
import { timelineOf } from './timeline.ts';

/** Pieces that a timeline may have at most, whatever is asked. */
const MOST_PIECES = 2_000;

/** Answers questions on one transcript at a time; a new search takes the place of the one before. */
export class TranscriptAnswers {
  readonly #transcript: () => IndexedTranscript | undefined;
  readonly #say: (answer: TranscriptAnswer) => void;
  /** Number of the search that goes on. */
  #search: number | undefined;

  /**
   * @param transcript the one that is open now; undefined while none is, and then nothing is answered
   * @param say takes each answer; what cannot be read is answered with `failed`
   */
  constructor(transcript: () => IndexedTranscript | undefined, say: (answer: TranscriptAnswer) => void) {
    this.#transcript = transcript;
    this.#say = say;
  }

  /** Answers a question. Never throws. */
  async ask(question: TranscriptQuestion): Promise<void> {
    const transcript = this.#transcript();
    if (transcript === undefined) return;
    try {
      await this.#answer(transcript, question);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.#say({ type: 'failed', message: `The transcript cannot be read: ${why}` });
    }
  }

  /** Ends the search that goes on. */
  stop(): void {
    this.#search = undefined;
  }

  async #answer(transcript: IndexedTranscript, question: TranscriptQuestion): Promise<void> {
    switch (question.type) {
      case 'want-lines': {
        const { from, to } = question;
        this.#say({ type: 'lines', from, lines: await transcript.lines(from, to) });
        return;
      }
      case 'want-lines-of':
        this.#say({ type: 'lines-of', lines: await linesOf(transcript, question.steps) });
        return;
      case 'want-step': {
        const { step } = question;
        const [detail, machine] = await Promise.all([transcript.step(step), transcript.machineAt(step)]);
        this.#say({ type: 'step', detail, machine });
        return;
      }
      case 'want-timeline': {
        const { from, to, most } = question;
        const buckets = await timelineOf(transcript, from, to, Math.min(most, MOST_PIECES));
        this.#say({ type: 'timeline', from, to, buckets });
        return;
      }
      case 'want-change':
        this.#say({ type: 'change', step: await nextChange(transcript, question.after, question.of) });
        return;
      case 'find':
        await this.#find(transcript, question);
        return;
      case 'stop-finding':
        this.stop();
        return;
      default:
        question satisfies never;
    }
  }

  async #find(
    transcript: IndexedTranscript,
    { id, query, from }: Extract<TranscriptQuestion, { type: 'find' }>,
  ): Promise<void> {
    this.#search = id;
    const tested = textTest(query);
    if ('problem' in tested) {
      this.#say({ type: 'found', id, steps: [], searched: from, done: true, problem: tested.problem });
      return;
    }
    for await (const { steps, searched } of findSteps(transcript, query, tested.test, from)) {
      if (this.#search !== id) return;
      const done = searched >= transcript.steps;
      this.#say({ type: 'found', id, steps, searched, done });
      if (done) return;
    }
    this.#say({ type: 'found', id, steps: [], searched: transcript.steps, done: true });
  }
}

/** The lines of some steps; those that there are not are left out. */
async function linesOf(transcript: IndexedTranscript, steps: readonly number[]): Promise<StepLine[]> {
  const lines: StepLine[] = [];
  for (const step of steps) {
    const [line] = await transcript.lines(step, step + 1);
    if (line !== undefined) lines.push(line);
  }
  return lines;
}
