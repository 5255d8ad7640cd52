import { html, nothing, type TemplateResult } from 'lit';
import type { Change, MachineView } from '../../../src/protocol/replay.ts';
import { changeNow } from '../labels.ts';
import { count } from '../quantities.ts';
import { visibleText } from '../terminal-text.ts';
import { icon } from './icon.ts';

type Network = MachineView['network'];

/** What went over the network in the step, what is connected, and what keeps packets from passing. */
export function networkView({ traffic, trafficOmitted, connections, interfaces, limits }: Network): TemplateResult {
  return html`<ul class="rows">
      ${traffic.map(trafficRow)}
    </ul>
    ${traffic.length === 0 ? html`<p class="nothing">No traffic in this step</p>` : nothing}
    ${trafficOmitted > 0 ? html`<p class="nothing">and ${count(trafficOmitted)} more</p>` : nothing}
    <ul class="rows">
      ${connections.map(({ host, pid, program, port, peer, now }) =>
        row({
          symbol: 'arrow-both',
          what: `Connection of ${program || `process ${pid}`}, process ${pid}`,
          content: html`<span class="address"><bdi>:${port} ↔ ${visibleText(peer)}</bdi></span>
            <span class="row-name" dir="auto">${visibleText(program)}</span>`,
          end: html`<span class="pid">${pid}</span>`,
          host,
          now,
        }),
      )}
      ${interfaces.map(({ host, name, address, up, now }) =>
        row({
          symbol: up ? 'circle-filled' : 'circle-slash',
          classes: up ? 'state-running' : '',
          what: `Interface ${name}, ${up ? 'up' : 'down'}`,
          content: html`<span class="address"><strong>${visibleText(name)}</strong></span>
            <span class="row-name">${visibleText(address)}</span>`,
          end: up ? nothing : html`<span class="tag">down</span>`,
          host,
          now,
        }),
      )}
      ${limits.map(({ host, text, now }) =>
        row({
          symbol: 'shield',
          what: `Keeps packets from passing, or lets them: ${visibleText(text)}`,
          content: html`<span class="row-name command" dir="auto">${visibleText(text)}</span>`,
          end: nothing,
          host,
          now,
        }),
      )}
    </ul>`;
}

function trafficRow({ host, what, outcome, failed }: Network['traffic'][number]): TemplateResult {
  return row({
    symbol: 'arrow-right',
    what: `${visibleText(what)}: ${outcome}`,
    content: html`<span class="row-name command" dir="auto">${visibleText(what)}</span>`,
    end: html`<span class="outcome ${failed ? 'outcome-failed' : ''}">${outcome}</span>`,
    host,
    now: undefined,
  });
}

interface Row {
  readonly symbol: string;
  /** Class names of the symbol. */
  readonly classes?: string;
  /** For the tooltip. */
  readonly what: string;
  readonly content: TemplateResult;
  readonly end: unknown;
  readonly host: string;
  readonly now: Change | undefined;
}

function row({ symbol, classes = '', what, content, end, host, now }: Row): TemplateResult {
  return html`<li
    class="row ${now === 'removed' ? 'change-removed' : ''} ${now === undefined ? '' : `now now-${now}`}"
    title=${now === undefined ? what : `${what}\n${changeNow(now)}`}
  >
    ${icon(symbol, '', `row-icon ${classes}`)}${content}
    ${host === '' ? nothing : html`<span class="tag" dir="auto" title="Host">${visibleText(host)}</span>`}${end}
    ${now === undefined ? nothing : html`<span class="unseen">${changeNow(now)}</span>`}
  </li>`;
}
