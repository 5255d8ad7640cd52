import { html, type TemplateResult } from 'lit';
import { icon } from './icon.ts';

/** Puts a text on the clipboard of the host. */
export type Copy = (text: string) => void;

/** A button that copies a text; `what` names it: `Copy command`. */
export function copyButton(text: string, what: string, copy: Copy): TemplateResult {
  return html`<vscode-button class="copy" appearance="icon" aria-label=${what} title=${what} @click=${() => copy(text)}>
    ${icon('copy')}
  </vscode-button>`;
}
