/** Models that say again what a transcript says they said, and then go on by themselves. */
import type { EndpointDescription, Model, ModelRequest, ModelResponse } from '../agent/model.ts';
import type { TranscriptEvent } from '../transcript/events.ts';
import { agentAnswers, type RecordedModels, sideAnswers } from './recorded-model.ts';

/**
 * The models of a trial that goes on from where another one came to. Answers to agents are given in their order, whichever endpoint
 * gave them, since the agents take turns in the same order; those to tools are given in the order of each endpoint.
 * @param live what answers when the recorded answers are used up
 * @param recorded events whose answers are given again
 */
export function continuedModels(live: RecordedModels, recorded: readonly TranscriptEvent[]): RecordedModels {
  const played = recorded.filter((event) => event.type === 'tool.emulated');
  const toAgents = agentAnswers(recorded).values();
  const continued = (name: string, model: Model): Model =>
    new ContinuedModel(model, toAgents, sideAnswers(played, name).values());
  return {
    model: continued(live.model.endpoint.name, live.model),
    endpoints: new Map([...live.endpoints].map(([name, model]) => [name, continued(name, model)])),
  };
}

type Recorded = Iterator<() => ModelResponse, undefined>;

class ContinuedModel implements Model {
  readonly endpoint: EndpointDescription;
  readonly #live: Model;
  readonly #toAgents: Recorded;
  readonly #toTools: Recorded;

  constructor(live: Model, toAgents: Recorded, toTools: Recorded) {
    this.endpoint = live.endpoint;
    this.#live = live;
    this.#toAgents = toAgents;
    this.#toTools = toTools;
  }

  async respond(request: ModelRequest, signal: AbortSignal): Promise<ModelResponse> {
    signal.throwIfAborted();
    const { value } = (request.agent === undefined ? this.#toTools : this.#toAgents).next();
    return value === undefined ? this.#live.respond(request, signal) : value();
  }
}
