import type { Message } from '../agent/model.ts';
import type { TranscriptEvent } from './events.ts';

/** What the model was sent with one request. */
export interface Prompt {
  readonly system: string;
  readonly messages: readonly Message[];
}

/**
 * The full prompt of a step: what each request of its agent up to it added, and between them the answers of the model. Undefined when
 * no model was asked for an agent in that step.
 */
export function promptAt(events: Iterable<TranscriptEvent>, step: number): Prompt | undefined {
  const conversations = new Map<string, { system: string; readonly messages: Message[] }>();
  let asked: Prompt | undefined;
  for (const event of events) {
    if (event.step > step) break;
    if (event.type === 'agent.started') {
      conversations.set(event.name, { system: event.system, messages: [] });
      continue;
    }
    if (event.type === 'agent.prompted') {
      const conversation = conversations.get(event.agent);
      if (conversation !== undefined) conversation.system = event.system;
      continue;
    }
    if (event.type !== 'model.request' && event.type !== 'model.response') continue;
    const conversation = conversations.get(event.agent) ?? { system: '', messages: [] };
    conversations.set(event.agent, conversation);
    if (event.type === 'model.request') {
      for (const message of event.messages) conversation.messages.push(message);
      if (event.step === step) asked = conversation;
    } else if (event.step < step) {
      conversation.messages.push({ role: 'assistant', text: event.text, toolCalls: event.toolCalls });
    }
  }
  return asked;
}
