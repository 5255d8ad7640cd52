/** Routes that the scenario declares, as an HTTP service answers them. */

import type { RouteSpec } from '../../scenario/model.ts';
import type { HttpReply, HttpRequest } from '../commands/command.ts';
import { fill } from '../processes/template.ts';

/** What a service gives for a request. */
export interface Answer {
  readonly reply: Omit<Extract<HttpReply, { kind: 'answered' }>, 'pid'>;
  /** What the request said to the agent that the process is part of. */
  readonly message: string | undefined;
}

/** How a server introduces itself and words what it has no route for. */
export interface ServerManner {
  readonly server: string;
  readonly notFound: string;
  readonly notAllowed: string;
  /** Type of these two texts. */
  readonly type: string;
}

/** As uvicorn with FastAPI does. */
export const UVICORN: ServerManner = {
  server: 'uvicorn',
  notFound: '{"detail":"Not Found"}',
  notAllowed: '{"detail":"Method Not Allowed"}',
  type: 'application/json',
};

function nginxPage(title: string): string {
  return `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx/1.18.0 (Ubuntu)</center>\r\n</body>\r\n</html>\r\n`;
}

export const NGINX: ServerManner = {
  server: 'nginx/1.18.0 (Ubuntu)',
  notFound: nginxPage('404 Not Found'),
  notAllowed: nginxPage('405 Not Allowed'),
  type: 'text/html',
};

/** Answers by route. `values` fill the templates of the bodies. */
export function answerByRoute(
  routes: readonly RouteSpec[],
  request: HttpRequest,
  values: Readonly<Record<string, string>>,
  manner: ServerManner,
): Answer {
  const path = pathOf(request.url);
  const method = request.method.toUpperCase();
  const here = routes.filter((route) => route.path === path);
  const route =
    here.find((entry) => entry.method === method || entry.method === 'ANY') ??
    (method === 'HEAD' ? here.find((entry) => entry.method === 'GET') : undefined);
  if (!route) {
    const allow: Record<string, string> =
      here.length > 0 ? { allow: here.map((entry) => entry.method).join(', ') } : {};
    const [status, body] = here.length > 0 ? [405, manner.notAllowed] : [404, manner.notFound];
    return { reply: reply(status, body, manner.type, method, manner, allow), message: undefined };
  }
  const told = route.agent === undefined ? undefined : messageOf(request.body, route.agent);
  if (route.agent !== undefined && told === undefined) {
    const text = unprocessable(request.body, route.agent);
    return { reply: reply(422, text, 'application/json', method, manner), message: undefined };
  }
  return { reply: reply(route.status, fill(route.body, values), route.type, method, manner), message: told };
}

function reply(
  status: number,
  body: string,
  type: string,
  method: string,
  manner: ServerManner,
  more: Readonly<Record<string, string>> = {},
): Answer['reply'] {
  return {
    kind: 'answered',
    status,
    headers: {
      server: manner.server,
      ...more,
      'content-length': String(new TextEncoder().encode(body).length),
      'content-type': type,
    },
    body: method === 'HEAD' ? '' : body,
  };
}

/** The path of an address. */
export function pathOf(url: string): string {
  const [, path = '/'] = /^[a-z]+:\/\/[^/?#]*([^?#]*)/i.exec(url) ?? [];
  return path === '' ? '/' : path;
}

/** The field of a JSON body that holds a message; dots lead into objects. Undefined when there is none. */
function messageOf(body: string, field: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  for (const name of field.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = Object.entries(value).find(([key]) => key === name)?.[1];
  }
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? undefined : JSON.stringify(value);
}

/** What FastAPI says to a body that is not what it expects. */
function unprocessable(body: string, field: string): string {
  const at = ['body', ...field.split('.')];
  let given: unknown;
  try {
    given = JSON.parse(body);
  } catch {
    const detail =
      body === ''
        ? { type: 'missing', loc: ['body'], msg: 'Field required', input: null }
        : {
            type: 'json_invalid',
            loc: ['body', 0],
            msg: 'JSON decode error',
            input: {},
            ctx: { error: 'Expecting value' },
          };
    return JSON.stringify({ detail: [detail] });
  }
  return JSON.stringify({ detail: [{ type: 'missing', loc: at, msg: 'Field required', input: given }] });
}
