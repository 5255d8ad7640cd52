/** The network as the interpreter's own `curl` uses it. */
import type { SecureFetch } from 'just-bash';
import type { HttpReply } from '../commands/command.ts';
import { exchange } from '../python/exchange.ts';
import type { ShellProcess } from '../shell/contracts.ts';
import { reasonOf } from './reasons.ts';

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
    const body = options.body ?? '';
    const request = {
      method: options.method ?? 'GET',
      url,
      headers: headersOf(options.headers),
      body: typeof body === 'string' ? body : new TextDecoder().decode(body),
    };
    const reply = await exchange(shell, request, options.timeoutMs);
    if (reply.kind !== 'answered') throw new UnansweredError(url, reply.kind);
    return {
      status: reply.status,
      statusText: reasonOf(reply.status),
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
