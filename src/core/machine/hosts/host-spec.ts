/** A declared host as a machine of its own. */
import type { FileSpec, MachineSpec, RemoteHostSpec } from '../../scenario/model.ts';
import { textHash } from '../host/random.ts';
import type { Neighbour } from '../network/network-map.ts';
import { publicKeyLine } from './keys.ts';

/** Whether a host is played as a machine: one that can be logged into, or on which something is said to run. */
export function isPlayed({ ssh, machine }: RemoteHostSpec): boolean {
  return ssh.answer === 'accepted' || machine.processes.length > 0;
}

/** The seed of a host: another one gives another host. */
export function hostSeed(seed: number, name: string): number {
  return textHash(`${name} of ${seed}`);
}

/** What the host is made from. The programs of the machine run there too, and what is outside of it is the same. */
export function hostSpec(machine: MachineSpec, startedAt: number, neighbour: Neighbour): MachineSpec {
  const { name, address, spec } = neighbour;
  const { user } = spec.ssh;
  const home = user === 'root' ? '/root' : `/home/${user}`;
  const opener = machine.files.find((file) => file.path === spec.ssh.key);
  const authorized: readonly FileSpec[] =
    opener?.kind === 'text'
      ? [
          {
            kind: 'text',
            path: `${home}/.ssh/authorized_keys`,
            content: publicKeyLine(opener.content, `${machine.user}@${machine.hostname}`),
            mode: 0o600,
            owner: user,
          },
        ]
      : [];
  const declared = new Set(spec.machine.files.map((file) => file.path));
  return {
    ...machine,
    hostname: name,
    os: spec.machine.os,
    user,
    started: startedAt,
    hardware: spec.machine.hardware,
    files: [...authorized.filter((file) => !declared.has(file.path)), ...spec.machine.files],
    processes: spec.machine.processes,
    users: [],
    network: { ...machine.network, address, firewall: [] },
    services: [],
    cron: [],
    mounts: [],
    restrictions: { processes: undefined, memory: undefined, disk: undefined, openFiles: 1024 },
    alarms: [],
    packages: { ...machine.packages, docker: undefined },
    absent: [],
    env: {},
    history: [],
  };
}
