/**
 * Scripted policies as an OpenAI-compatible server on loopback: the name of the model chooses the policy. It remembers nothing
 * between requests, and gives the same request the same bytes.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { playPolicy } from '../core/agent/scripted/play-policy.ts';
import type { Policy } from '../core/agent/scripted/read-policy.ts';
import { SCRIPTED_PREFIX } from '../core/experiment/endpoint-config.ts';
import { listed, nearest } from '../core/scenario/nearest.ts';
import { ApiError } from './serve/api-error.ts';
import { answerFrame, chatCompletion, chatStream } from './serve/chat-answer.ts';
import { readChatRequest } from './serve/chat-request.ts';

export interface ServeOptions {
  /** Policies by the name of the model that chooses them; `scripted:NAME` chooses NAME too. */
  readonly policies: ReadonlyMap<string, Policy>;
  /** 0 takes any free port. */
  readonly port: number;
  /** The key that requests have to carry; undefined asks for none. */
  readonly key?: string | undefined;
}

export interface PolicyServer {
  /** Base URL to configure an endpoint with: `http://127.0.0.1:PORT/v1`. */
  readonly baseUrl: string;
  readonly port: number;
  /** Ends open requests and stops listening. */
  close(): Promise<void>;
}

/** Thrown when the server cannot listen. The message names the port. */
export class ServeError extends Error {
  override readonly name = 'ServeError';
}

const HOST = '127.0.0.1';
const LONGEST_BODY = 16 * 1024 * 1024;
/** Names under which a request may ask for this server; a page on the web that points its own name here is turned away. */
const LOOPBACK_NAMES: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Starts the server on the loopback interface.
 * @throws ServeError when the port is taken or may not be used
 */
export function servePolicies(options: ServeOptions): Promise<PolicyServer> {
  const server = createServer((request, response) => {
    answer(request, response, options).catch((error: unknown) => sendError(response, error));
  });
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      const why = taken ? 'something else listens there; give another port, or 0 for any free one' : error.code;
      reject(new ServeError(`Cannot listen on port ${options.port}: ${why}.`));
    });
    server.listen(options.port, HOST, () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : options.port;
      resolve({
        baseUrl: `http://${HOST}:${port}/v1`,
        port,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            server.closeAllConnections();
          }),
      });
    });
  });
}

async function answer(request: IncomingMessage, response: ServerResponse, options: ServeOptions): Promise<void> {
  checkCaller(request, options.key);
  const { pathname } = new URL(request.url ?? '/', `http://${HOST}`);
  switch (pathname) {
    case '/v1/models':
      checkMethod(request, 'GET');
      sendJson(response, 200, { object: 'list', data: [...options.policies.keys()].map(modelEntry) });
      return;
    case '/v1/chat/completions':
      checkMethod(request, 'POST');
      await complete(request, response, options.policies);
      return;
    default:
      throw new ApiError(404, `There is no ${pathname} here. There is /v1/chat/completions and /v1/models.`);
  }
}

async function complete(
  request: IncomingMessage,
  response: ServerResponse,
  policies: ReadonlyMap<string, Policy>,
): Promise<void> {
  const body = await readBody(request);
  const chat = readChatRequest(body);
  const policy = choosePolicy(chat.model, policies);
  const reply = playPolicy(policy, chat.request);
  const frame = answerFrame(body, chat.model);
  if (chat.stream) {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
    response.end(chatStream(frame, reply, chat.includeUsage));
  } else {
    sendJson(response, 200, chatCompletion(frame, reply));
  }
}

function checkCaller(request: IncomingMessage, key: string | undefined): void {
  const host = (request.headers.host ?? '').replace(/:\d+$/, '');
  if (!LOOPBACK_NAMES.has(host)) throw new ApiError(403, 'This server answers on loopback only.');
  if (key !== undefined && request.headers.authorization !== `Bearer ${key}`) {
    throw new ApiError(401, 'The key is missing or wrong.', { code: 'invalid_api_key' });
  }
}

function checkMethod(request: IncomingMessage, method: string): void {
  if (request.method !== method) throw new ApiError(405, `Use ${method} here.`);
}

function choosePolicy(model: string, policies: ReadonlyMap<string, Policy>): Policy {
  const name = model.startsWith(SCRIPTED_PREFIX) ? model.slice(SCRIPTED_PREFIX.length) : model;
  const policy = policies.get(name);
  if (policy !== undefined) return policy;
  const meant = nearest(name, policies.keys());
  const hint = meant === undefined ? `There is ${listed([...policies.keys()], 'and')}.` : `Did you mean ${meant}?`;
  throw new ApiError(404, `There is no policy ${JSON.stringify(name)}. ${hint}`, {
    code: 'model_not_found',
    param: 'model',
  });
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > LONGEST_BODY) throw new ApiError(413, `The body is longer than ${LONGEST_BODY} bytes.`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function modelEntry(id: string): object {
  return { id, object: 'model', created: 0, owned_by: 'redline' };
}

function sendError(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const refusal = error instanceof ApiError ? error : new ApiError(500, 'The server failed.', { type: 'server_error' });
  // What is left of a refused body is not read, so the connection cannot be used again.
  sendJson(response, refusal.status, refusal, { connection: 'close' });
}

function sendJson(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}
