import { html, type PropertyValues, type TemplateResult } from 'lit';
import type { Finding } from '../finding.ts';
import { type LinePages, lineAt } from '../line-pages.ts';
import type { ReplayState } from '../state.ts';
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
    finding: { attribute: false },
    steps: { attribute: false },
    at: { attribute: false },
    notes: { attribute: false },
    several: { attribute: false },
    go: { attribute: false },
    scrolled: { attribute: false },
    first: { state: true },
    room: { state: true },
  };
  declare pages: LinePages;
  /** The list shows what was found; undefined shows every step. */
  declare finding: Finding | undefined;
  /** Number of the last step. */
  declare steps: number;
  declare at: number;
  declare notes: ReplayState['notes'];
  /** Several agents act in the trial. */
  declare several: boolean;
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
    this.finding = undefined;
    this.steps = 0;
    this.at = 0;
    this.notes = new Map();
    this.several = false;
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
    const last = this.#rows - 1;
    const from = Math.max(0, Math.min(this.first - MARGIN, last));
    const to = Math.min(last, this.first + this.room + MARGIN);
    const rows = Array.from({ length: Math.max(0, to - from + 1) }, (_, position) => from + position);
    const drawn = rows.some((row) => this.#stepOf(row) === this.at);
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
        .style=${`height: ${this.#rows * ROW}px; --digits: ${String(this.steps).length}`}
      >
        <div class="lines-drawn" role="presentation" .style=${`transform: translateY(${from * ROW}px)`}>
          ${rows.map((row) => {
            const step = this.#stepOf(row);
            return stepLineView(
              this.finding === undefined ? lineAt(this.pages, step) : this.finding.lines.get(step),
              {
                step,
                row,
                lines: this.#rows,
                current: step === this.at,
                several: this.several,
                notes: this.notes.get(step)?.length ?? 0,
              },
              (chosen) => this.go(chosen, 'pointer'),
            );
          })}
        </div>
      </div>
    </div>`;
  }

  protected override updated(changed: PropertyValues): void {
    // With the frame, when all has been written: to measure between two elements that change lays the page out twice.
    if (changed.has('at') || changed.has('room') || changed.has('finding'))
      requestAnimationFrame(() => this.#reveal(changed));
  }

  /** How many rows the list has. */
  get #rows(): number {
    return this.finding?.found.length ?? this.steps + 1;
  }

  #stepOf(row: number): number {
    return this.finding === undefined ? row : (this.finding.found[row] ?? -1);
  }

  /** The row of the current step, or of the last one found before it. */
  get #currentRow(): number {
    if (this.finding === undefined) return this.at;
    const after = this.finding.found.findIndex((step) => step > this.at);
    return Math.max(0, (after === -1 ? this.#rows : after) - 1);
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
  #reveal(changed: PropertyValues): void {
    const box = this.#box;
    if (box === null || box.clientHeight === 0) return;
    const before = changed.get('finding') as Finding | undefined;
    // What is found further on must not take a reader away from where the list was scrolled to.
    if (!changed.has('at') && !changed.has('room') && before?.id === this.finding?.id) {
      this.#look();
      return;
    }
    const context = Math.min(CONTEXT, Math.floor(box.clientHeight / ROW / 3)) * ROW;
    const top = this.#currentRow * ROW;
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
    const row = Math.min(Math.max(0, this.#currentRow + by), this.#rows - 1);
    if (this.#rows > 0) this.go(this.#stepOf(row), 'key');
  }
}
