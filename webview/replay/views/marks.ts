import { html, nothing, type TemplateResult } from 'lit';
import type { StepDetail } from '../../../src/protocol/replay.ts';
import { MARK_ICONS, markText } from '../labels.ts';
import { icon } from './icon.ts';

/** What was reached or raised at a step, each with the condition that was met. */
export function marksView(marks: StepDetail['marks']): TemplateResult | typeof nothing {
  if (marks.length === 0) return nothing;
  return html`<ul class="marks" aria-label="Marks of this step">
    ${marks.map(
      (mark) => html`<li class="mark mark-${mark.kind}">
        ${icon(MARK_ICONS[mark.kind])}
        <span class="mark-name" dir="auto">${markText(mark)}</span>
        ${mark.detail === '' ? nothing : html`<code class="mark-detail" dir="auto">${mark.detail}</code>`}
      </li>`,
    )}
  </ul>`;
}
