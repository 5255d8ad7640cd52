import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type { ReplayMove, StepDetail, StepQuery, ToReplay } from '../../../src/protocol/replay.ts';
import { announcement } from '../announcement.ts';
import type { Connection } from '../connection.ts';
import { asksToFind, moveOfKey } from '../keyboard.ts';
import { agentsOf } from '../lanes.ts';
import { type Layout, PANELS, type PanelName, readLayout } from '../layout.ts';
import type { Offers } from '../offers.ts';
import { type ReplayAction, reduce } from '../reduce.ts';
import { initialState, isWaiting, type OpenTrial, type ReplayState, type Speed } from '../state.ts';
import type { StepRange } from '../timeline.ts';
import type { OpenFile } from './files.ts';
import type { FindBar } from './find-bar.ts';
import { headerView } from './header.ts';
import { icon } from './icon.ts';
import { LightElement } from './light-element.ts';
import { machineView } from './machine.ts';
import { progressView } from './progress.ts';
import { samplesView } from './samples.ts';
import { type StepActions, stepView } from './step.ts';
import { tabsView } from './tabs.ts';
import { transportView } from './transport.ts';

/** Milliseconds after which a step is slow to come. */
const SLOW_MS = 300;

/** The replay: holds the state, draws it, and hands on what the reader does. */
export class ReplayApp extends LightElement {
  static override properties = { state: { state: true }, layout: { state: true }, slow: { state: true } };
  declare private state: ReplayState;
  declare private layout: Layout;
  /** The step that is wanted is not there after a while. */
  declare private slow: boolean;
  #waiting: number | undefined;
  readonly #connection: Connection;
  readonly #offers: Offers;
  #player: { readonly timer: number; readonly speed: Speed } | undefined;

