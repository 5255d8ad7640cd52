import { html, nothing, type TemplateResult } from 'lit';
import { icon } from './icon.ts';

/** A section of a side panel that folds away, like the views of VS Code's side bar. */
export function pane(title: string, size: number | undefined, content: unknown): TemplateResult {
  return html`<details class="pane" open>
    <summary>
      ${icon('chevron-right', '', 'twistie')}
      <h3>${title}</h3>
      ${size === undefined ? nothing : html`<span class="count">${size}</span>`}
    </summary>
    <div class="pane-body">${content}</div>
  </details>`;
}
