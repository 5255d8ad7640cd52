import { html, nothing, type TemplateResult } from 'lit';
import type { SampleLine } from '../../../src/protocol/replay.ts';
import { trialStatus } from '../labels.ts';
import { count } from '../quantities.ts';
import type { OpenLog } from '../state.ts';
import { visibleText } from '../terminal-text.ts';
import { icon } from './icon.ts';

/** The samples of a log as a table; each opens by its name. */
export function samplesView(log: OpenLog, failure: string | undefined, open: (index: number) => void): TemplateResult {
  const scorers = [...new Set(log.samples.flatMap((sample) => Object.keys(sample.scores)))];
  return html`<header class="trial">
      <div class="trial-first"><h1 dir="auto">${visibleText(log.title)}</h1></div>
      <p class="status"><span class="reason" dir="auto">${visibleText(log.model)}</span></p>
    </header>
    ${failure === undefined ? nothing : html`<p class="error-box" role="alert" dir="auto">${icon('error')}${failure}</p>`}
    <main class="samples">
      ${
        log.samples.length === 0
          ? html`<p class="nothing">This log has no samples yet.</p>`
          : html`<table aria-label="Samples">
              <thead>
                <tr>
                  <th scope="col">Sample</th>
                  <th scope="col">Epoch</th>
                  ${scorers.map((scorer) => html`<th scope="col" dir="auto">${visibleText(scorer)}</th>`)}
                  <th scope="col">Messages</th>
                </tr>
              </thead>
              <tbody>
                ${log.samples.map((sample, index) => sampleView(sample, scorers, () => open(index)))}
              </tbody>
            </table>`
      }
    </main>`;
}

function sampleView(sample: SampleLine, scorers: readonly string[], open: () => void): TemplateResult {
  const { verdict } = sample;
  const look = verdict === undefined ? undefined : trialStatus({ state: 'ended', verdict, reason: '', report: '' });
  return html`<tr>
    <th scope="row">
      <button class="link" @click=${open}>
        ${look === undefined ? icon('circle-large-outline', 'No verdict') : icon(look.icon, look.word, `verdict-icon-${verdict}`)}
        <bdi>${visibleText(sample.id)}</bdi>
      </button>
    </th>
    <td class="number">${sample.epoch}</td>
    ${scorers.map((scorer) => html`<td dir="auto">${visibleText(sample.scores[scorer] ?? '')}</td>`)}
    <td class="number">${sample.messages === undefined ? '' : count(sample.messages)}</td>
  </tr>`;
}
