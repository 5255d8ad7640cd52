import { html, type TemplateResult } from 'lit';

/** A codicon. With a label it is read out and explained on hover; without one it is decoration. */
export function icon(name: string, label = '', classes = ''): TemplateResult {
  return label === ''
    ? html`<span class="codicon codicon-${name} ${classes}" aria-hidden="true"></span>`
    : html`<span class="codicon codicon-${name} ${classes}" role="img" aria-label=${label} title=${label}></span>`;
}
