/** Models that say again what a transcript says they said. */
import {
  type EndpointDescription,
  EndpointError,
  type EndpointErrorKind,
  type Model,
  type ModelRequest,
  type ModelResponse,
} from '../agent/model.ts';
import type { TranscriptEvent, TranscriptEventOf } from '../transcript/events.ts';

const ENDPOINT_ERRORS: { readonly [K in EndpointErrorKind]: K } = {
  unreachable: 'unreachable',
  'refused-key': 'refused-key',
  'rate-limited': 'rate-limited',
  'server-error': 'server-error',
  'bad-request': 'bad-request',
  'malformed-answer': 'malformed-answer',
  timeout: 'timeout',
};

/** Thrown when a model is asked more often than its transcript has answers. */
export class NoMoreAnswersError extends Error {
  override readonly name = 'NoMoreAnswersError';
}

/** The models of a transcript: that of the trial, and every other one that its scenario names. */
export interface RecordedModels {
  readonly model: Model;
  readonly endpoints: ReadonlyMap<string, Model>;
}

/**
 * The models that say again what a transcript says. Answers to agents are given in their order, whichever endpoint gave them, since
 * the agents take turns in the same order.
 * @param named endpoints that the scenario names and cannot do without
 */
export function recordedModels(
  header: TranscriptEventOf<'trial.started'>,
  events: readonly TranscriptEvent[],
  named: Iterable<string>,
): RecordedModels {
  const { name, provider, model } = header.endpoint;
  const failure = failureIn(events, name);
  const toAgents = new Answers(agentAnswers(events), failure);
  const recorded = (endpoint: EndpointDescription): Model =>
    new RecordedModel(endpoint, toAgents, new Answers(sideAnswers(events, endpoint.name), failure));
  const endpoints = new Map<string, Model>();
  const put = (description: EndpointDescription): void => {
    endpoints.set(description.name, recorded(description));
  };
  for (const other of named) put({ name: other, provider: 'openai-compatible', model: '' });
  for (const event of events) {
    if (event.type === 'agent.started' && event.endpoint !== undefined) {
      put({ ...event.endpoint, provider: providerOf(event.endpoint.provider) });
    } else if (event.type === 'tool.emulated') {
      put({ name: event.endpoint, provider: 'openai-compatible', model: event.model });
    } else if (event.type === 'judge.verdict' && event.model !== undefined) {
      put({ name: event.endpoint, provider: 'openai-compatible', model: event.model });
    }
  }
  return { model: recorded({ name, provider: providerOf(provider), model }), endpoints };
}

class RecordedModel implements Model {
  readonly endpoint: EndpointDescription;
  readonly #toAgents: Answers<ModelResponse>;
  readonly #toOthers: Answers<ModelResponse>;

  constructor(endpoint: EndpointDescription, toAgents: Answers<ModelResponse>, toOthers: Answers<ModelResponse>) {
    this.endpoint = endpoint;
    this.#toAgents = toAgents;
    this.#toOthers = toOthers;
  }

  /** Its answers do not depend on what it is asked, only on whether an agent asks. */
  async respond(request: ModelRequest, signal: AbortSignal): Promise<ModelResponse> {
    signal.throwIfAborted();
    return (request.agent === undefined ? this.#toOthers : this.#toAgents).next();
  }
}

/** Answers in their order, each given or thrown once. */
class Answers<T> {
  readonly #answers: readonly (() => T)[];
  /** How the endpoint failed after the last answer. */
  readonly #failure: EndpointError | undefined;
  #next = 0;

  constructor(answers: readonly (() => T)[], failure: EndpointError | undefined) {
    this.#answers = answers;
    this.#failure = failure;
  }

  next(): T {
    const answer = this.#answers[this.#next++];
    if (answer !== undefined) return answer();
    throw this.#failure ?? new NoMoreAnswersError('The transcript holds no further answer of the model.');
  }
}

/** What models answered to agents, whatever endpoint each was behind. */
export function agentAnswers(events: readonly TranscriptEvent[]): (() => ModelResponse)[] {
  return events.flatMap((event) =>
    event.type === 'model.response' ? [() => ({ ...event, requestId: event.requestId })] : [],
  );
}

/** What an endpoint answered that played a tool or judged. */
export function sideAnswers(events: readonly TranscriptEvent[], endpoint: string): (() => ModelResponse)[] {
  return events.flatMap((event) => {
    if (event.type === 'tool.emulated' && event.endpoint === endpoint)
      return [() => ({ ...asResponse(event, event.text), answeredBy: event.model })];
    if (event.type !== 'judge.verdict' || event.endpoint !== endpoint || event.model === undefined) return [];
    return [
      () => {
        if (event.answer === undefined) throw new Error(event.problem);
        return asResponse(event, event.answer);
      },
    ];
  });
}

interface Told {
  readonly usage?: ModelResponse['usage'] | undefined;
  readonly retries?: number | undefined;
  readonly latencyMs?: number | undefined;
}

function asResponse({ usage, retries = 0, latencyMs = 0 }: Told, text: string): ModelResponse {
  return {
    text,
    reasoning: '',
    toolCalls: [],
    usage: usage ?? { inputTokens: 0, outputTokens: 0 },
    finishReason: '',
    requestId: undefined,
    retries,
    latencyMs,
  };
}

function failureIn(events: readonly TranscriptEvent[], endpoint: string): EndpointError | undefined {
  const error = events.find((event) => event.type === 'error');
  const kind = endpointErrorKind(error?.kind);
  if (error === undefined || kind === undefined) return undefined;
  return new EndpointError(kind, error.endpoint ?? endpoint, error.message);
}

function providerOf(provider: string): EndpointDescription['provider'] {
  return provider === 'scripted' ? provider : 'openai-compatible';
}

/** The kind of failure of an endpoint that an `error` event names; undefined for other errors. */
export function endpointErrorKind(kind: string | undefined): EndpointErrorKind | undefined {
  return Object.values(ENDPOINT_ERRORS).find((known) => known === kind);
}
