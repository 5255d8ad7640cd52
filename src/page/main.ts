/** The page of an HTML export: gives the replay the host that it has in the editor, from the transcript inside the page. */
import type { TranscriptEvent } from '../core/transcript/events.ts';
import { transcriptInMemory } from '../core/transcript/indexed/in-memory.ts';
import type { Note } from '../core/transcript/notes.ts';
import { transcriptLine } from '../core/transcript/writer.ts';
import type { FromReplay, ToReplay } from '../protocol/replay.ts';
import { copyText } from './clipboard.ts';
import { answerReplay } from './host.ts';
import { keepStepInAddress, stepInAddress } from './step-in-address.ts';
import { followTheme } from './theme.ts';

interface HostApi {
  postMessage(message: FromReplay): void;
  getState(): unknown;
  setState(state: unknown): unknown;
}

declare global {
  interface Window {
    acquireVsCodeApi(): HostApi;
  }
}

// The exporter wrote what it had read and checked.
const events = JSON.parse(document.getElementById('transcript')?.textContent ?? '[]') as TranscriptEvent[];
const transcript = transcriptInMemory(
  new TextEncoder().encode(events.map(transcriptLine).join('')),
  'The transcript stops before the trial ended.',
);

function say(message: ToReplay): void {
  window.dispatchEvent(new MessageEvent('message', { data: message }));
}

const notes = JSON.parse(document.getElementById('notes')?.textContent ?? '[]') as Note[];

const answer = transcript.then((opened) =>
  answerReplay(opened, {
    say,
    copy: copyText,
    at: keepStepInAddress,
    notes,
    openAt: () => stepInAddress(location.hash),
  }),
);

let layout: unknown;
window.acquireVsCodeApi = () => ({
  postMessage(message) {
    // An answer never comes before the question is over, as it does not in the editor.
    void answer.then((give) => give(message));
  },
  getState: () => layout,
  setState(state) {
    layout = state;
    return state;
  },
});

window.addEventListener('hashchange', () => {
  const step = stepInAddress(location.hash);
  if (step !== undefined) say({ type: 'go', step });
});
followTheme();
