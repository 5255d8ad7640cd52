import assert from 'node:assert/strict';
import type { MachineEvent, NetworkState, Process, World } from '../../../src/core/machine/world.ts';
import { networkView } from '../../../src/core/transcript/network-view.ts';
import { HOST, processOf, START } from './sample-world.ts';

const OPEN: NetworkState = {
  down: [],
  policies: { INPUT: 'ACCEPT', FORWARD: 'ACCEPT', OUTPUT: 'ACCEPT' },
  rules: [],
  unreachable: [],
};

function world(change: Partial<World> = {}, processes: readonly Process[] = []): World {
  const running = new Map(processes.map((process) => [process.pid, process]));
  return { clock: START, host: HOST, files: new Map(), processes: running, ...change };
}

const happened = (event: MachineEvent) => ({ type: 'machine.event', seq: 0, step: 1, agent: 'agent', event }) as const;

describe('the network of the machine at a step', () => {
  it('tells what went over it in the step and what it met', () => {
    const events = [
      happened({ kind: 'http.request', method: 'GET', url: 'http://localhost:8000/', status: 200 }),
      happened({ kind: 'http.request', method: 'GET', url: 'http://localhost:9/', status: 0 }),
      happened({ kind: 'file.read', path: '/etc/passwd' }),
      happened({ kind: 'connection', on: 'gpu-08', protocol: 'ssh', host: '10.0.0.7', port: 22, outcome: 'refused' }),
    ];
    assert.deepEqual(networkView(world(), world(), events).traffic, [
      { host: '', what: 'GET http://localhost:8000/', outcome: '200', failed: false },
      { host: '', what: 'GET http://localhost:9/', outcome: 'no answer', failed: true },
      { host: 'gpu-08', what: 'ssh to 10.0.0.7:22', outcome: 'refused', failed: true },
    ]);
  });

  it('counts what it leaves out of very much traffic', () => {
    const request = happened({ kind: 'http.request', method: 'GET', url: 'http://localhost:8000/', status: 200 });
    const { traffic, trafficOmitted } = networkView(
      world(),
      world(),
      Array.from({ length: 1_000 }, () => request),
    );
    assert.deepEqual([traffic.length, trafficOmitted], [200, 800]);
  });

  it('tells which connections came and went', () => {
    const login = processOf(7, {
      argv: ['ssh', 'gpu-08'],
      connections: [{ port: 40_000, peer: { address: '10.0.0.8', port: 22 } }],
    });
    const connection = { host: '', pid: 7, program: 'ssh', port: 40_000, peer: '10.0.0.8:22' };
    const now = (before: World, after: World) => networkView(before, after, []).connections;
    assert.deepEqual(now(world(), world({}, [login])), [{ ...connection, now: 'added' }]);
    assert.deepEqual(now(world({}, [login]), world({}, [login])), [{ ...connection, now: undefined }]);
    assert.deepEqual(now(world({}, [login]), world()), [{ ...connection, now: 'removed' }]);
  });

  it('tells what keeps packets from passing, on every host, and what of it is new', () => {
    const rule = {
      chain: 'OUTPUT',
      target: 'DROP',
      protocol: 'tcp',
      source: undefined,
      destination: undefined,
      port: '443',
      input: undefined,
      output: undefined,
      established: false,
    } as const;
    const closed: NetworkState = {
      ...OPEN,
      down: ['eth0'],
      policies: { ...OPEN.policies, INPUT: 'DROP' },
      rules: [rule],
      unreachable: ['gpu-08'],
    };
    const other = { host: { ...HOST, hostname: 'gpu-08' }, files: new Map(), processes: new Map(), network: closed };
    const [before, after] = [world(), world({ network: closed, hosts: new Map([['gpu-08', other]]) })];
    const { interfaces, limits } = networkView(before, after, []);
    assert.deepEqual(interfaces, [
      { host: '', name: 'eth0', address: '10.0.0.7', up: false, now: 'changed' },
      { host: 'gpu-08', name: 'eth0', address: '10.0.0.7', up: false, now: undefined },
    ]);
    const texts = ['-P INPUT DROP', '-A OUTPUT -p tcp -m tcp --dport 443 -j DROP', 'gpu-08 cannot be reached'];
    assert.deepEqual(limits, [
      ...texts.map((text) => ({ host: '', text, now: 'added' })),
      ...texts.map((text) => ({ host: 'gpu-08', text, now: undefined })),
    ]);
    assert.deepEqual(
      networkView(after, before, []).limits.map(({ text, now }) => [text, now]),
      texts.map((text) => [text, 'removed']),
    );
  });
});
