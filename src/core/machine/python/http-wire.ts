/** HTTP as it goes over a connection: requests are read off bytes, replies become bytes. */
import type { HttpReply, HttpRequest } from '../commands/command.ts';
import { indexOfBytes } from '../files/bytes.ts';
import { reasonOf } from '../network/reasons.ts';

export interface WireRequest {
  readonly method: string;
  /** Path and query, or a whole address. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Bytes that it took. */
  readonly length: number;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const END_OF_HEAD = encoder.encode('\r\n\r\n');
const REQUEST_LINE = /^([A-Z]+) (\S+) HTTP\/1\.[01]$/;

/** The request that some bytes begin with; undefined when more has to come, and a text when it is none. */
export function readRequest(bytes: Uint8Array): WireRequest | 'not-http' | undefined {
  const end = indexOfBytes(bytes, END_OF_HEAD);
  const head = decoder.decode(end === -1 ? bytes : bytes.subarray(0, end));
  const [first = '', ...lines] = head.split('\r\n');
  const match = REQUEST_LINE.exec(first);
  if (!match) return end !== -1 || head.includes('\n') ? 'not-http' : undefined;
  if (end === -1) return undefined;
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon > 0) headers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
  const from = end + END_OF_HEAD.length;
  const [, method = '', target = ''] = match;
  if (headers['transfer-encoding']?.toLowerCase() === 'chunked') {
    const chunked = readChunks(bytes, from);
    return chunked && { method, target, headers, ...chunked };
  }
  const size = Number(headers['content-length'] ?? 0);
  if (bytes.length < from + size) return undefined;
  return { method, target, headers, body: decoder.decode(bytes.subarray(from, from + size)), length: from + size };
}

function readChunks(bytes: Uint8Array, from: number): { readonly body: string; readonly length: number } | undefined {
  const parts: Uint8Array[] = [];
  for (let at = from; ; ) {
    const end = indexOfBytes(bytes, encoder.encode('\r\n'), at);
    if (end === -1) return undefined;
    const size = Number.parseInt(decoder.decode(bytes.subarray(at, end)), 16);
    if (bytes.length < end + 2 + size + 2) return undefined;
    if (!(size > 0)) return { body: parts.map((part) => decoder.decode(part)).join(''), length: end + 4 };
    parts.push(bytes.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
}

/** A reply as bytes. */
export function writeReply(reply: Extract<HttpReply, { kind: 'answered' }>, now: number): Uint8Array {
  const body = encoder.encode(reply.body);
  const headers = { date: new Date(now).toUTCString(), ...reply.headers };
  const length = 'content-length' in headers ? '' : `content-length: ${body.length}\r\n`;
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = encoder.encode(`HTTP/1.1 ${reply.status} ${reasonOf(reply.status)}\r\n${lines.join('')}${length}\r\n`);
  const whole = new Uint8Array(head.length + body.length);
  whole.set(head);
  whole.set(body, head.length);
  return whole;
}

/** What a server says to what is no HTTP. */
export function badRequest(): Uint8Array {
  const body = 'Invalid HTTP request received.';
  return encoder.encode(
    `HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
  );
}

/** A request as bytes. */
export function writeRequest(request: HttpRequest): Uint8Array {
  const url = new URL(request.url);
  const body = encoder.encode(request.body);
  const usual = url.port === '' ? '' : `:${url.port}`;
  const headers: Record<string, string> = { host: `${url.hostname}${usual}`, ...request.headers, connection: 'close' };
  if (body.length > 0) headers['content-length'] = String(body.length);
  const lines = Object.entries(headers).map(([name, value]) => `${titled(name)}: ${value}\r\n`);
  const head = encoder.encode(`${request.method} ${url.pathname}${url.search} HTTP/1.1\r\n${lines.join('')}\r\n`);
  const whole = new Uint8Array(head.length + body.length);
  whole.set(head);
  whole.set(body, head.length);
  return whole;
}

function titled(name: string): string {
  return name.replace(/(?:^|-)[a-z]/g, (letter) => letter.toUpperCase());
}

/** The reply that some bytes are; undefined when more has to come. `ended` tells that nothing more will. */
export function readReply(
  bytes: Uint8Array,
  ended: boolean,
):
  | { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string }
  | 'closed'
  | 'not-http'
  | undefined {
  const end = indexOfBytes(bytes, END_OF_HEAD);
  if (end === -1) return ended ? (bytes.length === 0 ? 'closed' : 'not-http') : undefined;
  const [first = '', ...lines] = decoder.decode(bytes.subarray(0, end)).split('\r\n');
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(first)?.[1];
  if (status === undefined) return 'not-http';
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon > 0) headers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
  const from = end + END_OF_HEAD.length;
  const size = headers['content-length'];
  if (size === undefined && !ended) return undefined;
  if (size !== undefined && bytes.length < from + Number(size) && !ended) return undefined;
  const content = bytes.subarray(from, size === undefined ? bytes.length : from + Number(size));
  return { status: Number(status), headers, body: decoder.decode(content) };
}
