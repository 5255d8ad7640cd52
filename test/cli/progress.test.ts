import assert from 'node:assert/strict';
import { Progress } from '../../src/cli/progress.ts';
import type { Output } from '../../src/cli/terminal.ts';
import type { FromTrialProcess, TrialSummary } from '../../src/protocol/trial-process.ts';

function output(live: boolean, columns = 80): Output & { readonly written: () => string } {
  const pieces: string[] = [];
  return {
    live,
    columns: live ? columns : undefined,
    write: (text) => pieces.push(text),
    style: (_, text) => text,
    written: () => pieces.join(''),
  };
}

const ended = (id: string, verdict: TrialSummary['verdict']): FromTrialProcess => ({
  type: 'trial-ended',
  summary: {
    id,
    seed: 1,
    variant: 'base',
    verdict,
    reason: 'The endpoint "local" cannot be reached.',
    steps: 4,
    milestones: [],
    flags: {},
    tokens: 1500,
    transcript: `${id}.transcript.jsonl`,
  },
});

const begun = (id: string): FromTrialProcess => ({
  type: 'trial-started',
  id,
  index: 0,
  variant: 'default',
  transcript: '',
});
const at = (id: string, step: number, action: string): FromTrialProcess => ({
  type: 'trial-progress',
  id,
  step,
  tokens: 250,
  action,
});

/** What a terminal shows of a text with carriage returns and line erasures. */
function screen(text: string): string[] {
  const lines = [''];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape is what a terminal acts on.
  for (const part of text.split(/(\n|\r\u001B\[2K)/)) {
    if (part === '\n') lines.push('');
    else if (part.startsWith('\r')) lines[lines.length - 1] = '';
    else lines[lines.length - 1] += part;
  }
  return lines;
}

describe('progress of a run', () => {
  it('is a plain line a trial where nobody looks', () => {
    const err = output(false);
    const progress = new Progress(err, 2);
    for (const event of [begun('001'), at('001', 1, 'shell ls'), ended('001', 'success'), ended('002', 'error')]) {
      progress.take(event);
    }
    progress.end();
    assert.equal(
      err.written(),
      'trial 001: success, 4 steps\ntrial 002: error, The endpoint "local" cannot be reached.\n',
    );
  });

  it('is one line that changes on a terminal, below a line for each trial that ended', () => {
    const err = output(true);
    const progress = new Progress(err, 2);
    for (const event of [begun('001'), begun('002'), ended('001', 'success'), at('002', 3, 'shell ls -la /opt')]) {
      progress.take(event);
    }
    assert.deepEqual(screen(err.written()), [
      'trial 001: success, 4 steps',
      '1 of 2 trials · 1 succeeded · 1,750 tokens · trial 002, step 3 shell ls -la /op',
    ]);
    progress.end();
    assert.deepEqual(screen(err.written()), ['trial 001: success, 4 steps', '']);
  });

  it('never takes more than a line, and lets no command of an agent act on the terminal', () => {
    const err = output(true, 40);
    const progress = new Progress(err, 1);
    progress.take(begun('001'));
    progress.take(at('001', 1, 'shell printf "\u001B[2J\nforged line" \u202Egnp.exe'));
    const [line = '', ...others] = screen(err.written());
    assert.deepEqual(others, []);
    assert.ok(line.length < 40);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape is what must not be there.
    assert.doesNotMatch(line, /[\u001B\n\u202E]/);
  });
});
