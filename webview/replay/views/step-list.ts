import { html, type PropertyValues, type TemplateResult } from 'lit';
import { type LinePages, lineAt } from '../line-pages.ts';
import { LightElement } from './light-element.ts';
import { stepLineView } from './step-line.ts';

/** Height of a row in CSS pixels, as `--row` in the style sheet and in the lists of VS Code. */
const ROW = 22;
/** Rows that are drawn above and below what is in view, so that scrolling shows no gap. */
const MARGIN = 8;
/** Rows that stay in view before and after the current one. */
const CONTEXT = 2;

/** The list of steps. However long it is, it draws only the rows in view. */
export class StepList extends LightElement {
  static override properties = {
    pages: { attribute: false },
    steps: { attribute: false },
    at: { attribute: false },
    go: { attribute: false },
    scrolled: { attribute: false },
    first: { state: true },
    room: { state: true },
  };
  declare pages: LinePages;
  /** Number of the last step. */
  declare steps: number;
  declare at: number;
  declare go: (step: number, by: 'pointer' | 'key') => void;
  declare scrolled: (first: number, last: number) => void;
  /** First row in view. */
  declare private first: number;
  /** Rows that fit. */
  declare private room: number;
  readonly #resized = new ResizeObserver(() => this.#look());

  constructor() {
    super();
    this.pages = new Map();
    this.steps = 0;
    this.at = 0;
    this.go = () => undefined;
    this.scrolled = () => undefined;
    this.first = 0;
    this.room = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resized.observe(this);
  }

  override disconnectedCallback(): void {
    this.#resized.disconnect();
    super.disconnectedCallback();
  }

  protected override render(): TemplateResult {
    const from = Math.max(0, this.first - MARGIN);
    const to = Math.min(this.steps, this.first + this.room + MARGIN);
    const rows = Array.from({ length: to - from + 1 }, (_, position) => from + position);
    const drawn = this.at >= from && this.at <= to;
    return html`<div
      class="lines"
      role="listbox"
      tabindex="0"
      aria-label="Steps"
      aria-activedescendant=${drawn ? `line-${this.at}` : ''}
      @scroll=${() => this.#look()}
      @keydown=${(event: KeyboardEvent) => this.#press(event)}
    >
      <div
        class="lines-all"
        role="presentation"
        .style=${`height: ${(this.steps + 1) * ROW}px; --digits: ${String(this.steps).length}`}
      >
        <div class="lines-drawn" role="presentation" .style=${`transform: translateY(${from * ROW}px)`}>
          ${rows.map((step) =>
            stepLineView(
              lineAt(this.pages, step),
              { step, lines: this.steps + 1, current: step === this.at },
              (chosen) => this.go(chosen, 'pointer'),
            ),
          )}
        </div>
      </div>
    </div>`;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('at') || changed.has('room')) this.#reveal();
  }

  get #box(): HTMLElement | null {
    return this.querySelector<HTMLElement>('.lines');
  }

  /** Takes note of what is in view. */
  #look(): void {
    const box = this.#box;
    if (box === null || box.clientHeight === 0) return;
    const first = Math.floor(box.scrollTop / ROW);
    const room = Math.ceil(box.clientHeight / ROW);
    if (first === this.first && room === this.room) return;
    this.first = first;
    this.room = room;
    this.scrolled(first, first + room);
  }

  /** Brings the current row into view with the least scrolling. */
  #reveal(): void {
    const box = this.#box;
    if (box === null || box.clientHeight === 0) return;
    const context = Math.min(CONTEXT, Math.floor(box.clientHeight / ROW / 3)) * ROW;
    const top = this.at * ROW;
    const lowest = top - context;
    const highest = top + ROW + context - box.clientHeight;
    if (box.scrollTop > lowest) box.scrollTop = lowest;
    else if (box.scrollTop < highest) box.scrollTop = highest;
    this.#look();
  }

  #press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const page = Math.max(1, this.room - 2);
    const by = { ArrowUp: -1, ArrowDown: 1, PageUp: -page, PageDown: page }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.go(this.at + by, 'key');
  }
}
