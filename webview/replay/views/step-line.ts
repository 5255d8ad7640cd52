import { html, nothing, type TemplateResult } from 'lit';
import type { StepLine } from '../../../src/protocol/replay.ts';
import { MARK_ICONS, markText, statusWord, stepIcon } from '../labels.ts';
import { visibleText } from '../terminal-text.ts';
import { icon } from './icon.ts';

/** Where a line stands in the list. */
export interface LinePlace {
  readonly step: number;
  /** Its place in the list, from 0. */
  readonly row: number;
  /** How many lines there are. */
  readonly lines: number;
  readonly current: boolean;
  /** How many notes there are on the step. */
  readonly notes: number;
  /** Several agents act in the trial, so a line tells whose it is. */
  readonly several: boolean;
}

/** One row of the list; without its line, while that is on its way, only its number. */
export function stepLineView(line: StepLine | undefined, place: LinePlace, go: (step: number) => void): TemplateResult {
  const { step, row, lines, current, notes, several } = place;
  return html`<div
    class="line ${current ? 'current' : ''}"
    id="line-${step}"
    role="option"
    aria-selected=${current}
    aria-posinset=${row + 1}
    aria-setsize=${lines}
    title=${line === undefined ? '' : tooltip(line)}
    @click=${() => go(step)}
  >
    <span class="line-number">${step}</span>
    ${line === undefined ? html`<span class="line-missing" aria-label="Loading"></span>` : lineContent(line, several)}
    ${notes === 0 ? nothing : icon('comment', notes === 1 ? '1 note' : `${notes} notes`, 'line-note')}
  </div>`;
}

function lineContent(line: StepLine, several: boolean): TemplateResult {
  return html`${icon(stepIcon(line), '', `line-icon status-${line.status}`)}
    ${several && line.agent !== '' ? html`<span class="line-agent" dir="auto">${visibleText(line.agent)}</span>` : nothing}
    <span class="line-summary" dir="auto">${summary(line)}</span>
    <span class="line-effect" dir="auto">${line.effect}</span>
    ${
      line.exitCode === null || line.exitCode === 0
        ? nothing
        : html`<span class="exit-code" aria-label="exit code ${line.exitCode}">${line.exitCode}</span>`
    }
    ${[...Map.groupBy(line.marks, (mark) => mark.kind)].map(([kind, marks]) =>
      icon(MARK_ICONS[kind], marks.map(markText).join(', '), `mark-${kind}`),
    )}`;
}

function summary(line: StepLine): string {
  if (line.summary !== '') return visibleText(line.summary);
  if (line.step === 0) return 'Start';
  return line.tool === '' ? 'No action' : line.tool;
}

function tooltip(line: StepLine): string {
  const exit = line.exitCode === null ? '' : `Exit code ${line.exitCode}`;
  const what = line.tool === '' ? summary(line) : `${line.tool}: ${summary(line)}`;
  const parts = [what, statusWord(line.status), line.effect, exit, ...line.marks.map(markText)];
  return parts.filter((part) => part !== '').join('\n');
}
