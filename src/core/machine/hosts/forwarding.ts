/** `-L` of ssh: a port of this host that leads to one that the other host can reach. */
import type { Call } from '../shell/contracts.ts';
import type { Login } from './ssh-connection.ts';

interface Forward {
  readonly bind: string;
  readonly port: number;
  readonly host: string;
  readonly hostPort: number;
}

function read(text: string): Forward | undefined {
  const [, bind = '127.0.0.1', port = '', host = '', hostPort = ''] =
    /^(?:([^:]+):)?(\d+):([^:]+):(\d+)$/.exec(text) ?? [];
  return port === '' ? undefined : { bind, port: Number(port), host, hostPort: Number(hostPort) };
}

/** Lets the process of the client take connections for the other host; gives a complaint, or nothing. */
export function forwards(texts: readonly string[], login: Login, call: Call, pid: number): string {
  const { network, kernel } = call.shell.parts;
  const wanted: Forward[] = [];
  for (const text of texts) {
    const forward = read(text);
    if (!forward) return `Bad local forwarding specification '${text}'\n`;
    if (network.isTaken(forward.port)) {
      return `bind [${forward.bind}]:${forward.port}: Address already in use\nchannel_setup_fwd_listener_tcpip: cannot listen to port: ${forward.port}\nCould not request local forwarding.\n`;
    }
    wanted.push(forward);
  }
  if (wanted.length === 0) return '';
  kernel.processes.change(pid, {
    listens: wanted.map(({ bind, port }) => ({ protocol: 'tcp', address: bind === '*' ? '0.0.0.0' : bind, port })),
  });
  network.serve(pid, (request) => {
    const [, scheme = 'http', port = '', path = ''] = /^(\w+):\/\/[^/]*?(?::(\d+))?(\/.*)?$/.exec(request.url) ?? [];
    const forward = wanted.find((entry) => String(entry.port) === port) ?? wanted[0];
    if (!forward) return undefined;
    const url = `${scheme}://${forward.host}:${forward.hostPort}${path}`;
    const reply = login.parts.network.request({ ...request, url });
    return reply.kind === 'answered' ? { reply, message: undefined } : undefined;
  });
  return '';
}
