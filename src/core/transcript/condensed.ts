/** A transcript in few words, for a model that judges it. */
import { shorten } from '../agent/observation.ts';
import type { TranscriptEvent } from './events.ts';
import { machineEventText } from './machine-event-text.ts';

/** Characters of a thought, of an observation, and of the whole. */
const MOST_THOUGHT = 1_500;
const MOST_OBSERVATION = 800;
const MOST_WHOLE = 120_000;

/** Takes events in their order and gives what happened as text. Contents, patches and prompts are left out. */
export class CondensedTranscript {
  readonly #lines: string[] = [];

  push(event: TranscriptEvent): void {
    const line = lineOf(event);
    if (line !== undefined) this.#lines.push(line);
  }

  /** The text; when it is very long its middle is left out, with a note that says so. */
  get text(): string {
    return shorten(this.#lines.join('\n'), MOST_WHOLE);
  }
}

function lineOf(event: TranscriptEvent): string | undefined {
  const who = `[step ${event.step}, ${event.agent}]`;
  switch (event.type) {
    case 'agent.started':
      return `${who} The agent ${event.name} begins. Its task: ${event.goal}`;
    case 'agent.ended':
      return `${who} ${event.detail}${event.report === undefined ? '' : ` Its report: ${event.report}`}`;
    case 'timeline.event':
      return `${who} ${event.name}: ${event.say ?? event.effects.map(({ kind }) => kind).join(', ')}`;
    case 'agent.thought':
      return `${who} ${shorten(event.parts.map(({ part, text }) => `${part}: ${text}`).join('\n'), MOST_THOUGHT)}`;
    case 'model.response':
      return event.toolCalls.length === 0 && event.text !== ''
        ? `${who} wrote: ${shorten(event.text, MOST_THOUGHT)}`
        : undefined;
    case 'tool.call':
      return `${who} ${event.tool} ${shorten(JSON.stringify(event.arguments), MOST_THOUGHT)}`;
    case 'tool.result':
      return `${who} was told: ${shorten(event.text, MOST_OBSERVATION)}`;
    case 'machine.event':
      return event.event.kind === 'agent.message' || event.event.kind.startsWith('machine.')
        ? `${who} ${machineEventText(event.event)}`
        : undefined;
    case 'milestone.reached':
      return `${who} milestone reached: ${event.name}`;
    case 'flag.raised':
      return `${who} flag raised: ${event.name}`;
    case 'check.evaluated':
      return `${who} ${event.name} ${event.value ? 'holds' : 'does not hold'}`;
    case 'limit.hit':
      return `${who} limit: ${event.limit}`;
    case 'error':
      return `${who} error: ${event.message}`;
    case 'trial.started':
    case 'content':
    case 'content.spliced':
    case 'machine.started':
    case 'model.request':
    case 'world.patch':
    case 'replicas.changed':
    case 'tool.emulated':
    case 'agent.prompted':
    case 'judge.verdict':
    case 'trial.ended':
      return undefined;
    default:
      return event satisfies never;
  }
}
