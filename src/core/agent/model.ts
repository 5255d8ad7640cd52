/** The model as a port: the agent asks, something outside the core answers. */

export type Message =
  | { readonly role: 'user'; readonly text: string }
  | { readonly role: 'assistant'; readonly text: string; readonly toolCalls: readonly RequestedToolCall[] }
  | { readonly role: 'tool'; readonly callId: string; readonly tool: string; readonly text: string };

export interface RequestedToolCall {
  readonly id: string;
  readonly tool: string;
  /** Arguments as the model wrote them: JSON text that may be malformed. */
  readonly arguments: string;
}

export interface ToolDefinition {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface ModelRequest {
  readonly system: string;
  /** The whole conversation so far. */
  readonly messages: readonly Message[];
  /** Empty when the scaffold reads the action from text. */
  readonly tools: readonly ToolDefinition[];
  /**
   * Seed of the trial, the same in each of its requests and below 2^31, for endpoints that take one. A stateless endpoint that draws
   * (a scripted policy behind HTTP) can so stand by what it drew in earlier turns.
   */
  readonly seed: number;
  /** Who asks. An endpoint that serves a model passes it over; a scripted policy may play each agent in another way. */
  readonly agent?: { readonly name: string; readonly generation: number };
}

export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export interface ModelResponse {
  readonly text: string;
  /** Reasoning that the provider returned apart from the text. */
  readonly reasoning: string;
  readonly toolCalls: readonly RequestedToolCall[];
  readonly usage: Usage;
  readonly finishReason: string;
  /** The provider's own id of the request, where it gives one. */
  readonly requestId: string | undefined;
  /** Requests that failed before this one answered. */
  readonly retries: number;
  /** Real milliseconds from the request to the whole answer; 0 where no time passes. */
  readonly latencyMs: number;
  /** The model that gave it, where that may be another one than the endpoint has now: an answer out of a transcript. */
  readonly answeredBy?: string;
}

export type EndpointErrorKind =
  | 'unreachable'
  | 'refused-key'
  | 'rate-limited'
  | 'server-error'
  | 'bad-request'
  | 'malformed-answer'
  | 'timeout';

/** The endpoint failed, not the agent. The message names the endpoint and says what to do; it never holds a key. */
export class EndpointError extends Error {
  override readonly name = 'EndpointError';
  readonly kind: EndpointErrorKind;
  readonly endpoint: string;
  readonly retries: number;
  constructor(kind: EndpointErrorKind, endpoint: string, message: string, retries = 0) {
    super(message);
    this.kind = kind;
    this.endpoint = endpoint;
    this.retries = retries;
  }
}

/** How an endpoint is named in a transcript: never with a key or a header. */
export interface EndpointDescription {
  readonly name: string;
  readonly provider: 'openai-compatible' | 'scripted';
  readonly model: string;
}

export interface Model {
  readonly endpoint: EndpointDescription;
  /**
   * One answer to one request.
   * @throws EndpointError when the endpoint fails; an AbortError when the signal aborts.
   */
  respond(request: ModelRequest, signal: AbortSignal): Promise<ModelResponse>;
}
