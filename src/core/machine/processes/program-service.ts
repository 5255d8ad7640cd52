/** What a declared program answers over HTTP. */
import type { ProgramSpec } from '../../scenario/model.ts';
import type { Service } from '../network/network.ts';
import { fill } from './template.ts';

/** Answers by route; an unknown path and a wrong method are answered as uvicorn with FastAPI does. */
export function programService(program: ProgramSpec, values: Readonly<Record<string, string>>): Service {
  return (request, process) => {
    const path = pathOf(request.url);
    const method = request.method.toUpperCase();
    const routes = program.answers.filter((route) => route.path === path);
    const route =
      routes.find((entry) => entry.method === method || entry.method === 'ANY') ??
      (method === 'HEAD' ? routes.find((entry) => entry.method === 'GET') : undefined);
    const status = route?.status ?? (routes.length > 0 ? 405 : 404);
    const filled = { ...values, pid: String(process.pid) };
    const body = route
      ? fill(route.body, filled)
      : routes.length > 0
        ? '{"detail":"Method Not Allowed"}'
        : '{"detail":"Not Found"}';
    const allow: Record<string, string> =
      !route && routes.length > 0 ? { allow: routes.map((entry) => entry.method).join(', ') } : {};
    return {
      kind: 'answered',
      status,
      headers: {
        server: 'uvicorn',
        ...allow,
        'content-length': String(new TextEncoder().encode(body).length),
        'content-type': route?.type ?? 'application/json',
      },
      body: method === 'HEAD' ? '' : body,
      pid: process.pid,
    };
  };
}

function pathOf(url: string): string {
  const [, path = '/'] = /^[a-z]+:\/\/[^/?#]*([^?#]*)/i.exec(url) ?? [];
  return path === '' ? '/' : path;
}
