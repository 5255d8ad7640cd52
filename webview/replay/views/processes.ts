import { html, nothing, type TemplateResult } from 'lit';
import type { MachineProcess } from '../../../src/protocol/replay.ts';
import { changeNow } from '../labels.ts';
import { type ProcessRow, processRows } from '../process-tree.ts';
import { bytes, count } from '../quantities.ts';
import { visibleText } from '../terminal-text.ts';
import { type Follow, followButton } from './follow-button.ts';
import { icon } from './icon.ts';

/** The processes of the machine, each under the one that started it. */
export function processesView(processes: readonly MachineProcess[], follow: Follow): TemplateResult {
  if (processes.length === 0) return html`<p class="nothing">No process runs</p>`;
  const [telling, ofHost] = [processes.filter(isTelling), processes.filter((process) => !isTelling(process))];
  return html`${telling.length === 0 ? html`<p class="nothing">None but those of the host</p>` : rowsView(telling, follow)}
  ${
    ofHost.length === 0
      ? nothing
      : html`<details class="of-host">
          <summary>${ofHost.length === 1 ? '1 process of the host' : `${count(ofHost.length)} processes of the host`}</summary>
          ${rowsView(ofHost, follow)}
        </details>`
  }`;
}

/** Whether a process is shown at once: a host runs dozens of its own that no trial is about. */
function isTelling(process: MachineProcess): boolean {
  return !process.ofHost || process.now !== undefined;
}

function rowsView(processes: readonly MachineProcess[], follow: Follow): TemplateResult {
  const rows = processRows(processes).map((row) => ({
    key: `${row.process.host} ${row.process.pid}`,
    draw: (position: number, size: number) => rowView(row, position, size, follow),
  }));
  return html`<redline-rows .rows=${rows}></redline-rows>`;
}

function rowView({ process, depth }: ProcessRow, position: number, size: number, follow: Follow): TemplateResult {
  const gone = process.now === 'removed';
  const state = gone ? 'Ended' : process.ready ? 'Running' : 'Starting';
  const stateIcon = gone ? 'circle-slash' : process.ready ? 'circle-filled' : 'circle-large';
  return html`<li
    class="row process ${gone ? 'change-removed' : ''} ${process.now === undefined ? '' : `now now-${process.now}`}"
    .style=${`--depth: ${depth}`}
    aria-posinset=${position}
    aria-setsize=${size}
    title=${tooltip(process, state)}
  >
    ${icon(stateIcon, '', `row-icon state-${state.toLowerCase()}`)}
    <span class="pid">${process.pid}</span>
    ${process.program === '' ? nothing : html`<span class="program" dir="auto">${visibleText(process.program)}</span>`}
    <span class="row-name command" dir="auto">${visibleText(process.command)}</span>
    ${process.host === '' ? nothing : html`<span class="tag" dir="auto" title="Host">${visibleText(process.host)}</span>`}
    ${state === 'Starting' ? html`<span class="tag">starting</span>` : nothing}
    ${process.self ? html`<span class="tag tag-self" title="Part of the agent when the trial began">self</span>` : nothing}
    ${process.host === '' ? followButton({ pid: process.pid }, `process ${process.pid}`, follow) : nothing}
    ${process.ports.map((port) => html`<span class="port">:${port}</span>`)}
    ${process.now === undefined ? nothing : html`<span class="unseen">${changeNow(process.now)}</span>`}
  </li>`;
}

function tooltip(process: MachineProcess, state: string): string {
  const parts = [
    visibleText(process.command),
    `${state}, process ${process.pid} of ${process.user}, started by ${process.ppid}`,
    process.self ? 'Part of the agent when the trial began' : '',
    process.root === '' ? '' : `Started from ${visibleText(process.root)}`,
    `Memory ${bytes(process.memory)}${process.gpuMemory > 0 ? `, GPU memory ${bytes(process.gpuMemory)}` : ''}`,
    process.now === undefined ? '' : changeNow(process.now),
  ];
  return parts.filter((part) => part !== '').join('\n');
}
