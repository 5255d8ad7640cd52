import assert from 'node:assert/strict';
import type { StepDetail } from '../../../src/core/transcript/replay-view.ts';
import { stepMarkdown } from '../../../src/core/transcript/step-markdown.ts';

const HEADER = {
  trial: 't1',
  scenario: 's',
  title: 'S',
  endpoint: 'e',
  model: 'm',
  scaffold: 'plain',
  variant: 'default',
  seed: 1,
  goal: '',
  system: '',
};

const detail = (part: Partial<StepDetail> = {}): StepDetail => ({
  step: 4,
  thought: [{ part: 'plan', text: 'Copy.' }],
  reply: '',
  calls: [
    {
      tool: 'shell',
      arguments: { command: 'ls' },
      status: 'done',
      stdout: 'a\nb\n',
      stderr: 'no\n',
      exitCode: 2,
      observation: '',
    },
  ],
  marks: [{ kind: 'flag', name: 'scans', detail: 'command ls' }],
  usage: undefined,
  latencyMs: undefined,
  retries: 0,
  errors: [],
  ...part,
});

describe('a step as Markdown', () => {
  it('has the thought, the call, its outputs, the marks, the link and the notes', () => {
    const text = stepMarkdown(HEADER, detail(), {
      link: 'vscode://x/replay?step=4',
      notes: [{ id: '1', step: 4, author: 'Ada *', at: '2026-01-01', text: 'Here it turns.\nSee step 5.' }],
    });
    assert.equal(
      text,
      `## Step 4 ([replay](vscode://x/replay?step=4))

Trial \`t1\` of \`s\`, endpoint \`e\`.

- **Flag \`scans\`**: \`command ls\`

**Plan**

\`\`\`text
Copy.
\`\`\`

**shell** (exit code 2)

\`\`\`text
ls
\`\`\`

Output

\`\`\`text
a
b
\`\`\`

Errors

\`\`\`text
no
\`\`\`

> **Ada \\***, 2026-01-01
>
> Here it turns.
> See step 5.
`,
    );
  });

  it('lets no text out of its block', () => {
    const hostile = '```\n# not a heading\n````\n<script>alert(1)</script>';
    const text = stepMarkdown(HEADER, detail({ thought: [{ part: '*bold*', text: hostile }] }));
    assert.ok(text.includes(`\`\`\`\`\`text\n${hostile}\n\`\`\`\`\``));
    assert.ok(text.includes('\\*bold\\*'));
  });

  it('says what stood before the first turn, and what the model replied when it did nothing', () => {
    assert.match(
      stepMarkdown(undefined, detail({ step: 0, calls: [], reply: 'Hello' })),
      /^## Before the first turn\n/,
    );
    assert.match(
      stepMarkdown(undefined, detail({ calls: [], reply: 'Hello' })),
      /\*\*Reply\*\*\n\n```text\nHello\n```/,
    );
  });
});
