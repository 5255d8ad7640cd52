import type { Message } from '../agent/model.ts';
import type { TranscriptEvent } from './events.ts';

/** What the model was sent with one request. */
export interface Prompt {
  readonly system: string;
  readonly messages: readonly Message[];
}

/**
 * The full prompt of a step: what each request up to it added, and between them the answers of the model. Undefined when the model
 * was not asked in that step.
 */
export function promptAt(events: Iterable<TranscriptEvent>, step: number): Prompt | undefined {
  let system = '';
  let asked = false;
  const messages: Message[] = [];
  for (const event of events) {
    if (event.step > step) break;
    if (event.type === 'agent.started') {
      system = event.system;
    } else if (event.type === 'model.request') {
      for (const message of event.messages) messages.push(message);
      asked = event.step === step;
    } else if (event.type === 'model.response' && event.step < step) {
      messages.push({ role: 'assistant', text: event.text, toolCalls: event.toolCalls });
    }
  }
  return asked ? { system, messages } : undefined;
}
