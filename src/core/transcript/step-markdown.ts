/** A step as Markdown, for reports and messages. Texts of the trial stand in code blocks, where nothing in them is read as Markdown. */
import type { Note } from './notes.ts';
import type { StepDetail, TrialHeader } from './replay-view.ts';

const PARTS: Readonly<Record<string, string>> = {
  thought: 'Thought',
  explanation: 'Explanation',
  gaps: 'Gaps',
  findings: 'Findings',
  plan: 'Plan',
};

/** The step with its thought, its calls and what came of them. `link` opens it in the replay; it is left out when empty. */
export function stepMarkdown(
  header: TrialHeader | undefined,
  detail: StepDetail,
  options: { readonly link?: string; readonly notes?: readonly Note[] } = {},
): string {
  const { link = '', notes = [] } = options;
  const blocks = [
    `## ${detail.step === 0 ? 'Before the first turn' : `Step ${detail.step}`}${link === '' ? '' : ` ([replay](${link}))`}`,
    header === undefined
      ? ''
      : `Trial ${code(header.trial)} of ${code(header.scenario)}, endpoint ${code(header.endpoint)}.`,
    ...detail.marks.map((mark) => `- **${wordOf(mark.kind)} ${code(mark.name)}**: ${code(mark.detail)}`),
    ...(detail.happenings ?? []).map((text) => fence(text)),
    ...detail.errors.map((error) => `**Error**\n\n${fence(error)}`),
    ...detail.thought.map(({ part, text }) => `**${PARTS[part] ?? plain(part)}**\n\n${fence(text)}`),
    ...(detail.calls.length === 0 && detail.reply !== '' ? [`**Reply**\n\n${fence(detail.reply)}`] : []),
    ...detail.calls.flatMap((call) => {
      const given = typeof call.arguments === 'string' ? call.arguments : argumentsText(call.arguments);
      const outputs = [
        ['Output', call.stdout],
        ['Errors', call.stderr],
      ] as const;
      const exit = call.exitCode === null ? '' : ` (exit code ${call.exitCode})`;
      return [
        `**${plain(call.tool === '' ? 'Action' : call.tool)}**${call.status === 'done' ? exit : ` (${call.status})`}\n\n${fence(given)}`,
        ...outputs.filter(([, text]) => text !== '').map(([name, text]) => `${name}\n\n${fence(text)}`),
      ];
    }),
    ...notes.map(({ author, at, text }) => `> **${plain(author)}**, ${plain(at)}\n>\n${quote(text)}`),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function argumentsText(given: Readonly<Record<string, unknown>>): string {
  const values = Object.entries(given);
  const [only] = values;
  if (values.length === 1 && only !== undefined && typeof only[1] === 'string') return only[1];
  return values
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('\n');
}

function wordOf(kind: string): string {
  return kind.charAt(0).toUpperCase() + kind.slice(1);
}

/** A text as a code block that nothing in it can end. */
function fence(text: string): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
  const marks = '`'.repeat(longest + 1);
  return `${marks}text\n${text.trimEnd()}\n${marks}`;
}

function code(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  const longest = Math.max(0, ...Array.from(line.matchAll(/`+/g), ([run]) => run.length));
  const marks = '`'.repeat(longest + 1);
  return longest === 0 ? `${marks}${line}${marks}` : `${marks} ${line} ${marks}`;
}

/** A word in which nothing is read as Markdown. */
function plain(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]()#+!|<>~]/g, (character) => `\\${character}`).replaceAll(/\s+/g, ' ');
}

function quote(text: string): string {
  return text
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');
}
