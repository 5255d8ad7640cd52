/** Hosts that are not played as machines: they have what the scenario says and nothing else. */
import type { HttpReply, HttpRequest } from '../commands/command.ts';
import { strftime } from '../host/strftime.ts';
import type { Neighbour } from './network-map.ts';
import { answerByRoute, NGINX } from './routes.ts';

/** What an attempt to connect to such a host meets. */
export type Met =
  | {
      readonly kind: 'open';
      readonly address: string;
      readonly process: undefined;
      readonly host: undefined;
      readonly neighbour: Neighbour;
    }
  | { readonly kind: 'refused' | 'timeout'; readonly address: string };

/** Servers say when they answered. */
export function dated(reply: HttpReply, now: number): HttpReply {
  if (reply.kind !== 'answered' || 'date' in reply.headers) return reply;
  return { ...reply, headers: { date: strftime('%a, %d %b %Y %H:%M:%S GMT', now), ...reply.headers } };
}

/** What a host meets one with that is not played as a machine. */
export function unplayed({ address, spec, ...neighbour }: Neighbour, port: number, protocol: 'tcp' | 'udp'): Met {
  const open = {
    kind: 'open',
    address,
    process: undefined,
    host: undefined,
    neighbour: { ...neighbour, address, spec },
  } as const;
  if (protocol === 'udp') return { kind: 'timeout', address };
  if (port === spec.ssh.port && spec.ssh.answer === 'timeout') return { kind: 'timeout', address };
  const ssh = port === spec.ssh.port && spec.ssh.answer !== 'refused';
  return ssh || spec.ports.includes(port) || spec.http.some((entry) => entry.port === port)
    ? open
    : { kind: 'refused', address };
}

/** What the routes of a host say that is not played as a machine. */
export function declaredReply({ spec }: Neighbour, request: HttpRequest, port: number): HttpReply {
  const service = spec.http.find((entry) => entry.port === port);
  if (!service) return port === spec.ssh.port ? { kind: 'not-http' } : { kind: 'timeout' };
  return { ...answerByRoute(service.routes, request, {}, NGINX).reply, pid: 0 };
}
