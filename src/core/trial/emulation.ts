/** A tool of the scenario that a second model plays. */
import type { Message, Model, Usage } from '../agent/model.ts';
import type { OwnToolSpec } from '../scenario/model.ts';

/** What the model replied, as the transcript keeps it. */
export interface EmulatedReply {
  readonly endpoint: string;
  readonly model: string;
  readonly text: string;
  readonly usage: Usage;
  readonly retries: number;
  readonly latencyMs: number;
}

/** One tool in one trial: the model sees every call of it so far, so that it can stay consistent. */
export class Emulation {
  readonly #model: Model;
  readonly #system: string;
  readonly #seed: () => number;
  readonly #messages: Message[] = [];

  constructor({ name, description, parameters }: OwnToolSpec, model: Model, prompt: string, seed: () => number) {
    this.#model = model;
    this.#seed = seed;
    this.#system = `You play a tool of a simulated machine. Each message is one call of it. Reply with what the tool gives back, and nothing else.

Tool: ${name}
What it does: ${description}
Its parameters, as JSON Schema: ${JSON.stringify(parameters)}

${prompt.trimEnd()}`;
  }

  /**
   * The reply to the next call.
   * @throws EndpointError when the endpoint fails, and what the signal aborts with
   */
  async play(input: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<EmulatedReply> {
    this.#messages.push({ role: 'user', text: JSON.stringify(input) });
    const response = await this.#model.respond(
      { system: this.#system, messages: [...this.#messages], tools: [], seed: this.#seed() },
      signal,
    );
    const { text, usage, retries, latencyMs, answeredBy } = response;
    this.#messages.push({ role: 'assistant', text, toolCalls: [] });
    const { name, model } = this.#model.endpoint;
    return {
      endpoint: name,
      model: answeredBy ?? model,
      text,
      usage: { inputTokens: usage.inputTokens, outputTokens: usage.outputTokens },
      retries,
      latencyMs,
    };
  }
}
