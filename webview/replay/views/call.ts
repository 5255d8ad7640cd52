import { html, nothing, type TemplateResult } from 'lit';
import type { StepDetail } from '../../../src/protocol/replay.ts';
import { statusWord, stepIcon } from '../labels.ts';
import { visibleText } from '../terminal-text.ts';
import { type Copy, copyButton } from './copy-button.ts';
import { icon } from './icon.ts';

type Call = StepDetail['calls'][number];

/** One action: what was asked for and what came of it. */
export function callView(call: Call, step: number, copy: Copy): TemplateResult {
  const status = statusWord(call.status);
  return html`<section class="call" aria-label="Call of ${call.tool}">
    <h3>
      ${icon(stepIcon({ step, tool: call.tool, status: call.status }), '', `status-${call.status}`)}
      <span dir="auto">${call.tool === '' ? 'Action' : call.tool}</span>
      ${status === '' ? nothing : html`<span class="tag tag-warning">${status}</span>`}
      ${call.emulated === true ? html`<span class="tag" title="A second model played this tool">emulated</span>` : nothing}
    </h3>
    ${argumentsView(call.arguments, copy)} ${outputView(call, copy)}
  </section>`;
}

function argumentsView(given: Call['arguments'], copy: Copy): TemplateResult | readonly TemplateResult[] {
  if (typeof given === 'string') return textBlock(given, '', 'text', copy);
  return Object.entries(given).map(([name, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value, undefined, 2);
    return textBlock(text ?? '', name === 'command' ? '' : name, name, copy);
  });
}

function textBlock(text: string, label: string, what: string, copy: Copy): TemplateResult {
  return html`<div class="block">
    ${label === '' ? nothing : html`<h4 dir="auto">${label.replaceAll('_', ' ')}</h4>`}
    <div class="block-body">
      <pre class="code" dir="auto" tabindex="0">${visibleText(text)}</pre>
      ${copyButton(text, `Copy ${what}`, copy)}
    </div>
  </div>`;
}

function outputView(call: Call, copy: Copy): TemplateResult {
  const { stdout, stderr, observation, exitCode, status } = call;
  const printed = stdout !== '' || stderr !== '';
  // What did not run on the machine has no output of its own: what the agent was told is all there is.
  if (!printed && observation !== '' && (status !== 'done' || exitCode === null)) {
    return html`<div class="output">
      <h4>What the agent was told ${copyButton(observation, 'Copy what the agent was told', copy)}</h4>
      <redline-output .text=${observation}></redline-output>
    </div>`;
  }
  const retold = [stdout, stderr, stdout + stderr].some((text) => text.trim() === observation.trim());
  return html`<div class="output">
    <h4>
      Output
      ${exitCode === null ? nothing : html`<span class="exit ${exitCode === 0 ? '' : 'exit-bad'}">exit code ${exitCode}</span>`}
      ${printed ? copyButton(stdout + stderr, 'Copy output', copy) : nothing}
    </h4>
    ${printed ? nothing : html`<p class="nothing">No output</p>`}
    ${stdout === '' ? nothing : html`<redline-output .text=${stdout}></redline-output>`}
    ${
      stderr === ''
        ? nothing
        : html`<h4 class="stream-stderr">Standard error</h4>
            <redline-output .text=${stderr} .stream=${'stderr'}></redline-output>`
    }
    ${
      retold
        ? nothing
        : html`<details class="told">
            <summary>What the agent was told</summary>
            <redline-output .text=${observation}></redline-output>
          </details>`
    }
  </div>`;
}
