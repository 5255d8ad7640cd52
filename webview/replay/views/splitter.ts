import type { PropertyValues } from 'lit';
import { LightElement } from './light-element.ts';

/** Narrowest that a panel can be made, in CSS pixels. */
const LEAST = 160;
/** What one press of an arrow key moves the edge by. */
const KEY_STEP = 16;

/** The edge between two panels, that can be dragged, moved with the arrow keys, and put back by a double click. */
export class Splitter extends LightElement {
  static override properties = {
    panel: { attribute: false },
    side: { attribute: false },
    resize: { attribute: false },
  };
  /** Id of the panel whose width it sets. */
  declare panel: string;
  /** Side of the panel that it is at. */
  declare side: 'left' | 'right';
  /** Takes the new width in CSS pixels; undefined puts the usual one back. */
  declare resize: (width: number | undefined) => void;

  constructor() {
    super();
    this.panel = '';
    this.side = 'right';
    this.resize = () => undefined;
    this.addEventListener('pointerdown', (event) => this.#grab(event));
    this.addEventListener('keydown', (event) => this.#press(event));
    this.addEventListener('dblclick', () => this.resize(undefined));
    this.addEventListener('focus', () => this.#tell());
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.tabIndex = 0;
    this.setAttribute('role', 'separator');
    this.setAttribute('aria-orientation', 'vertical');
    this.setAttribute('aria-valuemin', String(LEAST));
    // The panels have their widths once the page is laid out.
    requestAnimationFrame(() => this.#tell());
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('panel')) this.setAttribute('aria-controls', this.panel);
  }

  get #width(): number {
    return document.getElementById(this.panel)?.getBoundingClientRect().width ?? LEAST;
  }

  #tell(): void {
    this.setAttribute('aria-valuemax', String(window.innerWidth));
    this.setAttribute('aria-valuenow', String(Math.round(this.#width)));
  }

  #set(width: number): void {
    this.resize(Math.round(Math.max(LEAST, width)));
    this.#tell();
  }

  #grab(event: PointerEvent): void {
    if (event.button !== 0) return;
    const { clientX } = event;
    const width = this.#width;
    const sign = this.side === 'right' ? 1 : -1;
    const drag = (moved: PointerEvent) => this.#set(width + sign * (moved.clientX - clientX));
    this.setPointerCapture(event.pointerId);
    this.addEventListener('pointermove', drag);
    this.addEventListener('lostpointercapture', () => this.removeEventListener('pointermove', drag), { once: true });
  }

  #press(event: KeyboardEvent): void {
    const to = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    this.#set(this.#width + to * KEY_STEP * (this.side === 'right' ? 1 : -1));
  }
}
