import { html, nothing, type TemplateResult } from 'lit';
import type { MachineView } from '../../../src/protocol/replay.ts';
import { changeNow } from '../labels.ts';
import { visibleText } from '../terminal-text.ts';
import { icon } from './icon.ts';

/** What listens on the machine. */
export function portsView(ports: MachineView['ports']): TemplateResult {
  if (ports.length === 0) return html`<p class="nothing">Nothing listens</p>`;
  return html`<ul class="rows">
    ${ports.map(
      (port) => html`<li
        class="row ${port.now === 'removed' ? 'change-removed' : ''} ${port.now === undefined ? '' : `now now-${port.now}`}"
        title=${port.now === undefined ? '' : changeNow(port.now)}
      >
        ${icon('plug', '', 'row-icon')}
        <span class="address"><bdi>${port.address}</bdi>:<strong>${port.port}</strong></span>
        <span class="row-name" dir="auto">${visibleText(port.program)}</span>
        <span class="pid">${port.pid}</span>
        ${port.now === undefined ? nothing : html`<span class="unseen">${changeNow(port.now)}</span>`}
      </li>`,
    )}
  </ul>`;
}
