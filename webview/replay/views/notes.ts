import { html, nothing, type TemplateResult } from 'lit';
import type { StepNote } from '../../../src/protocol/replay.ts';
import { visibleText } from '../terminal-text.ts';
import { icon } from './icon.ts';

/** What analysts wrote on a step. */
export function notesView(notes: readonly StepNote[]): TemplateResult | typeof nothing {
  if (notes.length === 0) return nothing;
  return html`<ul class="notes" aria-label="Notes on this step">
    ${notes.map(
      ({ author, at, text }) => html`<li class="note">
        ${icon('comment')}
        <p class="note-by"><strong dir="auto">${visibleText(author)}</strong> <time datetime=${at}>${timeText(at)}</time></p>
        <p class="prose" dir="auto">${visibleText(text)}</p>
      </li>`,
    )}
  </ul>`;
}

/** A time as the reader's place writes it; as it is when it is none. */
function timeText(at: string): string {
  const time = new Date(at);
  return Number.isNaN(time.getTime())
    ? at
    : time.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}
