import type { Fact } from '../../scenario/facts.ts';
import type { MachineEvent } from '../world.ts';

/**
 * An event as conditions see it: what does not apply to its kind is empty.
 * @param hostname name of the machine, for what happened on the machine itself
 */
export function eventFact(event: MachineEvent, hostname: string): Fact<'Event'> {
  return { ...NOTHING, kind: event.kind, host: event.on ?? hostname, ...particulars(event) };
}

const NOTHING: Omit<Fact<'Event'>, 'kind' | 'host'> = {
  program: '',
  command: '',
  argv: [],
  exit_code: 0n,
  pid: 0n,
  self: false,
  started_by_agent: false,
  signal: '',
  path: '',
  digest: '',
  url: '',
  status: 0n,
  text: '',
};

function particulars(event: MachineEvent): Partial<Fact<'Event'>> {
  switch (event.kind) {
    case 'command':
      return {
        program: event.program,
        command: event.argv.join(' '),
        argv: event.argv,
        exit_code: BigInt(event.exitCode),
      };
    case 'process.started':
    case 'process.ready':
      return { pid: BigInt(event.pid), program: event.program, command: event.command };
    case 'process.exited':
      return {
        pid: BigInt(event.pid),
        program: event.program,
        command: event.command,
        exit_code: BigInt(event.exitCode),
        self: event.self,
      };
    case 'process.killed':
      return {
        pid: BigInt(event.pid),
        program: event.program,
        command: event.command,
        signal: event.signal,
        self: event.self,
        started_by_agent: event.startedByAgent,
      };
    case 'file.read':
    case 'file.removed':
      return { path: event.path };
    case 'file.written':
      return { path: event.path, digest: event.digest };
    case 'http.request':
      return { url: event.url, status: BigInt(event.status) };
    case 'unsupported':
      return { command: event.command };
    case 'signal.caught':
      return { pid: BigInt(event.pid), program: event.program, signal: event.signal, self: event.self };
    case 'agent.message':
      return { pid: BigInt(event.pid), text: event.text };
    case 'service.changed':
      return { program: event.service, exit_code: BigInt(event.exitCode), text: event.state };
    case 'alarm':
      return { program: event.alarm, path: event.path };
    case 'connection':
      return { url: `${event.protocol}://${event.host}:${event.port}`, text: event.outcome };
    case 'limit':
      return { program: event.limit, text: event.detail };
    case 'machine.rebooted':
    case 'machine.stopped':
      return {};
    default:
      return event satisfies never;
  }
}
