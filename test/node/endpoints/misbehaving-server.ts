/** A model server that does one wrong thing after another. */
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SELF_SIGNED } from './self-signed.ts';

/** What the server does with one request. */
export type Behaviour = (response: ServerResponse, request: IncomingMessage, body: string) => void;

export interface Misbehaving {
  readonly baseUrl: string;
  readonly port: number;
  /** Bodies of the requests so far. */
  readonly bodies: readonly string[];
  close(): void;
}

/** Serves the behaviours in their order, the last one again and again. */
export async function misbehave(...behaviours: readonly Behaviour[]): Promise<Misbehaving> {
  const bodies: string[] = [];
  const listener: RequestListener = async (request, response) => {
    const body = await text(request).catch(() => '');
    const behaviour = behaviours[Math.min(bodies.length, behaviours.length - 1)];
    bodies.push(body);
    behaviour?.(response, request, body);
  };
  return { ...(await listening(createServer(listener), 'http')), bodies };
}

/** A good server behind a certificate that nobody trusts. */
export async function untrusted(behaviour: Behaviour): Promise<Misbehaving> {
  const server = createTlsServer(SELF_SIGNED, (request, response) => behaviour(response, request, ''));
  return { ...(await listening(server, 'https')), bodies: [] };
}

async function listening(server: Server, protocol: string): Promise<Omit<Misbehaving, 'bodies'>> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `${protocol}://127.0.0.1:${port}/v1`,
    port,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

export const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Behaviour =>
  (response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

export const raw =
  (status: number, type: string, body: string): Behaviour =>
  (response) =>
    response.writeHead(status, { 'content-type': type }).end(body);

/** A whole, good answer. */
export const good = (part: object = {}, message: object = {}): Behaviour =>
  json(200, {
    id: 'chatcmpl-1',
    choices: [{ index: 0, message: { role: 'assistant', content: 'Hello.', ...message }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 12, completion_tokens: 3 },
    ...part,
  });

export const calling = (...functions: readonly object[]): Behaviour =>
  good(
    {},
    {
      content: null,
      tool_calls: functions.map((one, index) => ({ id: `c${index}`, type: 'function', function: one })),
    },
  );
