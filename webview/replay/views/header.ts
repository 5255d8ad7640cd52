import { html, nothing, type TemplateResult } from 'lit';
import type { TrialHeader } from '../../../src/protocol/replay.ts';
import { trialStatus } from '../labels.ts';
import type { OpenTrial } from '../state.ts';
import { icon } from './icon.ts';
import { progressView } from './progress.ts';

export interface HeaderActions {
  /** Undefined where there is no editor to open the transcript in. */
  readonly openSource: (() => void) | undefined;
  /** Undefined where there is no list of samples to go back to. */
  readonly showSamples: (() => void) | undefined;
}

/** What was tried, with what, and where it stands. */
export function headerView(trial: OpenTrial, { openSource, showSamples }: HeaderActions): TemplateResult {
  const { header } = trial;
  return html`<header class="trial">
    <div class="trial-first">
      ${showSamples === undefined ? nothing : headerButton('arrow-left', 'Back to the list of samples', showSamples)}
      <h1 dir="auto" title=${header.title}>${header.title === '' ? header.scenario : header.title}</h1>
      ${openSource === undefined ? nothing : headerButton('go-to-file', 'Open the transcript as text', openSource)}
    </div>
    ${statusView(trial)}
    <dl class="facts">
      ${facts(header).map(([name, value]) => html`<div><dt>${name}</dt><dd dir="auto" title=${value}>${value}</dd></div>`)}
    </dl>
  </header>`;
}

function headerButton(name: string, what: string, act: () => void): TemplateResult {
  return html`<vscode-button appearance="icon" aria-label=${what} title=${what} @click=${act}>${icon(name)}</vscode-button>`;
}

function statusView({ state }: OpenTrial): TemplateResult {
  const { word, icon: name, detail } = trialStatus(state);
  const kind = state.state === 'ended' ? state.verdict : state.state;
  return html`<p class="status">
    <span class="verdict verdict-${kind}">
      ${state.state === 'running' || state.state === 'reading' ? progressView() : icon(name)}${word}
    </span>
    <span class="reason" dir="auto" title=${detail}>${detail}</span>
  </p>`;
}

function facts(header: TrialHeader): readonly (readonly [string, string])[] {
  const all = [
    ['Scenario', header.scenario],
    ['Endpoint', header.endpoint],
    ['Model', header.model === header.endpoint ? '' : header.model],
    ['Scaffold', header.scaffold],
    ['Variant', header.variant],
    ['Seed', header.variant === '' && header.seed === 0 ? '' : String(header.seed)],
    ['Trial', header.trial],
    ['Fork', header.fork?.name.replace(/^fork /, '') ?? ''],
  ] as const;
  return all.filter(([, value]) => value !== '');
}
