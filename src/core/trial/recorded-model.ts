/** A model that says again what a transcript says it said. */
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

export class RecordedModel implements Model {
  readonly endpoint: EndpointDescription;
  readonly #responses: readonly TranscriptEventOf<'model.response'>[];
  /** How the endpoint failed after the last answer. */
  readonly #error: EndpointError | undefined;
  #next = 0;

  constructor(header: TranscriptEventOf<'trial.started'>, events: readonly TranscriptEvent[]) {
    const { name, provider, model } = header.endpoint;
    this.endpoint = { name, provider: provider === 'scripted' ? provider : 'openai-compatible', model };
    this.#responses = events.filter((event) => event.type === 'model.response');
    const error = events.find((event) => event.type === 'error');
    const kind = endpointErrorKind(error?.kind);
    this.#error =
      error === undefined || kind === undefined
        ? undefined
        : new EndpointError(kind, error.endpoint ?? name, error.message);
  }

  /** Its answers do not depend on what it is asked. */
  async respond(_request: ModelRequest, signal: AbortSignal): Promise<ModelResponse> {
    signal.throwIfAborted();
    const response = this.#responses[this.#next++];
    if (response !== undefined) return { ...response, requestId: response.requestId };
    throw this.#error ?? new NoMoreAnswersError('The transcript holds no further answer of the model.');
  }
}

/** The kind of failure of an endpoint that an `error` event names; undefined for other errors. */
export function endpointErrorKind(kind: string | undefined): EndpointErrorKind | undefined {
  return Object.values(ENDPOINT_ERRORS).find((known) => known === kind);
}
