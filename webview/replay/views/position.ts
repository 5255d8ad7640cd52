import { html, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { live } from 'lit/directives/live.js';
import { lineAt } from '../line-pages.ts';
import { markPlaces } from '../mark-places.ts';
import type { OpenTrial, ReplayState } from '../state.ts';

/** The position in the trial as a slider, with a tick for every mark. */
export function positionView(state: ReplayState, trial: OpenTrial, go: (step: number) => void): TemplateResult {
  const { at } = state;
  const summary = lineAt(state.lines, at)?.summary ?? '';
  const text = `Step ${at} of ${trial.steps}${summary === '' ? '' : `: ${summary}`}`;
  return html`<div class="position">
    <div class="ticks" aria-hidden="true">
      ${guard([state.marks, trial.steps], () =>
        markPlaces(state.marks, trial.steps).map(
          (place) => html`<span
            class="tick mark-${place.kind}"
            title=${place.text}
            .style=${`--share: ${place.share}`}
            @click=${() => go(place.step)}
          ></span>`,
        ),
      )}
    </div>
    <input
      type="range"
      aria-label="Position"
      aria-valuetext=${text}
      min="0"
      max=${Math.max(trial.steps, 1)}
      .value=${live(String(at))}
      .style=${`--share: ${trial.steps === 0 ? 0 : at / trial.steps}`}
      ?disabled=${trial.steps === 0}
      @input=${(event: Event) => go((event.target as HTMLInputElement).valueAsNumber)}
    />
  </div>`;
}
