import { html, type TemplateResult } from 'lit';
import type { ChangingThing } from '../../../src/protocol/replay.ts';
import { visibleText } from '../terminal-text.ts';
import { icon } from './icon.ts';

/** Goes to the next step that changes a file or a process. */
export type Follow = (thing: ChangingThing) => void;

/** A button that goes to the next change of what its row shows. It comes into sight with the pointer or the focus. */
export function followButton(thing: ChangingThing, name: string, follow: Follow): TemplateResult {
  const what = `Next change of ${visibleText(name)}`;
  return html`<button class="follow" aria-label=${what} title=${what} @click=${() => follow(thing)}>
    ${icon('debug-step-over')}
  </button>`;
}
