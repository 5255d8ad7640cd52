/**
 * Requests to one endpoint. Node's own `fetch` gives up on a slow answer after five minutes whatever it is told, follows redirects
 * with the key in a header, and reads answers of any size; so requests go through `node:http` with limits of ours.
 */
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

export type TransportFailureKind =
  | 'refused'
  | 'no-such-host'
  | 'unreachable'
  | 'certificate'
  | 'cut'
  | 'timeout'
  | 'too-large'
  | 'redirect'
  | 'web-page'
  | 'stream';

/** The request got no usable answer. `detail` is a code or an address for the message, never a header. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  readonly kind: TransportFailureKind;
  readonly detail: string;
  constructor(kind: TransportFailureKind, detail: string) {
    super(`${kind}: ${detail}`);
    this.kind = kind;
    this.detail = detail;
  }
}

export interface TransportOptions {
  /** Milliseconds from the request to the last byte of the answer. */
  readonly timeoutMs: number;
  /** Most bytes that an answer may have. */
  readonly maxBytes: number;
}

const CERTIFICATE_CODES = /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_|ERR_SSL_|EPROTO$|HOSTNAME_MISMATCH)/;

/**
 * A `fetch` that reads the whole answer within the limits before it resolves. Every request has a connection of its own: a model
 * takes seconds to answer, and a connection that was kept can be closed by the server just as it is used again.
 * It rejects with a TransportError, or with an AbortError when the signal of the request aborts.
 */
export function createFetch(options: TransportOptions): typeof fetch {
  return (input, init = {}) => send(new URL(input instanceof Request ? input.url : input), init, options);
}

function send(url: URL, init: RequestInit, options: TransportOptions): Promise<Response> {
  return new Promise((resolve, reject) => {
    const { signal } = init;
    if (signal?.aborted) {
      reject(abortError());
      return;
    }
    const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, {
      method: init.method ?? 'GET',
      headers: Object.fromEntries(new Headers(init.headers)),
      agent: false,
    });
    const timer = setTimeout(() => fail(new TransportError('timeout', `${options.timeoutMs} ms`)), options.timeoutMs);
    const onAbort = (): void => fail(abortError());
    const settle = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    const fail = (error: unknown): void => {
      settle();
      reject(error);
      request.destroy();
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    request.on('error', (error) => fail(connectionFailure(error, url)));
    request.on('response', (answer) => {
      readAnswer(answer, options.maxBytes).then((response) => {
        settle();
        resolve(response);
      }, fail);
    });
    request.end(typeof init.body === 'string' ? init.body : undefined);
  });
}

async function readAnswer(answer: IncomingMessage, maxBytes: number): Promise<Response> {
  const status = answer.statusCode ?? 0;
  if (status >= 300 && status < 400) {
    throw new TransportError('redirect', withoutQuery(answer.headers.location ?? ''));
  }
  const type = answer.headers['content-type'] ?? '';
  const ok = status >= 200 && status < 300;
  if (ok && type.startsWith('text/html')) throw new TransportError('web-page', type);
  if (ok && type.startsWith('text/event-stream')) throw new TransportError('stream', type);
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of answer as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > maxBytes) throw new TransportError('too-large', `${maxBytes} bytes`);
      parts.push(part);
    }
  } catch (error) {
    throw error instanceof TransportError ? error : new TransportError('cut', codeOf(error));
  }
  const headers = new Headers();
  for (const [name, value] of Object.entries(answer.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  const hasBody = status !== 204 && status !== 205;
  return new Response(hasBody ? Buffer.concat(parts) : null, { status: status >= 200 ? status : 502, headers });
}

function connectionFailure(error: unknown, url: URL): TransportError {
  const code = codeOf(error);
  if (code === 'ECONNREFUSED') return new TransportError('refused', code);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return new TransportError('no-such-host', url.hostname);
  if (CERTIFICATE_CODES.test(code)) return new TransportError('certificate', code);
  if (code === 'ECONNRESET' || code === 'EPIPE' || code.startsWith('HPE_')) return new TransportError('cut', code);
  return new TransportError('unreachable', code);
}

/** The code of a system error. Where several addresses were tried, that of the first. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.name : 'unknown';
}

function withoutQuery(address: string): string {
  return address.replace(/[?#].*$/s, '').replace(/\/\/[^/@]*@/, '//');
}

function abortError(): DOMException {
  return new DOMException('The request was cancelled.', 'AbortError');
}
