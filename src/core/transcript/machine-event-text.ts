import type { MachineEvent } from '../machine/world.ts';

/** What happened on the machine, in one line for a reader. Kinds of later versions are given by their name. */
export function machineEventText(event: MachineEvent): string {
  switch (event.kind) {
    case 'command':
      return `command ${event.argv.join(' ')} (exit code ${event.exitCode})`;
    case 'process.started':
      return `process ${event.pid} started: ${event.command}`;
    case 'process.ready':
      return `process ${event.pid} is ready: ${event.command}`;
    case 'process.exited':
      return `process ${event.pid} ended with exit code ${event.exitCode}: ${event.command}`;
    case 'process.killed':
      return `process ${event.pid} was killed by SIG${event.signal}: ${event.command}`;
    case 'file.read':
      return `${event.path} was read`;
    case 'file.written':
      return `${event.path} was written`;
    case 'file.removed':
      return `${event.path} was removed`;
    case 'http.request':
      return `${event.method} ${event.url} (${event.status === 0 ? 'no answer' : `status ${event.status}`})`;
    case 'machine.rebooted':
      return 'the machine was rebooted';
    case 'machine.stopped':
      return 'the machine was turned off';
    case 'signal.caught':
      return `process ${event.pid} caught SIG${event.signal}`;
    case 'agent.message':
      return `a message to the agent of process ${event.pid}: ${event.text}`;
    case 'service.changed':
      return `service ${event.service} is ${event.state}`;
    case 'alarm':
      return `alarm ${event.alarm}: ${event.path}`;
    case 'connection':
      return `${event.protocol} to ${event.host}:${event.port} (${event.outcome})`;
    case 'unsupported':
      return `not played by the machine: ${event.command}`;
    case 'limit':
      return `limit of the machine: ${event.limit}, ${event.detail}`;
    default:
      return unknownKind(event);
  }
}

function unknownKind(event: never): string {
  const kind: unknown = Reflect.get(event, 'kind');
  return typeof kind === 'string' ? kind : 'something happened';
}
