import { html, nothing, type TemplateResult } from 'lit';
import type { MachineView } from '../../../src/protocol/replay.ts';
import { clockTime, duration } from '../quantities.ts';
import { filesView, type OpenFile } from './files.ts';
import type { Follow } from './follow-button.ts';
import { icon } from './icon.ts';
import { networkView } from './network.ts';
import { pane } from './pane.ts';
import { portsView } from './ports.ts';
import { processesView } from './processes.ts';
import { replicasView } from './replicas.ts';
import { resourcesView } from './resources.ts';

/** The machine as it was after the step. */
export function machineView(machine: MachineView, openFile: OpenFile | undefined, follow: Follow): TemplateResult {
  return html`<div class="clock">
      ${icon('vm')}<strong dir="auto">${machine.hostname}</strong>
      <span class="clock-time" title="The machine's clock, in UTC">${clockTime(machine.clock)}</span>
      ${
        machine.elapsedMs > 0
          ? html`<span class="clock-elapsed" title="Since the trial began, on the machine's clock">
              +${duration(machine.elapsedMs)}
            </span>`
          : nothing
      }
    </div>
    ${pane('Changed files', machine.files.length + machine.filesOmitted, filesView(machine, openFile, follow))}
    ${machine.replicas.length === 0 ? nothing : pane('Replicas', machine.replicas.length, replicasView(machine.replicas))}
    ${pane('Processes', machine.processes.length, processesView(machine.processes, follow))}
    ${pane('Ports', machine.ports.length, portsView(machine.ports))}
    ${pane('Network', machine.network.traffic.length + machine.network.trafficOmitted, networkView(machine.network))}
    ${pane('Resources', undefined, resourcesView(machine.resources))}`;
}
