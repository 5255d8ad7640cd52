/** The network as the interpreter's own `curl` uses it. */
import type { SecureFetch } from 'just-bash';
import type { HttpReply } from '../commands/command.ts';
import type { ShellProcess } from '../shell/contracts.ts';

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  301: 'Moved Permanently',
  302: 'Found',
  307: 'Temporary Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
};

/** Nothing answered; what the tool says of it is up to the tool. */
export class UnansweredError extends Error {
  override readonly name = 'UnansweredError';
  readonly url: string;
  readonly reply: Exclude<HttpReply, { kind: 'answered' }>['kind'];

  constructor(url: string, reply: Exclude<HttpReply, { kind: 'answered' }>['kind']) {
    super(`${reply}: ${url}`);
    this.url = url;
    this.reply = reply;
  }
}

/** A function that fetches from the mocked network on behalf of a shell. */
export function secureFetch(shell: ShellProcess): SecureFetch {
  return async (url, options = {}) => {
    const { network } = shell.parts;
    const body = options.body ?? '';
    const reply = network.request({
      method: options.method ?? 'GET',
      url,
      headers: headersOf(options.headers),
      body: typeof body === 'string' ? body : new TextDecoder().decode(body),
    });
    await shell.pass(Math.min(network.timeOf(reply), options.timeoutMs ?? Number.POSITIVE_INFINITY));
    if (reply.kind !== 'answered') throw new UnansweredError(url, reply.kind);
    return {
      status: reply.status,
      statusText: REASONS[reply.status] ?? '',
      headers: { ...reply.headers },
      body: new TextEncoder().encode(reply.body),
      url,
    };
  };
}

function headersOf(headers: unknown): Record<string, string> {
  if (typeof headers !== 'object' || headers === null) return {};
  const entries = Symbol.iterator in headers ? [...(headers as Iterable<[string, string]>)] : Object.entries(headers);
  return Object.fromEntries(entries.map(([name, value]) => [String(name).toLowerCase(), String(value)]));
}
