import { html, type TemplateResult } from 'lit';
import type { MachineView } from '../../../src/protocol/replay.ts';
import { bytes, share } from '../quantities.ts';

/** How much of the machine is in use. */
export function resourcesView(resources: MachineView['resources']): TemplateResult {
  const { memoryUsed, memory, gpuMemoryUsed, gpuMemory, diskUsed, disk } = resources;
  const all = [
    ['Memory', memoryUsed, memory],
    ['GPU memory', gpuMemoryUsed, gpuMemory],
    ['Disk', diskUsed, disk],
  ] as const;
  return html`<div class="meters">${all.filter(([, , whole]) => whole > 0).map(([name, used, whole]) => meter(name, used, whole))}</div>`;
}

function meter(name: string, used: number, whole: number): TemplateResult {
  const numbers = `${bytes(used)} of ${bytes(whole)}`;
  return html`<div class="meter">
    <span class="meter-name">${name}</span>
    <span class="meter-numbers">${numbers}</span>
    <div
      class="meter-bar"
      role="meter"
      aria-label=${name}
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${Math.round(share(used, whole) * 100)}
      aria-valuetext=${numbers}
    >
      <div class="meter-part" .style=${`--share: ${share(used, whole)}`}></div>
    </div>
  </div>`;
}
