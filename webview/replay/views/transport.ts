import { html, nothing, type TemplateResult } from 'lit';
import type { ReplayMove } from '../../../src/protocol/replay.ts';
import { markedSteps } from '../marks.ts';
import { count } from '../quantities.ts';
import { isFollowing, type OpenTrial, type ReplayState, SPEEDS, type Speed } from '../state.ts';
import { icon } from './icon.ts';
import { positionView } from './position.ts';

export interface TransportActions {
  readonly move: (move: ReplayMove) => void;
  readonly go: (step: number) => void;
  readonly speed: (speed: Speed) => void;
}

/** The controls that move through the steps. */
export function transportView(state: ReplayState, trial: OpenTrial, actions: TransportActions): TemplateResult {
  const { at, playing } = state;
  const marked = markedSteps(state.marks);
  const atStart = at === 0;
  const atEnd = at === trial.steps;
  const button = (move: ReplayMove, name: string, what: string, disabled: boolean, classes = '') =>
    html`<vscode-button
      appearance="icon"
      aria-label=${what}
      title=${what}
      ?disabled=${disabled}
      @click=${() => actions.move(move)}
    >
      ${icon(name, '', classes)}
    </vscode-button>`;
  return html`<div class="transport" role="toolbar" aria-label="Move through the steps">
    <div class="transport-buttons">
      ${button('first', 'keyboard-tab', 'First step (Home)', atStart, 'mirrored')}
      ${button('back', 'arrow-left', 'Back (Left)', atStart)}
      ${button('play', playing ? 'debug-pause' : 'play', playing ? 'Pause (Space)' : 'Play (Space)', trial.steps === 0)}
      ${button('forward', 'arrow-right', 'Forward (Right)', atEnd)}
      ${button('last', 'keyboard-tab', 'Last step (End)', atEnd)}
      <span class="rule" aria-hidden="true"></span>
      ${button('previous-mark', 'arrow-up', 'Previous mark ([)', !marked.some((step) => step < at))}
      ${button('next-mark', 'arrow-down', 'Next mark (])', !marked.some((step) => step > at))}
    </div>
    ${stepField(at, trial.steps, actions.go)} ${positionView(state, trial, actions.go)}
    ${state.notice === '' ? nothing : html`<span class="notice">${state.notice}</span>`}
    ${isFollowing(state) ? html`<span class="following">${icon('radio-tower')}Following</span>` : nothing}
    <vscode-dropdown
      class="speed"
      aria-label="Speed of play"
      title="Speed of play"
      @change=${(event: Event) => {
        const speed = SPEEDS.find((one) => String(one) === (event.target as HTMLInputElement).value);
        if (speed !== undefined) actions.speed(speed);
      }}
    >
      ${SPEEDS.map((speed) => html`<vscode-option value=${speed} ?selected=${speed === state.speed}>${speed} ×</vscode-option>`)}
    </vscode-dropdown>
  </div>`;
}

/** Where we are, and a way to go to a step by its number. */
function stepField(at: number, steps: number, go: (step: number) => void): TemplateResult {
  return html`<span class="step-number">
    Step
    <vscode-text-field
      aria-label="Go to step"
      title="Go to step"
      .style=${`--digits: ${String(steps).length}`}
      .value=${String(at)}
      @change=${(event: Event) => {
        const field = event.target as HTMLInputElement;
        const step = Number(field.value.trim());
        if (field.value.trim() !== '' && Number.isInteger(step)) go(step);
        field.value = String(at);
      }}
    ></vscode-text-field>
    <span>of ${count(steps)}</span>
  </span>`;
}
