/** Where two trials part: the first step at which they are not the same, and in what. */
import type { TranscriptEvent } from './events.ts';
import type { IndexedTranscript } from './indexed/indexed-transcript.ts';
import type { StepLine } from './replay-view.ts';

/** In what two steps differ, the first in the order in which things happen. */
export type DifferenceKind = 'prompt' | 'thought' | 'action' | 'observation' | 'machine' | 'length';

export interface Divergence {
  /** The first step that differs; with `length`, the first that only one of them has. */
  readonly step: number;
  readonly kind: DifferenceKind;
}

/** Steps that are compared at a time. */
const WINDOW = 128;

/** What each machine has of its own by its seed: when things happened, and the numbers that were drawn for processes and files. */
const BY_CHANCE = new Set([
  'clock',
  'mtime',
  'startedAt',
  'readyAt',
  'inode',
  'pid',
  'ppid',
  'pgid',
  'startedFor',
  'reached',
]);

function withoutChance(key: string, value: unknown): unknown {
  if (BY_CHANCE.has(key)) return undefined;
  // Processes are named by their pids.
  return key === 'processes' && typeof value === 'object' && value !== null ? Object.values(value) : value;
}

/** Something of the machine as text; undefined when there is nothing in it but what is so by chance. */
function machineText(value: object): { readonly kind: 'machine'; readonly text: string } | undefined {
  const text = JSON.stringify(value, withoutChance);
  return text === '{}' ? undefined : { kind: 'machine', text };
}

/** What of an event counts: neither what differs by the seed alone nor what depends on how fast an endpoint was. */
function telling(event: TranscriptEvent): { readonly kind: DifferenceKind; readonly text: string } | undefined {
  switch (event.type) {
    case 'model.request':
      return { kind: 'prompt', text: JSON.stringify(event.messages) };
    case 'agent.started':
      return { kind: 'prompt', text: JSON.stringify([event.name, event.system, event.goal, event.tools]) };
    case 'agent.prompted':
      return { kind: 'prompt', text: event.system };
    case 'agent.thought':
      return { kind: 'thought', text: JSON.stringify(event.parts) };
    case 'model.response':
      return { kind: 'thought', text: event.text };
    case 'tool.call':
      return { kind: 'action', text: JSON.stringify([event.tool, event.arguments]) };
    case 'tool.result': {
      const { status, stdout, stderr, exitCode, text } = event;
      return { kind: 'observation', text: JSON.stringify([status, stdout, stderr, exitCode, text]) };
    }
    case 'machine.event':
      return machineText(event.event);
    case 'world.patch':
      return machineText(event.patch);
    default:
      return undefined;
  }
}

/** The first step at which two trials differ; undefined when they are the same to their ends. */
export async function firstDivergence(a: IndexedTranscript, b: IndexedTranscript): Promise<Divergence | undefined> {
  const shared = Math.min(a.steps, b.steps);
  for (let from = 1; from <= shared; from += WINDOW) {
    const to = Math.min(from + WINDOW, shared + 1);
    const [ofA, ofB] = [await stepsOf(a, from, to), await stepsOf(b, from, to)];
    for (let step = from; step < to; step++) {
      const kind = differenceOf(ofA.get(step) ?? [], ofB.get(step) ?? []);
      if (kind !== undefined) return { step, kind };
    }
  }
  return a.steps === b.steps ? undefined : { step: shared + 1, kind: 'length' };
}

async function stepsOf(
  transcript: IndexedTranscript,
  from: number,
  to: number,
): Promise<Map<number, TranscriptEvent[]>> {
  return Map.groupBy(await transcript.eventsBetween(from, to, () => true), (event) => event.step);
}

function differenceOf(a: readonly TranscriptEvent[], b: readonly TranscriptEvent[]): DifferenceKind | undefined {
  const [ofA, ofB] = [a, b].map((events) => events.flatMap((event) => telling(event) ?? []));
  for (let index = 0; index < Math.max(ofA?.length ?? 0, ofB?.length ?? 0); index++) {
    const [one, other] = [ofA?.[index], ofB?.[index]];
    if (one?.kind !== other?.kind || one?.text !== other?.text) return one?.kind ?? other?.kind;
  }
  return undefined;
}

/** Lines of a trial as text, a step each, so that two of them can be compared side by side. */
export async function outlineOf(transcript: IndexedTranscript): Promise<string> {
  const lines: string[] = [];
  for (let from = 0; from <= transcript.steps; from += WINDOW) {
    for (const line of await transcript.lines(from, from + WINDOW)) lines.push(outlineLine(line));
  }
  return `${lines.join('\n')}\n`;
}

function outlineLine({ step, agent, tool, summary, status, exitCode, effect, marks }: StepLine): string {
  const parts = [
    agent === '' ? '' : `[${agent}]`,
    tool === '' ? '' : `${tool}:`,
    summary,
    status === 'done' || status === 'none' ? '' : `(${status})`,
    exitCode === null || exitCode === 0 ? '' : `(exit code ${exitCode})`,
    effect === '' ? '' : `{${effect}}`,
    ...marks.map(({ kind, name }) => `<${kind} ${name}>`),
  ];
  return `${step}  ${parts.filter((part) => part !== '').join(' ')}`;
}