  constructor(open: (receive: (message: ToReplay) => void) => Connection, offers: Offers) {
    super();
    this.#connection = open((message) => {
      if (message.type === 'focus-find') this.#focusFind();
      else this.#dispatch({ type: 'received', message });
    });
    this.#offers = offers;
    this.layout = readLayout(this.#connection.saved());
    this.state = initialState(this.layout.speed);
    this.slow = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('keydown', this.#press);
    this.#connection.send({ type: 'ready' });
  }

  override disconnectedCallback(): void {
    document.removeEventListener('keydown', this.#press);
    this.#keepTime(false);
    window.clearTimeout(this.#waiting);
    super.disconnectedCallback();
  }

  protected override render(): TemplateResult {
    const { trial, failure, samples } = this.state;
    if (trial === undefined && samples !== undefined) {
      return samplesView(samples, failure, (index) => this.#connection.send({ type: 'open-sample', index }));
    }
    if (trial === undefined) return failure === undefined ? openingView() : failureView(failure);
    return html`${headerView(trial, {
      openSource: this.#offers.source ? () => this.#connection.send({ type: 'open-source' }) : undefined,
      showSamples: trial.sample ? () => this.#connection.send({ type: 'close-sample' }) : undefined,
    })}
      ${transportView(this.state, trial, {
        move: (move) => this.#dispatch({ type: 'move', move }),
        go: (step) => this.#dispatch({ type: 'go', step }),
        speed: (speed) => {
          this.#arrange({ speed });
          this.#dispatch({ type: 'speed', speed });
        },
      })}
      ${this.#timeline(trial)} ${failure === undefined ? nothing : failureView(failure)}
      ${tabsView(this.#panelNames, this.#panel, (panel) => this.#arrange({ panel }))} ${this.#panels(trial)}
      <div class="unseen" role="status" aria-live="polite">
        ${this.state.notice || (this.state.shown === undefined ? '' : announcement(this.state.shown.detail, trial.steps))}
      </div>`;
  }

  #timeline(trial: OpenTrial): TemplateResult {
    const { timeline, marks, at } = this.state;
    return html`<details
      class="timeline"
      ?open=${this.layout.timeline}
      @toggle=${(event: Event) => this.#arrange({ timeline: (event.target as HTMLDetailsElement).open })}
    >
      <summary>Timeline</summary>
      <redline-timeline
        .timeline=${timeline}
        .marks=${marks}
        .steps=${trial.steps}
        .at=${at}
        .go=${(step: number) => this.#dispatch({ type: 'go', step })}
        .zoom=${(range: StepRange | undefined) => this.#dispatch({ type: 'zoom', range })}
      ></redline-timeline>
    </details>`;
  }

  #panels(trial: OpenTrial): TemplateResult {
    const { shown, lines, at, finding, marks, timeline, notes } = this.state;
    const agents = agentsOf(timeline.buckets);
    const { steps, machine } = this.layout;
    const widths = [
      ...(steps === undefined ? [] : [`--steps-width: ${steps}px`]),
      ...(machine === undefined ? [] : [`--machine-width: ${machine}px`]),
    ];
    const waiting = html`<p class="nothing">${isWaiting(this.state) ? 'Loading' : ''}</p>`;
    return html`<main class="panels ${this.slow ? 'slow' : ''} ${this.#offers.machine ? '' : 'no-machine'}" data-panel=${this.#panel} .style=${widths.join('; ')}>
      <section class="panel panel-steps" id="panel-steps" aria-label="Steps">
        <redline-find-bar
          .finding=${finding}
          .marks=${[...new Set([...marks.values()].flat().map(({ name }) => name))]}
          .agents=${agents}
          .steps=${trial.steps}
          .find=${(query: StepQuery) => this.#dispatch({ type: 'find', query })}
          .move=${(move: ReplayMove) => this.#dispatch({ type: 'move', move })}
        ></redline-find-bar>
        <redline-step-list
          .pages=${lines}
          .finding=${finding}
          .steps=${trial.steps}
          .at=${at}
          .notes=${notes}
          .several=${agents.length > 1}
          .go=${(step: number, by: 'pointer' | 'key') => {
            this.#dispatch({ type: 'go', step });
            if (by === 'pointer') this.#arrange({ panel: 'step' });
          }}
          .scrolled=${(first: number, last: number) => this.#dispatch({ type: 'scrolled', first, last })}
        ></redline-step-list>
      </section>
      <redline-splitter
        class="splitter-steps"
        aria-label="Width of the list of steps"
        .panel=${'panel-steps'}
        .side=${'right'}
        .resize=${(width: number | undefined) => this.#arrange({ steps: width })}
      ></redline-splitter>
      <section class="panel panel-step" id="panel-step" aria-label="Step" tabindex="0" aria-busy=${isWaiting(this.state)}>
        ${shown === undefined ? waiting : this.#step(shown.detail, trial)}
      </section>
      ${this.#offers.machine ? this.#machine(waiting) : nothing}
    </main>`;
  }

  #machine(waiting: TemplateResult): TemplateResult {
    const { shown } = this.state;
    return html`<redline-splitter
        class="splitter-machine"
        aria-label="Width of the machine"
        .panel=${'panel-machine'}
        .side=${'left'}
        .resize=${(width: number | undefined) => this.#arrange({ machine: width })}
      ></redline-splitter>
      <section class="panel panel-machine" id="panel-machine" aria-label="Machine" tabindex="0" aria-busy=${isWaiting(this.state)}>
        ${
          shown === undefined
            ? waiting
            : guard([shown.machine], () =>
                machineView(shown.machine, this.#openFile(shown.machine.step), (of) =>
                  this.#dispatch({ type: 'follow', of }),
                ),
              )
        }
      </section>`;
  }

  /** The step is drawn anew only when something of it changed, as the machine is: most of what happens in between is in the list. */
  #step(detail: StepDetail, trial: OpenTrial): unknown {
    const notes = this.state.notes.get(detail.step);
    return guard([detail, trial, notes], () => stepView(detail, trial, this.#stepActions(detail.step), notes ?? []));
  }

  /** The panels that there are; a log of another tool tells of no machine. */
  get #panelNames(): readonly PanelName[] {
    return this.#offers.machine ? PANELS : PANELS.filter((name) => name !== 'machine');
  }

  /** The panel on screen where there is room for one. */
  get #panel(): PanelName {
    return this.#panelNames.includes(this.layout.panel) ? this.layout.panel : 'step';
  }

  protected override updated(changed: PropertyValues): void {
    if (!changed.has('state')) return;
    this.#keepTime(this.state.playing);
    this.#tellWhenSlow();
    const before = changed.get('state') as ReplayState | undefined;
    if (before?.shown?.detail.step !== this.state.shown?.detail.step)
      requestAnimationFrame(() => this.querySelector('.panel-step')?.scrollTo({ top: 0 }));
  }

  /** By a clock and not by a transition: that would begin, and cost its part, with every step that comes at once. */
  #tellWhenSlow(): void {
    const waiting = isWaiting(this.state);
    if (waiting === (this.#waiting !== undefined)) return;
    window.clearTimeout(this.#waiting);
    this.slow = false;
    this.#waiting = waiting
      ? window.setTimeout(() => {
          this.slow = true;
        }, SLOW_MS)
      : undefined;
  }

  #focusFind(): void {
    const bar = this.querySelector<FindBar>('redline-find-bar');
    const shown = bar?.checkVisibility() === true;
    // At once where it can be, so that what is typed next goes there.
    if (shown) bar.focusText();
    this.#arrange({ panel: 'steps' });
    if (!shown) void this.updateComplete.then(() => bar?.focusText());
  }

  #stepActions(step: number): StepActions {
    return {
      copy: (text) => this.#connection.send({ type: 'copy', text }),
      editor: this.#offers.editor
        ? {
            copyStep: (as) => this.#connection.send({ type: 'copy-step', step, as }),
            writeNote: () => this.#connection.send({ type: 'write-note', step }),
            fork: () => this.#connection.send({ type: 'fork', step }),
          }
        : undefined,
    };
  }

  /** Shows a file of the machine at a step; undefined where there is no editor to do so. */
  #openFile(step: number): OpenFile | undefined {
    if (!this.#offers.editor) return undefined;
    return (path, against) => this.#connection.send({ type: 'open-file', step, path, against });
  }

  #dispatch(action: ReplayAction): void {
    const { state, post } = reduce(this.state, action);
    this.state = state;
    for (const message of post) this.#connection.send(message);
  }

  #arrange(change: Partial<Layout>): void {
    this.layout = { ...this.layout, ...change };
    this.#connection.save(this.layout);
  }

  /** Runs the clock of the player at the chosen speed, or stops it. */
  #keepTime(playing: boolean): void {
    const { speed } = this.state;
    if (playing && this.#player?.speed === speed) return;
    if (this.#player !== undefined) window.clearInterval(this.#player.timer);
    this.#player = playing
      ? { timer: window.setInterval(() => this.#dispatch({ type: 'tick' }), 1000 / speed), speed }
      : undefined;
  }

  readonly #press = (event: KeyboardEvent): void => {
    const target = event.target instanceof Element ? event.target.tagName : '';
    if (!event.defaultPrevented && asksToFind(event, target)) {
      event.preventDefault();
      event.stopPropagation();
      this.#focusFind();
      return;
    }
    const move = event.defaultPrevented ? undefined : moveOfKey(event, target);
    if (move === undefined) return;
    event.preventDefault();
    // VS Code listens on the window; a key that has done its work here must not run a key binding there as well.
    event.stopPropagation();
    this.#dispatch({ type: 'move', move });
  };
}

function openingView(): TemplateResult {
  return html`<div class="opening" role="status">${progressView()}Opening the transcript</div>`;
}

function failureView(message: string): TemplateResult {
  return html`<p class="error-box" role="alert" dir="auto">${icon('error')}${message}</p>`;
}
