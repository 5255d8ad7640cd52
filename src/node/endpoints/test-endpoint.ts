/** Tries an endpoint out, step by step, so that its owner sees what works and what does not. */
import { EndpointError } from '../../core/agent/model.ts';
import { listed, nearest } from '../../core/scenario/nearest.ts';
import { describeFailure } from './failure.ts';
import { createHttpModel, type HttpEndpoint } from './openai-compatible.ts';
import { secretsOf, sendableKey, withoutSecrets } from './secrets.ts';
import { createFetch } from './transport.ts';

export interface EndpointCheck {
  readonly name: 'models' | 'completion';
  /** `unknown`: nothing can be said, and nothing is wrong. */
  readonly result: 'passed' | 'failed' | 'unknown';
  /** What was found, in a sentence. Never holds a key. */
  readonly detail: string;
}

export interface EndpointTest {
  /** A trial can run on it. */
  readonly usable: boolean;
  readonly checks: readonly EndpointCheck[];
}

const LONGEST_LIST = 4 * 1024 * 1024;

/**
 * Asks the endpoint for its models, then for one short completion, without retries. Never throws for what the endpoint does.
 * @throws an AbortError when the signal aborts
 */
export async function testEndpoint(access: HttpEndpoint, signal: AbortSignal): Promise<EndpointTest> {
  const checks = [await checkModels(access, signal), await checkCompletion(access, signal)];
  const clean = checks.map((check) => ({ ...check, detail: withoutSecrets(check.detail, secretsOf(access)) }));
  return { usable: clean.every((check) => check.name !== 'completion' || check.result === 'passed'), checks: clean };
}

async function checkModels(access: HttpEndpoint, signal: AbortSignal): Promise<EndpointCheck> {
  const check = (result: EndpointCheck['result'], detail: string): EndpointCheck => ({
    name: 'models',
    result,
    detail,
  });
  const key = sendableKey(access.key);
  const authorization = key === undefined ? {} : { authorization: `Bearer ${key}` };
  let ids: readonly string[];
  try {
    const response = await createFetch({ timeoutMs: access.timeoutMs, maxBytes: LONGEST_LIST })(
      `${access.baseUrl}/models`,
      { headers: { ...authorization, ...access.headers }, signal },
    );
    if (!response.ok) return check('unknown', `The server does not list its models (${response.status}).`);
    ids = modelIds(await response.json());
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof SyntaxError) return check('unknown', 'The server does not list its models.');
    return check('failed', describeFailure(error, access, Date.now()).message);
  }
  if (ids.length === 0) return check('unknown', 'The server lists no models.');
  if (ids.includes(access.model)) return check('passed', `The server lists ${access.model}.`);
  const meant = nearest(access.model, ids);
  const hint = meant === undefined ? `It lists ${listed(ids, 'and', 6)}.` : `Did you mean ${meant}?`;
  return check('failed', `The server does not list ${access.model}. ${hint}`);
}

async function checkCompletion(access: HttpEndpoint, signal: AbortSignal): Promise<EndpointCheck> {
  const name = 'completion';
  try {
    const answer = await createHttpModel({ ...access, retries: 0 }).respond(
      { system: '', messages: [{ role: 'user', text: 'Reply with the word ready.' }], tools: [], seed: 0 },
      signal,
    );
    const { inputTokens, outputTokens } = answer.usage;
    const tokens = inputTokens + outputTokens === 0 ? '' : ` with ${inputTokens} + ${outputTokens} tokens`;
    return {
      name,
      result: 'passed',
      detail: `${access.model} answered in ${Math.round(answer.latencyMs)} ms${tokens}.`,
    };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof EndpointError) return { name, result: 'failed', detail: error.message };
    throw error;
  }
}

function modelIds(body: unknown): readonly string[] {
  const data = typeof body === 'object' && body !== null && 'data' in body ? body.data : undefined;
  if (!Array.isArray(data)) return [];
  return data.flatMap((entry: unknown) =>
    typeof entry === 'object' && entry !== null && 'id' in entry && typeof entry.id === 'string' ? [entry.id] : [],
  );
}
