import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { excerpt } from '../excerpt.ts';
import { count } from '../quantities.ts';
import { type TerminalRun, terminalRuns } from '../terminal-text.ts';
import { LightElement } from './light-element.ts';

/** A text as a terminal shows it. A very long one is cut until the reader asks for the rest. */
export class Output extends LightElement {
  static override properties = { text: { attribute: false }, stream: { attribute: false }, whole: { state: true } };
  declare text: string;
  declare stream: 'stdout' | 'stderr';
  declare private whole: boolean;

  constructor() {
    super();
    this.text = '';
    this.stream = 'stdout';
    this.whole = false;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('text')) this.whole = false;
  }

  protected override render(): TemplateResult {
    const { text, cutFrom } = this.whole ? { text: this.text, cutFrom: undefined } : excerpt(this.text);
    return html`<pre class="terminal terminal-${this.stream}" dir="auto" tabindex="0">${terminalRuns(trimEnd(text)).map(run)}</pre>
      ${
        cutFrom === undefined
          ? nothing
          : html`<vscode-button
              class="show-all"
              appearance="secondary"
              @click=${() => {
                this.whole = true;
              }}
              >Show all (${count(cutFrom.lines)} lines, ${count(cutFrom.characters)} characters)</vscode-button
            >`
      }`;
  }
}

/** The last line break ends the last line; it does not begin another. */
const trimEnd = (text: string) => (text.endsWith('\n') ? text.slice(0, -1) : text);

function run({ text, classes, foreground, background }: TerminalRun): TemplateResult | string {
  if (classes === '' && foreground === undefined && background === undefined) return text;
  const colours = [
    ...(foreground === undefined ? [] : [`color: ${foreground}`]),
    ...(background === undefined ? [] : [`background-color: ${background}`]),
  ];
  return html`<span class=${classes} .style=${colours.join('; ')}>${text}</span>`;
}
