import { html, type TemplateResult } from 'lit';
import type { PanelName } from '../layout.ts';

const LABELS: Readonly<Record<PanelName, string>> = { steps: 'Steps', step: 'Step', machine: 'Machine' };

/** Tabs between the panels, for a view that has room for one of them. The style sheet hides them where there is more. */
export function tabsView(
  panels: readonly PanelName[],
  panel: PanelName,
  choose: (panel: PanelName) => void,
): TemplateResult {
  const press = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const next = panels[(panels.indexOf(panel) + by + panels.length) % panels.length] ?? panel;
    choose(next);
    const tabs = event.currentTarget as HTMLElement;
    tabs.querySelector<HTMLElement>(`#tab-${next}`)?.focus();
  };
  return html`<div class="tabs" role="tablist" aria-label="Panels" @keydown=${press}>
    ${panels.map(
      (name) => html`<button
        type="button"
        id="tab-${name}"
        role="tab"
        aria-selected=${name === panel}
        aria-controls="panel-${name}"
        tabindex=${name === panel ? 0 : -1}
        @click=${() => choose(name)}
      >
        ${LABELS[name]}
      </button>`,
    )}
  </div>`;
}
