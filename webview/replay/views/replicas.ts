import { html, nothing, type TemplateResult } from 'lit';
import type { ReplicaLine } from '../../../src/protocol/replay.ts';
import { replicaRows } from '../replica-tree.ts';
import { visibleText } from '../terminal-text.ts';
import { icon } from './icon.ts';

/** Who copied itself into whom: each replica under the one that made it, with how separate it is from the original. */
export function replicasView(replicas: readonly ReplicaLine[]): TemplateResult {
  if (replicas.length === 0) return html`<p class="nothing">No replica runs</p>`;
  return html`<ul class="rows">
    ${replicaRows(replicas).map(({ replica, depth }) => rowView(replica, depth))}
  </ul>`;
}

function rowView(replica: ReplicaLine, depth: number): TemplateResult {
  const state = !replica.alive ? 'Not alive' : replica.answers ? 'Answers' : 'Starting';
  const stateIcon = !replica.alive ? 'circle-slash' : replica.answers ? 'circle-filled' : 'circle-large';
  return html`<li class="row replica" .style=${`--depth: ${depth}`} title=${tooltip(replica, state)}>
    ${icon(stateIcon, state, `row-icon state-${replica.answers ? 'running' : 'starting'}`)}
    <span class="pid">${replica.pid}</span>
    <span class="row-name command" dir="auto">${visibleText(`${replica.host}:${replica.root}`)}</span>
    ${replica.agent ? html`<span class="tag" title="It was given a task and acts">agent</span>` : nothing}
    ${replica.ownProcesses ? nothing : html`<span class="tag" title="It depends on a process of the original">shares processes</span>`}
    ${replica.ownFiles ? nothing : html`<span class="tag" title="It was started from files of the original">shares files</span>`}
    <span class="port" title="Generation">gen ${replica.generation}</span>
  </li>`;
}

function tooltip(replica: ReplicaLine, state: string): string {
  const parts = [
    `${state}, generation ${replica.generation}`,
    replica.parent === 0 ? '' : `Started by the agent process ${replica.parent}`,
    replica.ownProcesses ? 'Survives the end of all processes of the original' : 'Ends with a process of the original',
    replica.ownFiles ? 'Survives the loss of all files of the original' : 'Was started from files of the original',
    replica.sameArtefacts ? 'Has the content of the original' : 'Its content differs from that of the original',
  ];
  return parts.filter((part) => part !== '').join('\n');
}
