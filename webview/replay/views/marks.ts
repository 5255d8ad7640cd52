import { html, nothing, type TemplateResult } from 'lit';
import type { ConditionPart, StepDetail } from '../../../src/protocol/replay.ts';
import { MARK_ICONS, markText } from '../labels.ts';
import { visibleText } from '../terminal-text.ts';
import { icon } from './icon.ts';

/** What was reached or raised at a step, each with the condition that was met, taken apart on demand. */
export function marksView(marks: StepDetail['marks']): TemplateResult | typeof nothing {
  if (marks.length === 0) return nothing;
  return html`<ul class="marks" aria-label="Marks of this step">
    ${marks.map(
      (mark) => html`<li class="mark mark-${mark.kind}">
        ${icon(MARK_ICONS[mark.kind])}
        <span class="mark-name" dir="auto">${markText(mark)}</span>
        ${mark.detail === '' ? nothing : html`<code class="mark-detail" dir="auto">${mark.detail}</code>`}
        ${mark.because === undefined ? nothing : reasonView(mark.because)}
      </li>`,
    )}
  </ul>`;
}

function reasonView(because: ConditionPart): TemplateResult {
  return html`<details class="reason-tree">
    <summary>Why</summary>
    <ul>
      ${partView(because)}
    </ul>
  </details>`;
}

function partView({ text, value, parts }: ConditionPart): TemplateResult {
  return html`<li>
    <code class="part-text" dir="auto">${visibleText(text)}</code>
    <code class="part-value value-${value === 'true' || value === 'false' ? value : 'other'}" dir="auto">${visibleText(value)}</code>
    ${parts.length === 0 ? nothing : html`<ul>${parts.map(partView)}</ul>`}
  </li>`;
}
