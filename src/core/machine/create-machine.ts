/** Makes a mocked machine from a scenario and a seed. */
import type { AgentSpec, MachineSpec } from '../scenario/model.ts';
import { groupsOf } from './host/accounts.ts';
import { hostFacts, startTime } from './host/host.ts';
import { assembleHost } from './hosts/assemble.ts';
import { HostSet } from './hosts/host-set.ts';
import { hostSeed, hostSpec } from './hosts/host-spec.ts';
import { DEFAULT_LIMITS, type MachineLimits } from './limits.ts';
import type { AgentPlace, Machine } from './machine.ts';
import { MockedMachine } from './mocked-machine.ts';
import { NetworkMap } from './network/network-map.ts';
import { condaVariables } from './packages/build-packages.ts';
import type { PythonRuntime } from './python/python-runtime.ts';
import { Session, type SessionOptions } from './session.ts';
import type { Parts } from './shell/contracts.ts';
import { Terminals } from './terminals.ts';
import { logIn, loginEnvironment, terminalEnvironment } from './users/login.ts';
import type { HostFacts } from './world.ts';

export interface MachineOptions {
  readonly seed: number;
  /** Who types, and where. */
  readonly agent: Pick<AgentSpec, 'user' | 'cwd'>;
  readonly limits?: Partial<MachineLimits>;
  /** Python; without it scripts that no program declares cannot run. */
  readonly python?: PythonRuntime;
}

type OpenPlace = Omit<AgentPlace, 'id'>;

/**
 * A machine as the scenario describes it, at the moment at which the trial begins. The same scenario and seed give the same machine,
 * and the same actions on it the same results.
 * @throws TypeError when a file of the scenario was not loaded yet; `loadFixtures` does that.
 */
export async function createMachine(spec: MachineSpec, options: MachineOptions): Promise<Machine> {
  const { seed, agent } = options;
  const limits: MachineLimits = { ...DEFAULT_LIMITS, ...options.limits };
  const host = hostFacts(spec, seed);
  const startedAt = startTime(spec, seed);
  const common = { limits, python: options.python };
  const hosts = new HostSet(new NetworkMap(spec, seed, host), (name, set) => {
    const neighbour = set.map.neighbours.find((entry) => entry.name === name);
    const first = neighbour && set.parts(undefined);
    if (!first) return assembleHost({ ...common, spec, seed, host, hosts: set });
    const other = { spec: hostSpec(spec, startedAt, neighbour), seed: hostSeed(seed, neighbour.name) };
    return assembleHost({
      ...common,
      ...other,
      host: withMac(hostFacts(other.spec, other.seed), set.map.macOf(neighbour.address)),
      hosts: set,
      first: { kernel: first.kernel, name: neighbour.name },
    });
  });
  const parts = hosts.begin();
  const openSession = (place: OpenPlace): Session =>
    new Session(sessionOptions(hosts.parts(place.host) ?? parts, place));
  const firstAgent = new Terminals(() => openSession({ ...agent, host: undefined, pid: undefined }));
  return new MockedMachine(hosts, parts.system, firstAgent, openSession);
}

function withMac(host: HostFacts, mac: string): HostFacts {
  return { ...host, addresses: { ...host.addresses, mac } };
}

/** What a session of a user needs; each time somebody logs in there is a terminal of its own for it. */
function sessionOptions(parts: Parts, place: OpenPlace): SessionOptions {
  const { kernel } = parts;
  const { host } = kernel.state;
  const user = userOf(host, place.user);
  const login = loginEnvironment(host, user, place.cwd);
  const groups = groupsOf(host).flatMap((group) => (group.members.includes(user.name) ? [group.gid] : []));
  return {
    parts: { ...parts, terminal: { stdout: '', stderr: '' } },
    user,
    who: { uid: user.uid, gid: user.gid, groups },
    cwd: place.cwd,
    environment: (shell) => ({
      ...login,
      ...terminalEnvironment(kernel, shell),
      ...condaVariables(kernel.spec, login['PATH'] ?? ''),
      ...kernel.spec.env,
    }),
    login: () => logIn(parts.system, { user: user.name, cwd: place.cwd, startedFor: place.pid }),
  };
}

function userOf(host: HostFacts, name: string): HostFacts['users'][number] {
  const user = host.users.find((entry) => entry.name === name);
  return user ?? { name, uid: 1000, gid: 1000, home: `/home/${name}`, shell: '/bin/bash' };
}
