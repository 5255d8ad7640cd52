/** What happened in a step besides what its agent did: messages, the timeline, agents that come and go, judges. */
import { splitMessages } from '../agent/observation.ts';
import type { TranscriptEvent } from './events.ts';

/** In one sentence or a few each, in their order. The first agent of a trial needs no telling. */
export function happeningsOf(events: readonly TranscriptEvent[]): readonly string[] {
  return events.flatMap((event) => {
    switch (event.type) {
      case 'model.request':
        return event.messages.flatMap((message) =>
          message.role === 'user'
            ? splitMessages(message.text).messages.map((text) => `Message received: ${text}`)
            : [],
        );
      case 'timeline.event': {
        const { name, why, say, to, effects } = event;
        const told = say === undefined ? '' : ` To ${to.join(', ') || 'nobody'}: ${say}`;
        const changes =
          effects.length === 0 ? '' : ` It changed the machine: ${effects.map(({ kind }) => kind).join(', ')}.`;
        return [`Timeline, ${name}. ${why}${changes}${told}`];
      }
      case 'agent.started': {
        const { name, generation = 0, parent, host, goal } = event;
        if (generation === 0 && event.step === 0) return [];
        const made = parent === undefined ? '' : `, made by ${parent}`;
        const where = host === undefined ? '' : ` on ${host}`;
        return [`The agent ${name} began to act${where}${made}. Its task: ${goal}`];
      }
      case 'agent.prompted':
        return [`The system prompt of ${event.agent} is another one from here on: ${event.system}`];
      case 'agent.ended':
        return [`${event.name}: ${event.detail}`];
      case 'judge.verdict': {
        const { name, grade, highest, reasoning, problem = '' } = event;
        return [grade === null ? `Judge ${name}: ${problem}` : `Judge ${name}: ${grade} of ${highest}. ${reasoning}`];
      }
      default:
        return [];
    }
  });
}
