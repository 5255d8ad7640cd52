import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readScenario } from '../../src/core/scenario/read-scenario.ts';

interface Snippet {
  readonly prefix: string;
  readonly description: string;
  readonly body: readonly string[];
}

const snippets: Readonly<Record<string, Snippet>> = JSON.parse(readFileSync('syntaxes/snippets.json', 'utf8'));

/** The text of a snippet as it is when nothing of it is changed. */
function textOf({ body }: Snippet): string {
  const first = new Map<string, string>();
  // The name of the file, as the editor fills it in.
  const named = body.join('\n').replace(/\$\{TM_FILENAME\/(?:[^}])*\}/g, 'my-scenario');
  const filled = named.replace(/\$\{(\d+)(?::([^}]*)|\|([^,|]+)[^}]*)\}/g, (_, place, usual, choice) => {
    first.set(place, usual ?? choice);
    return usual ?? choice;
  });
  return filled.replace(/\$(\d+)/g, (_, place) => first.get(place) ?? '');
}

const indented = (text: string, by: number): string => text.replace(/^(?=.)/gm, ' '.repeat(by));

/** A scenario around a snippet, where its description says that it belongs. */
function scenarioAround(snippet: Snippet): string {
  const text = textOf(snippet);
  const [, path] = /under ([\w.]+)$/.exec(snippet.description) ?? [];
  if (text.startsWith('scenario:')) return text;
  const base = 'scenario: a\nagent:\n  goal: b\n';
  if (text.startsWith('success:')) return `${base}${text}\nmachine:\n  processes: [{ command: x, self: true }]\n`;
  const section = snippet.description.startsWith('A milestone') ? 'milestones' : (path ?? 'flags');
  const steps = section.split('.');
  const head = steps.map((step, index) => `${'  '.repeat(index)}${step}:\n`).join('');
  return `${base}success: step > 3\n${head}${indented(text, 2 * steps.length)}\n`;
}

describe('the snippets', () => {
  for (const [name, snippet] of Object.entries(snippets)) {
    it(`have one for ${name} that is right where it belongs`, () => {
      const text = scenarioAround(snippet);
      // What they name lies elsewhere: a program, a file beside the scenario, a user.
      const elsewhere = /is declared|is not declared|cannot be read|not a user|needs|no user|is offered/;
      const problems = readScenario(text).problems.filter(({ message }) => !elsewhere.test(message));
      assert.deepEqual(
        problems.map(({ code, message }) => `${code} ${message}`),
        [],
        text,
      );
    });
  }
});
