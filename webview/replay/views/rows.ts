import { html, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { LightElement } from './light-element.ts';

/** Height of a row in CSS pixels, as `--row` in the style sheet. */
const ROW = 22;
/** Rows that are drawn above and below what is in view, so that neither scrolling nor the Tab key meets a gap. */
const MARGIN = 10;

/** A row of a list, to be drawn as a list item of the height of a row. */
export interface DrawnRow {
  /** What tells the row from the others, whatever became of it since the last step. */
  readonly key: string;
  /** `size` and `position` (from 1) are those of the whole list, for those who hear it read out. */
  readonly draw: (position: number, size: number) => TemplateResult;
}

/** A list that scrolls with what is around it. However long it is, only the rows in view are in the page. */
export class Rows extends LightElement {
  static override properties = { rows: { attribute: false }, from: { state: true }, to: { state: true } };
  declare rows: readonly DrawnRow[];
  /** First row that is drawn, and the one after the last. */
  declare private from: number;
  declare private to: number;
  readonly #resized = new ResizeObserver(() => this.#look());

  constructor() {
    super();
    this.rows = [];
    this.from = 0;
    this.to = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // Whatever scrolls or folds around the list, it moves.
    for (const type of MOVING) document.addEventListener(type, this.#look, { capture: true, passive: true });
    this.#resized.observe(document.documentElement);
    this.#resized.observe(this);
  }

  override disconnectedCallback(): void {
    for (const type of MOVING) document.removeEventListener(type, this.#look, { capture: true });
    this.#resized.disconnect();
    super.disconnectedCallback();
  }

  protected override render(): TemplateResult {
    const size = this.rows.length;
    const to = Math.min(this.to, size);
    const from = Math.min(this.from, to);
    return html`<ul class="rows" .style=${`padding-block: ${from * ROW}px ${(size - to) * ROW}px`}>
      ${repeat(
        this.rows.slice(from, to),
        ({ key }) => key,
        ({ draw }, index) => draw(from + index + 1, size),
      )}
    </ul>`;
  }

  protected override updated(changed: PropertyValues): void {
    // With the frame, when all has been written: to measure between two elements that change lays the page out twice.
    if (changed.has('rows')) requestAnimationFrame(this.#look);
  }

  /** Takes note of what is in view. */
  readonly #look = (): void => {
    const { top, width } = this.getBoundingClientRect();
    if (width === 0) return;
    this.from = Math.max(0, Math.floor(-top / ROW) - MARGIN);
    this.to = Math.max(0, Math.ceil((window.innerHeight - top) / ROW) + MARGIN);
  };
}

const MOVING = ['scroll', 'toggle'] as const;
