/** How the view was left: what the reader set up, kept by the host for the next time. */
import { SPEEDS, type Speed } from './state.ts';

export const PANELS = ['steps', 'step', 'machine'] as const;
export type PanelName = (typeof PANELS)[number];

export interface Layout {
  readonly speed: Speed;
  /** The panel on screen where there is room for one. */
  readonly panel: PanelName;
  /** The timeline is open. */
  readonly timeline: boolean;
  /** Widths that were dragged, in CSS pixels. */
  readonly steps: number | undefined;
  readonly machine: number | undefined;
}

/** The layout that was saved, with the usual value for whatever is missing or makes no sense. */
export function readLayout(saved: unknown): Layout {
  const given = typeof saved === 'object' && saved !== null ? (saved as Readonly<Record<string, unknown>>) : {};
  return {
    speed: SPEEDS.find((speed) => speed === given['speed']) ?? 1,
    panel: PANELS.find((panel) => panel === given['panel']) ?? 'step',
    timeline: given['timeline'] !== false,
    steps: width(given['steps']),
    machine: width(given['machine']),
  };
}

function width(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : undefined;
}
