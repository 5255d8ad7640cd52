import { html, nothing, type PropertyValues, svg, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { agentsOf, barsPath, bucketText, LANE_HEIGHT, type Lane, lanesOf } from '../lanes.ts';
import { markPlaces } from '../mark-places.ts';
import type { Marks } from '../marks.ts';
import { count } from '../quantities.ts';
import { NO_TIMELINE, rangeInView, type StepRange, scaledAround, type Timeline } from '../timeline.ts';
import { icon } from './icon.ts';
import { LightElement } from './light-element.ts';

/** Pixels that a pointer moves before it brushes and does not click. */
const BRUSH_PIXELS = 4;
const ZOOM_STEP = 0.5;

/** What happened where in the trial, a lane a kind. A click goes to a step, a drag zooms to a range. */
export class TimelineElement extends LightElement {
  static override properties = {
    timeline: { attribute: false },
    marks: { attribute: false },
    steps: { attribute: false },
    at: { attribute: false },
    go: { attribute: false },
    zoom: { attribute: false },
    hovered: { state: true },
    brush: { state: true },
  };
  declare timeline: Timeline;
  declare marks: Marks;
  /** Number of the last step. */
  declare steps: number;
  declare at: number;
  declare go: (step: number) => void;
  declare zoom: (range: StepRange | undefined) => void;
  /** Step under the pointer. */
  declare private hovered: number | undefined;
  /** Where a drag began and is, as steps with fractions. */
  declare private brush: readonly [number, number] | undefined;

  constructor() {
    super();
    this.timeline = NO_TIMELINE;
    this.marks = new Map();
    this.steps = 0;
    this.at = 0;
    this.go = () => undefined;
    this.zoom = () => undefined;
    this.hovered = undefined;
    this.brush = undefined;
  }

  protected override render(): TemplateResult {
    const range = this.#range;
    const { buckets } = this.timeline;
    const lanes = lanesOf(buckets, agentsOf(buckets));
    return html`<div class="timeline-head">
        <span class="timeline-range">${rangeText(range)}</span>
        <span class="timeline-tip" aria-hidden="true">${this.#tip(lanes)}</span>
        ${this.#button('zoom-in', 'Zoom in (+)', range.to - range.from <= 8, () => this.#scale(ZOOM_STEP))}
        ${this.#button('zoom-out', 'Zoom out (-)', this.timeline.zoom === undefined, () => this.#scale(1 / ZOOM_STEP))}
        ${this.#button('screen-full', 'Show the whole trial (0)', this.timeline.zoom === undefined, () => this.zoom(undefined))}
      </div>
      <div
        class="lanes"
        tabindex="0"
        role="slider"
        aria-label="Timeline"
        aria-valuemin="0"
        aria-valuemax=${this.steps}
        aria-valuenow=${this.at}
        aria-valuetext=${this.#text(lanes)}
        @keydown=${(event: KeyboardEvent) => this.#press(event)}
        @wheel=${(event: WheelEvent) => this.#wheel(event)}
      >
        ${guard([this.timeline, range.from, range.to], () => lanes.map((lane) => this.#lane(lane, range)))}
        ${this.#marksLane(range)}
        <div
          class="lanes-over"
          @pointerdown=${(event: PointerEvent) => this.#grab(event)}
          @pointermove=${(event: PointerEvent) => {
            this.hovered = Math.floor(this.#stepAt(event.clientX));
          }}
          @pointerleave=${() => {
            this.hovered = undefined;
          }}
          @dblclick=${() => this.zoom(undefined)}
        >
          ${this.#cursor(range)} ${this.#brushView(range)}
        </div>
      </div>`;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('steps')) this.classList.toggle('no-steps', this.steps === 0);
  }

  get #range(): StepRange {
    return rangeInView(this.timeline, this.steps);
  }

  #lane(lane: Lane, range: StepRange): TemplateResult {
    const { buckets } = this.timeline;
    const most = Math.max(0, ...buckets.map(lane.value));
    const width = Math.max(1, range.to - range.from);
    return html`<div class="lane">
      <span class="lane-name" title=${lane.name}>${icon(lane.icon)}<span class="lane-word" dir="auto">${lane.name}</span></span>
      <svg class="lane-bars" viewBox="0 0 ${width} ${LANE_HEIGHT}" preserveAspectRatio="none" aria-hidden="true">
        ${svg`<path class="bars" d=${barsPath(buckets, range, lane.value, most)}></path>`}
        ${
          lane.failed === undefined
            ? nothing
            : svg`<path class="bars-failed" d=${barsPath(buckets, range, lane.failed, most)}></path>`
        }
      </svg>
    </div>`;
  }

  #marksLane(range: StepRange): TemplateResult {
    const width = Math.max(1, range.to - range.from);
    const inView = new Map([...this.marks].filter(([step]) => step >= range.from && step < range.to));
    return html`<div class="lane lane-marks">
      <span class="lane-name" title="Milestones and flags">${icon('bookmark')}<span class="lane-word">Marks</span></span>
      <span class="lane-ticks">
        ${markPlaces(inView, range.to).map(
          ({ step, kind, text }) =>
            html`<span
              class="tick mark-${kind}"
              title=${text}
              .style=${`--share: ${(step + 0.5 - range.from) / width}`}
              @click=${() => this.go(step)}
            ></span>`,
        )}
      </span>
    </div>`;
  }

  #cursor({ from, to }: StepRange): TemplateResult | typeof nothing {
    if (this.at < from || this.at >= to) return nothing;
    return html`<span class="cursor" .style=${`--share: ${(this.at + 0.5 - from) / Math.max(1, to - from)}`}></span>`;
  }

  #brushView({ from, to }: StepRange): TemplateResult | typeof nothing {
    if (this.brush === undefined) return nothing;
    const width = Math.max(1, to - from);
    const [left, right] = [Math.min(...this.brush), Math.max(...this.brush)];
    return html`<span
      class="brush"
      .style=${`--share: ${(left - from) / width}; --part: ${(right - left) / width}`}
    ></span>`;
  }

  #button(name: string, what: string, disabled: boolean, act: () => void): TemplateResult {
    return html`<vscode-button appearance="icon" aria-label=${what} title=${what} ?disabled=${disabled} @click=${act}>
      ${icon(name)}
    </vscode-button>`;
  }

  #tip(lanes: readonly Lane[]): string {
    const { hovered } = this;
    const bucket =
      hovered === undefined ? undefined : this.timeline.buckets.find(({ from, to }) => hovered >= from && hovered < to);
    return bucket === undefined ? '' : bucketText(bucket, lanes);
  }

  #text(lanes: readonly Lane[]): string {
    const bucket = this.timeline.buckets.find(({ from, to }) => this.at >= from && this.at < to);
    return bucket === undefined ? `Step ${this.at}` : `Step ${this.at}. ${bucketText(bucket, lanes)}`;
  }

  /** The step at a place of the screen, with its fraction. */
  #stepAt(clientX: number): number {
    const box = this.querySelector('.lanes-over')?.getBoundingClientRect();
    const { from, to } = this.#range;
    if (box === undefined || box.width === 0) return from;
    return from + Math.min(1, Math.max(0, (clientX - box.left) / box.width)) * (to - from);
  }

  #scale(factor: number): void {
    const range = this.#range;
    const within = this.at >= range.from && this.at < range.to;
    this.zoom(scaledAround(range, within ? this.at + 0.5 : (range.from + range.to) / 2, factor));
  }

  #grab(event: PointerEvent): void {
    if (event.button !== 0) return;
    const over = event.currentTarget as HTMLElement;
    const { clientX } = event;
    const begun = this.#stepAt(clientX);
    over.setPointerCapture(event.pointerId);
    const drag = (moved: PointerEvent): void => {
      if (Math.abs(moved.clientX - clientX) >= BRUSH_PIXELS || this.brush !== undefined) {
        this.brush = [begun, this.#stepAt(moved.clientX)];
      }
    };
    const drop = (dropped: PointerEvent): void => {
      over.removeEventListener('pointermove', drag);
      const { brush } = this;
      this.brush = undefined;
      if (dropped.type === 'pointercancel') return;
      if (brush === undefined) this.go(Math.min(this.steps, Math.floor(begun)));
      else this.zoom({ from: Math.floor(Math.min(...brush)), to: Math.ceil(Math.max(...brush)) });
    };
    over.addEventListener('pointermove', drag);
    over.addEventListener('pointerup', drop, { once: true });
    over.addEventListener('pointercancel', drop, { once: true });
  }

  #wheel(event: WheelEvent): void {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const factor = event.deltaY > 0 ? 1 / 0.8 : 0.8;
    this.zoom(scaledAround(this.#range, this.#stepAt(event.clientX), factor));
  }

  #press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === '+' || event.key === '=') this.#scale(ZOOM_STEP);
    else if (event.key === '-') this.#scale(1 / ZOOM_STEP);
    else if (event.key === '0') this.zoom(undefined);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

function rangeText({ from, to }: StepRange): string {
  return to - from <= 1 ? `Step ${count(from)}` : `Steps ${count(from)} to ${count(to - 1)}`;
}
