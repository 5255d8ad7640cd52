import { html, type TemplateResult } from 'lit';
import { icon } from './icon.ts';

/** Something is going on. Stands still for readers who asked for less motion. */
export function progressView(): TemplateResult {
  return html`<vscode-progress-ring aria-hidden="true"></vscode-progress-ring>${icon('sync', '', 'still')}`;
}
