/** Says what went wrong with an endpoint, and what to do about it. */
import { APICallError, InvalidResponseDataError } from '@ai-sdk/provider';
import type { EndpointErrorKind } from '../../core/agent/model.ts';
import { retryAfterMs } from './retry-after.ts';
import { publicUrl } from './secrets.ts';
import { TransportError } from './transport.ts';

export interface Failure {
  readonly kind: EndpointErrorKind;
  readonly message: string;
  /** The same request may well succeed a little later. */
  readonly retryable: boolean;
  /** Milliseconds that the endpoint asked to wait. */
  readonly retryAfterMs: number | undefined;
}

/** What a message about an endpoint needs to know of it. */
export interface FailingEndpoint {
  readonly name: string;
  readonly baseUrl: string;
  readonly model: string;
  readonly key: string | undefined;
}

const LONGEST_QUOTE = 300;

/** What an error of a request means. `now` is in milliseconds since 1970. The message may still hold what the server echoed. */
export function describeFailure(error: unknown, endpoint: FailingEndpoint, now: number): Failure {
  const who = `Endpoint "${endpoint.name}" (${publicUrl(endpoint.baseUrl)})`;
  if (error instanceof TransportError) return transportFailure(error, who);
  if (InvalidResponseDataError.isInstance(error)) {
    return malformed(`${who} answered without any choice. ${checkServer(endpoint)}`);
  }
  if (APICallError.isInstance(error)) {
    const status = error.statusCode;
    const said = serverMessage(error.responseBody);
    if (status !== undefined && status >= 400) {
      return statusFailure(status, said, error.responseHeaders ?? {}, endpoint, who, now);
    }
    if (said !== undefined) {
      return statusFailure(said.status ?? 500, said, error.responseHeaders ?? {}, endpoint, who, now);
    }
    return malformed(
      `${who} answered something that is not a chat completion: ${quote(error.responseBody ?? '')}. ${checkServer(endpoint)}`,
    );
  }
  return {
    kind: 'bad-request',
    message: `${who} could not be asked: ${reasonOf(error)}. Check its configuration.`,
    retryable: false,
    retryAfterMs: undefined,
  };
}

function transportFailure(error: TransportError, who: string): Failure {
  const at = (kind: EndpointErrorKind, text: string, retryable: boolean): Failure => ({
    kind,
    message: `${who} ${text}`,
    retryable,
    retryAfterMs: undefined,
  });
  switch (error.kind) {
    case 'refused':
      return at(
        'unreachable',
        'refused the connection. Check that the server is running and that baseUrl has its host and port.',
        true,
      );
    case 'no-such-host':
      return at(
        'unreachable',
        `cannot be found: there is no host ${error.detail}. Check baseUrl and the network.`,
        true,
      );
    case 'unreachable':
      return at('unreachable', `cannot be reached (${error.detail}). Check baseUrl and the network.`, true);
    case 'certificate':
      return at(
        'unreachable',
        `could not be trusted (${error.detail}). Check that baseUrl has the right host and http or https, and name a certificate authority of your own with NODE_EXTRA_CA_CERTS.`,
        false,
      );
    case 'cut':
      return at(
        'unreachable',
        `closed the connection before the answer was complete (${error.detail}). Check the log of the server.`,
        true,
      );
    case 'timeout':
      // Most servers are still working on the request; sending it again would only double the load.
      return at(
        'timeout',
        `gave no whole answer within ${error.detail}. Check that the server is not stuck, or raise timeout.`,
        false,
      );
    case 'too-large':
      return at('malformed-answer', `answered more than ${error.detail}, which no chat completion has.`, false);
    case 'redirect':
      return at(
        'bad-request',
        `wants the request sent elsewhere${error.detail === '' ? '' : ` (${error.detail})`}. Set baseUrl to the final address.`,
        false,
      );
    case 'web-page':
      return at(
        'malformed-answer',
        'answered with a web page instead of JSON. Check baseUrl: most servers want it to end in /v1.',
        false,
      );
    case 'stream':
      return at(
        'malformed-answer',
        'answered with a stream though none was asked for. Turn streaming off there.',
        false,
      );
    default: {
      const unknown: never = error.kind;
      throw new TypeError(`unknown failure ${String(unknown)}`);
    }
  }
}

interface ServerMessage {
  readonly text: string;
  readonly code: string;
  /** Status named inside the body, as gateways do that answer 200 with an error. */
  readonly status: number | undefined;
}

function statusFailure(
  status: number,
  said: ServerMessage | undefined,
  headers: Readonly<Record<string, string>>,
  endpoint: FailingEndpoint,
  who: string,
  now: number,
): Failure {
  const told = said === undefined ? '' : ` The server said: ${shortened(said.text)}`;
  const make = (kind: EndpointErrorKind, text: string, retryable: boolean): Failure => ({
    kind,
    message: `${who} ${text}${told}`,
    retryable,
    retryAfterMs: retryAfterMs(headers, now),
  });
  if (status === 401 || status === 403) {
    const what =
      endpoint.key === undefined
        ? `wants a key (${status}), and none is set. Set it with "Redline: Set API Key", or name the environment variable that holds it with keyEnv.`
        : `did not accept the key (${status}). Check that the key is valid and may use the model ${endpoint.model}.`;
    return make('refused-key', what, false);
  }
  if (status === 404) {
    return make(
      'bad-request',
      `does not know the model ${endpoint.model} or the path /chat/completions (404). Check model, and that baseUrl has its whole path: most servers want it to end in /v1.`,
      false,
    );
  }
  if (status === 429) {
    const spent = said?.code === 'insufficient_quota';
    const what = spent
      ? 'has no quota left for this key (429). Check the plan and billing of the account.'
      : 'is limiting requests (429). Lower the number of trials in flight, or raise retries.';
    return make('rate-limited', what, !spent);
  }
  if (status === 402) return make('rate-limited', 'has no credit left for this key (402). Check the account.', false);
  if (status === 408 || status >= 500) {
    return make('server-error', `failed (${status}). Check the log of the server.`, true);
  }
  return make(
    'bad-request',
    `did not accept the request (${status}). Check that it takes what the scaffold sends.`,
    false,
  );
}

function serverMessage(body: string | undefined): ServerMessage | undefined {
  const value = parsed(body);
  if (!isRecord(value)) return undefined;
  const error = 'error' in value ? value['error'] : value;
  if (typeof error === 'string') return { text: error, code: '', status: undefined };
  if (!isRecord(error)) return undefined;
  const text = error['message'] ?? error['detail'];
  if (typeof text !== 'string') return undefined;
  const code = error['code'] ?? error['type'] ?? '';
  const status = Number(code);
  return { text, code: String(code), status: status >= 400 && status < 600 ? status : undefined };
}

function parsed(body: string | undefined): unknown {
  try {
    return JSON.parse(body ?? '');
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function malformed(message: string): Failure {
  return { kind: 'malformed-answer', message, retryable: false, retryAfterMs: undefined };
}

function checkServer(endpoint: FailingEndpoint): string {
  return `Check that baseUrl leads to an OpenAI-compatible server and that it serves ${endpoint.model}.`;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? shortened(error.message).replace(/\.$/, '') : 'no reason given';
}

function quote(text: string): string {
  const line = shortened(text);
  return line === '' ? 'an empty answer' : `"${line}"`;
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > LONGEST_QUOTE ? `${line.slice(0, LONGEST_QUOTE)}…` : line;
}
