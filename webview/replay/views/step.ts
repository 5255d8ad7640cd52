import { html, nothing, type TemplateResult } from 'lit';
import type { StepDetail, StepNote } from '../../../src/protocol/replay.ts';
import { count, duration } from '../quantities.ts';
import type { OpenTrial } from '../state.ts';
import { visibleText } from '../terminal-text.ts';
import { callView } from './call.ts';
import type { Copy } from './copy-button.ts';
import { icon } from './icon.ts';
import { marksView } from './marks.ts';
import { notesView } from './notes.ts';
import { thoughtView } from './thought.ts';

/** What a reader can do with a step. */
export interface StepActions {
  readonly copy: Copy;
  /** Undefined where there is no editor to do it. */
  readonly editor:
    | {
        readonly copyStep: (as: 'link' | 'markdown') => void;
        readonly writeNote: () => void;
        readonly fork: () => void;
      }
    | undefined;
}

/** One step: what the agent thought, what it did, what came of it. */
export function stepView(
  detail: StepDetail,
  trial: OpenTrial,
  actions: StepActions,
  notes: readonly StepNote[],
): TemplateResult {
  const { copy, editor } = actions;
  const cost = costText(detail);
  return html`<div class="step-title">
      <h2>${detail.step === 0 ? 'Before the first turn' : `Step ${detail.step}`}</h2>
      ${cost === '' ? nothing : html`<span class="cost">${cost}</span>`}
      ${editor === undefined ? nothing : editorActions(editor, detail.step)}
    </div>
    ${detail.errors.map((error) => html`<p class="error-box" role="alert" dir="auto">${icon('error')}${visibleText(error)}</p>`)}
    ${marksView(detail.marks)} ${happeningsView(detail, trial)} ${notesView(notes)} ${detail.step === 0 ? startView(trial) : turnView(detail, trial, copy)} ${reportView(detail, trial)}`;
}

function happeningsView(
  { step, happenings: told = [] }: StepDetail,
  { header }: OpenTrial,
): TemplateResult | typeof nothing {
  const { fork } = header;
  const happenings = fork?.step === step ? [`This trial is a ${fork.name}.`, ...told] : told;
  if (happenings.length === 0) return nothing;
  return html`<ul class="happenings" aria-label="What happened besides">
    ${happenings.map((text) => html`<li dir="auto">${visibleText(text)}</li>`)}
  </ul>`;
}

function editorActions(
  { copyStep, writeNote, fork }: NonNullable<StepActions['editor']>,
  step: number,
): TemplateResult {
  const button = (name: string, what: string, act: () => void) =>
    html`<vscode-button appearance="icon" aria-label=${what} title=${what} @click=${act}>${icon(name)}</vscode-button>`;
  return html`<span class="step-actions">
    ${step === 0 ? nothing : button('repo-forked', 'Go on from this step in another way', fork)}
    ${button('comment-add', 'Write a note on this step', writeNote)}
    ${button('link', 'Copy a link to this step', () => copyStep('link'))}
    ${button('markdown', 'Copy this step as Markdown', () => copyStep('markdown'))}
  </span>`;
}

function turnView(detail: StepDetail, trial: OpenTrial, copy: Copy): TemplateResult {
  const bare = detail.thought.length === 0 && detail.calls.length === 0;
  if (bare && detail.reply === '' && trial.state.state === 'running' && detail.step === trial.steps) {
    return html`<p class="nothing">The model has not answered yet</p>`;
  }
  return html`${thoughtView(detail.thought)}
    ${
      detail.calls.length === 0
        ? html`<section class="call"><h3>${icon('comment')}Action</h3><p class="nothing">No action</p></section>`
        : detail.calls.map((call) => callView(call, detail.step, copy))
    }
    ${
      detail.reply === ''
        ? nothing
        : html`<details class="reply" ?open=${bare}>
            <summary>Reply as the model wrote it</summary>
            <pre class="code" dir="auto" tabindex="0">${visibleText(detail.reply)}</pre>
          </details>`
    }`;
}

function startView({ header }: OpenTrial): readonly TemplateResult[] {
  const parts = [
    ['Goal', header.goal],
    ['System prompt', header.system],
  ] as const;
  return parts.map(
    ([label, text]) => html`<section class="start">
      <h3>${label}</h3>
      ${text === '' ? html`<p class="nothing">None</p>` : html`<p class="prose" dir="auto">${visibleText(text.trim())}</p>`}
    </section>`,
  );
}

/** What the agent said when it finished, at the last step, unless the step shows it already. */
function reportView(detail: StepDetail, { state, steps }: OpenTrial): TemplateResult | typeof nothing {
  if (state.state !== 'ended' || state.report.trim() === '' || detail.step !== steps) return nothing;
  const said = [detail.reply, ...detail.calls.flatMap(({ arguments: given }) => Object.values(given))];
  if (said.some((text) => typeof text === 'string' && text.trim() === state.report.trim())) return nothing;
  return html`<section class="report">
    <h3>Report of the agent</h3>
    <p class="prose" dir="auto">${visibleText(state.report.trim())}</p>
  </section>`;
}

function costText({ usage, latencyMs, retries }: StepDetail): string {
  const parts = [
    // A log that says nothing of tokens has none.
    usage === undefined || usage.inputTokens + usage.outputTokens === 0
      ? ''
      : `${count(usage.inputTokens)} tokens in, ${count(usage.outputTokens)} out`,
    latencyMs === undefined || latencyMs === 0 ? '' : duration(latencyMs),
    retries === 0 ? '' : `${count(retries)} ${retries === 1 ? 'retry' : 'retries'}`,
  ];
  return parts.filter((part) => part !== '').join(' · ');
}
