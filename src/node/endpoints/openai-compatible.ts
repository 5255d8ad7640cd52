/** A model behind any OpenAI-compatible server. */
import { setTimeout as wait } from 'node:timers/promises';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { LanguageModelV3 } from '@ai-sdk/provider';
import { EndpointError, type Model, type ModelRequest, type ModelResponse } from '../../core/agent/model.ts';
import type { EndpointAccess } from '../../protocol/trial-process.ts';
import { userOfAgent } from './agent-as-user.ts';
import { argumentsAsText } from './arguments-as-text.ts';
import { describeFailure, type Failure } from './failure.ts';
import { fromResult, toPrompt, toTool } from './prompt.ts';
import { backoffMs } from './retry-after.ts';
import { secretsOf, sendableKey, withoutSecrets } from './secrets.ts';
import { createFetch } from './transport.ts';

export type HttpEndpoint = Extract<EndpointAccess, { provider: 'openai-compatible' }>;

/** Time as the client sees it; tests bring their own. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after `ms` milliseconds; rejects with an AbortError when the signal aborts. */
  wait(ms: number, signal: AbortSignal): Promise<unknown>;
}

/** Most bytes of an answer. A chat completion of the longest context windows stays well below. */
const LONGEST_ANSWER = 8 * 1024 * 1024;
/** A server that asks for a longer pause is not waited for. */
const LONGEST_PAUSE_MS = 300_000;

const PROVIDER = 'endpoint';

const REAL_CLOCK: Clock = {
  now: () => Date.now(),
  wait: (ms, signal) => wait(ms, undefined, { signal }),
};

/**
 * The model that an endpoint serves. Requests that fail for a passing reason are sent again, after the pause that the server asks for
 * or one that doubles; other failures, and the last retry, end in an EndpointError without secrets.
 *
 * The provider is called without the AI SDK's `generateText` around it: that would parse the arguments of tool calls, which are
 * wanted as the model wrote them, and its retries neither vary the pause nor honour a `Retry-After` over a minute.
 */
export function createHttpModel(given: HttpEndpoint, clock: Clock = REAL_CLOCK): Model {
  const secrets = secretsOf(given);
  const access = { ...given, key: sendableKey(given.key) };
  const provider = createOpenAICompatible({
    name: PROVIDER,
    baseURL: access.baseUrl,
    ...(access.key === undefined ? {} : { apiKey: access.key }),
    headers: { ...access.headers },
    fetch: argumentsAsText(createFetch({ timeoutMs: access.timeoutMs, maxBytes: LONGEST_ANSWER })),
  });
  const model = provider.chatModel(access.model);

  async function respond(request: ModelRequest, signal: AbortSignal): Promise<ModelResponse> {
    for (let retries = 0; ; retries++) {
      signal.throwIfAborted();
      const started = clock.now();
      try {
        const answer = await generate(model, request, signal);
        return cleaned({ ...answer, retries, latencyMs: Math.max(0, clock.now() - started) }, secrets);
      } catch (error) {
        if (signal.aborted) throw new DOMException('The request was cancelled.', 'AbortError');
        const failure = describeFailure(error, access, clock.now());
        const pause = failure.retryAfterMs ?? backoffMs(retries + 1, request.seed);
        if (!failure.retryable || retries >= access.retries || pause > LONGEST_PAUSE_MS) {
          throw endpointError(failure, access, retries, pause, secrets);
        }
        await clock.wait(pause, signal);
      }
    }
  }

  return { endpoint: { name: access.name, provider: 'openai-compatible', model: access.model }, respond };
}

async function generate(
  model: LanguageModelV3,
  request: ModelRequest,
  signal: AbortSignal,
): Promise<Omit<ModelResponse, 'retries' | 'latencyMs'>> {
  const result = await model.doGenerate({
    prompt: toPrompt(request),
    seed: request.seed,
    abortSignal: signal,
    ...agentOf(request),
    ...(request.tools.length === 0 ? {} : { tools: request.tools.map(toTool), toolChoice: { type: 'auto' } }),
  });
  return fromResult(result);
}

/** Tells a server that plays scripted policies which agent asks. Others pass the field over. */
function agentOf({ agent }: ModelRequest): { providerOptions?: Record<string, { user: string }> } {
  if (agent === undefined) return {};
  return { providerOptions: { [PROVIDER]: { user: userOfAgent(agent) } } };
}

/** A server may echo what it was sent; whatever comes back is stored, so it is cleaned first. */
function cleaned(answer: ModelResponse, secrets: readonly string[]): ModelResponse {
  const clean = (text: string): string => withoutSecrets(text, secrets);
  return {
    ...answer,
    text: clean(answer.text),
    reasoning: clean(answer.reasoning),
    toolCalls: answer.toolCalls.map((call) => ({ ...call, arguments: clean(call.arguments) })),
    requestId: answer.requestId === undefined ? undefined : clean(answer.requestId),
  };
}

function endpointError(
  failure: Failure,
  access: HttpEndpoint,
  retries: number,
  pause: number,
  secrets: readonly string[],
): EndpointError {
  const asked = failure.retryable && pause > LONGEST_PAUSE_MS ? ` It asks to wait ${Math.ceil(pause / 1000)} s.` : '';
  const tried = retries === 0 ? '' : ` It was tried ${retries + 1} times.`;
  const message = withoutSecrets(`${failure.message}${asked}${tried}`, secrets);
  return new EndpointError(failure.kind, access.name, message, retries);
}
