import { html, nothing, type TemplateResult } from 'lit';
import type { StepDetail } from '../../../src/protocol/replay.ts';
import { partLabel } from '../labels.ts';
import { visibleText } from '../terminal-text.ts';

/** What the agent thought before it acted, part by part. */
export function thoughtView(thought: StepDetail['thought']): TemplateResult {
  const parts = thought.filter(({ text }) => text.trim() !== '');
  const named = parts.some(({ part }) => part !== 'thought');
  return html`<section class="thought" aria-label="Thought">
    <h3>Thought</h3>
    ${
      parts.length === 0
        ? html`<p class="nothing">No thought</p>`
        : parts.map(
            ({ part, text }) => html`<div class="thought-part">
              ${named ? html`<h4 dir="auto">${partLabel(part)}</h4>` : nothing}
              <p class="prose" dir="auto">${visibleText(text.trim())}</p>
            </div>`,
          )
    }
  </section>`;
}
