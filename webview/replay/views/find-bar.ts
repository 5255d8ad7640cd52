import { html, nothing, type TemplateResult } from 'lit';
import type { StepKind, StepQuery } from '../../../src/protocol/replay.ts';
import { EMPTY_QUERY, type Finding } from '../finding.ts';
import { count } from '../quantities.ts';
import { icon } from './icon.ts';
import { LightElement } from './light-element.ts';

const KINDS: readonly (readonly [StepKind, string])[] = [
  ['acted', 'Acted'],
  ['failed', 'Failed'],
  ['refused', 'Not carried out'],
  ['files', 'Files'],
  ['processes', 'Processes'],
  ['network', 'Network'],
  ['happened', 'Events'],
  ['marked', 'Marked'],
];
/** Milliseconds after the last key before it is looked for. */
const TYPING_MS = 200;

/** Where one says which steps the list shows. */
export class FindBar extends LightElement {
  static override properties = {
    finding: { attribute: false },
    marks: { attribute: false },
    agents: { attribute: false },
    steps: { attribute: false },
    find: { attribute: false },
    move: { attribute: false },
    open: { state: true },
  };
  declare finding: Finding | undefined;
  /** Names of milestones and flags. */
  declare marks: readonly string[];
  declare agents: readonly string[];
  /** Number of the last step. */
  declare steps: number;
  declare find: (query: StepQuery) => void;
  declare move: (direction: 'next-found' | 'previous-found') => void;
  declare private open: boolean;
  #typing: number | undefined;

  constructor() {
    super();
    this.finding = undefined;
    this.marks = [];
    this.agents = [];
    this.steps = 0;
    this.find = () => undefined;
    this.move = () => undefined;
    this.open = false;
  }

  override disconnectedCallback(): void {
    window.clearTimeout(this.#typing);
    super.disconnectedCallback();
  }

  /** Puts the cursor where one types. */
  focusText(): void {
    const field = this.querySelector<HTMLInputElement & { control?: HTMLInputElement }>('vscode-text-field');
    field?.focus();
    field?.control?.select();
  }

  protected override render(): TemplateResult {
    const query = this.#query;
    const filtered = query.kinds.length + query.marks.length + (query.agent === '' ? 0 : 1);
    return html`<div class="find" role="search" aria-label="Find steps">
      <div class="find-line">
        <vscode-text-field
          class="find-text"
          placeholder="Find in steps"
          aria-label="Find in steps"
          .value=${query.text}
          @input=${(event: Event) => this.#type((event.target as HTMLInputElement).value)}
          @keydown=${(event: KeyboardEvent) => this.#press(event)}
        ></vscode-text-field>
        ${this.#toggle('case-sensitive', 'Match case', query.matchCase, { matchCase: !query.matchCase })}
        ${this.#toggle('regex', 'Use a regular expression', query.regex, { regex: !query.regex })}
        <button
          class="toggle ${this.open || filtered > 0 ? 'on' : ''}"
          aria-label=${filtered > 0 ? `Filter, ${filtered} chosen` : 'Filter'}
          title="Filter"
          aria-expanded=${this.open}
          @click=${() => {
            this.open = !this.open;
          }}
        >
          ${icon(filtered > 0 ? 'filter-filled' : 'filter')}
        </button>
      </div>
      ${this.open ? this.#filters(query) : nothing} ${this.#status()}
    </div>`;
  }

  get #query(): StepQuery {
    return this.finding?.query ?? EMPTY_QUERY;
  }

  #filters(query: StepQuery): TemplateResult {
    return html`<div class="find-filters">
      <div class="pills" role="group" aria-label="Kinds of steps">
        ${KINDS.map(([kind, word]) =>
          this.#pill(word, query.kinds.includes(kind), { kinds: toggled(query.kinds, kind) }),
        )}
      </div>
      ${
        this.marks.length === 0
          ? nothing
          : html`<div class="pills" role="group" aria-label="Milestones and flags">
              ${this.marks.map((mark) =>
                this.#pill(mark, query.marks.includes(mark), { marks: toggled(query.marks, mark) }),
              )}
            </div>`
      }
      ${
        this.agents.length < 2
          ? nothing
          : html`<div class="pills" role="group" aria-label="Agents">
              ${this.agents.map((agent) =>
                this.#pill(agent, query.agent === agent, { agent: query.agent === agent ? '' : agent }),
              )}
            </div>`
      }
    </div>`;
  }

  #pill(word: string, on: boolean, change: Partial<StepQuery>): TemplateResult {
    return html`<button class="pill ${on ? 'on' : ''}" aria-pressed=${on} dir="auto" @click=${() => this.#ask(change)}>
      ${word}
    </button>`;
  }

  #toggle(name: string, what: string, on: boolean, change: Partial<StepQuery>): TemplateResult {
    return html`<button
      class="toggle ${on ? 'on' : ''}"
      aria-label=${what}
      title=${what}
      aria-pressed=${on}
      @click=${() => this.#ask(change)}
    >
      ${icon(name)}
    </button>`;
  }

  #status(): TemplateResult | typeof nothing {
    const { finding } = this;
    if (finding === undefined) return nothing;
    if (finding.problem !== undefined) {
      return html`<p class="find-status find-problem" role="alert">${icon('error')}${finding.problem}</p>`;
    }
    const many = finding.found.length;
    const found = many === 0 && finding.done ? 'No step fits' : `${count(many)} ${many === 1 ? 'step' : 'steps'}`;
    const share = this.steps === 0 ? 1 : Math.max(0, finding.searched) / this.steps;
    return html`<p class="find-status">
      <span role="status">${found}${finding.done ? '' : `, ${Math.floor(share * 100)} % searched`}</span>
      <button class="link" @click=${() => this.#clear()}>Show all steps</button>
    </p>`;
  }

  #type(text: string): void {
    window.clearTimeout(this.#typing);
    this.#typing = window.setTimeout(() => this.#ask({ text }), TYPING_MS);
  }

  #ask(change: Partial<StepQuery>): void {
    window.clearTimeout(this.#typing);
    this.find({ ...this.#query, ...change });
  }

  #clear(): void {
    window.clearTimeout(this.#typing);
    this.find(EMPTY_QUERY);
  }

  #press(event: KeyboardEvent): void {
    if (event.key === 'Escape') this.#clear();
    else if (event.key === 'Enter') {
      const { value } = event.target as HTMLInputElement;
      if (value === this.#query.text) this.move(event.shiftKey ? 'previous-found' : 'next-found');
      else this.#ask({ text: value });
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

function toggled<T>(values: readonly T[], value: T): readonly T[] {
  return values.includes(value) ? values.filter((one) => one !== value) : [...values, value];
}
