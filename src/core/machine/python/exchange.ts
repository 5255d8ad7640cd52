/** Requests of the machine's own tools to whatever answers them: a service of the network, or a script that listens. */
import type { HttpReply, HttpRequest } from '../commands/command.ts';
import { parseUrl } from '../network/network.ts';
import type { ShellProcess } from '../shell/contracts.ts';
import { readReply, writeRequest } from './http-wire.ts';
import { type Address, openChannel } from './socket-table.ts';

/** Sends a request for a shell and lets the time pass that it takes, `mostMs` at most. */
export async function exchange(
  shell: ShellProcess,
  request: HttpRequest,
  mostMs: number = Number.POSITIVE_INFINITY,
): Promise<HttpReply> {
  const { network, hosts, kernel } = shell.parts;
  const place = parseUrl(request.url);
  const met = place && network.connect(place.host, place.port);
  const process = met?.kind === 'open' ? met.process : undefined;
  const served = met?.kind === 'open' && met.host ? hosts.parts(met.host.name) : undefined;
  const socket = place && process && served?.sockets.find(process.pid, place.port);
  if (!socket || !process || process.state === 'stopped') {
    const reply = network.request(request, shell.process.pid);
    await shell.pass(Math.min(network.timeOf(reply), mostMs));
    return reply;
  }
  const local: Address = { host: '127.0.0.1', port: kernel.draw.int(32_768, 60_999) };
  const [there, back] = [openChannel(), openChannel()];
  const remote: Address = { host: place.host, port: place.port };
  let reply: HttpReply = { kind: 'refused' };
  if (socket.offer({ incoming: there, outgoing: back, local: remote, remote: local })) {
    there.push(writeRequest(request));
    const deadline = kernel.schedule.now + Math.min(mostMs, network.timeOf({ kind: 'timeout' }));
    const came = (): ReturnType<typeof readReply> => readReply(back.take(back.length, true), back.writers === 0);
    while (came() === undefined && kernel.schedule.now < deadline && !shell.interruption) {
      await shell.task.until((wake) => {
        back.changes.watch(wake);
        kernel.schedule.after(deadline - kernel.schedule.now, wake);
      });
    }
    there.leave('writers');
    back.leave('readers');
    const answer = came();
    if (answer === undefined) reply = { kind: 'timeout' };
    else if (answer === 'closed' || answer === 'not-http') reply = { kind: answer };
    else reply = { kind: 'answered', pid: process.pid, ...answer };
  }
  const status = reply.kind === 'answered' ? reply.status : 0;
  kernel.events.report({ kind: 'http.request', method: request.method, url: request.url, status });
  return reply;
}
