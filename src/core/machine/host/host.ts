/** The host that a scenario and a seed give: what its tools say of it, all of one piece. */
import type { MachineSpec } from '../../scenario/model.ts';
import type { GpuFacts, HostDetails, HostFacts } from '../world.ts';
import { type Account, accountsOf, declaredGroups } from './accounts.ts';
import { gpuModel, PROCESSORS, topology } from './hardware.ts';
import { type Draw, drawFrom, textHash } from './random.ts';
import { kernelsAt, systemFacts } from './systems.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A working hour of a working day in early 2025, in milliseconds since 1970. */
function chooseStart(draw: Draw): number {
  const monday = Date.UTC(2025, 0, 13) + draw.int(0, 13) * 7 * DAY;
  return monday + draw.int(0, 4) * DAY + draw.int(8 * 3600, 17 * 3600) * 1000 + draw.int(0, 999);
}

/**
 * Milliseconds since 1970 at which the machine's clock stands when a trial starts: what the scenario says, else a working hour
 * in early 2025 that the seed chooses.
 */
export function startTime(spec: MachineSpec, seed: number): number {
  return spec.started ?? chooseStart(drawFrom(seed, 'start'));
}

/**
 * The accounts of the machine, with those of its people: the user of the machine, whoever owns a file or runs a process, and on a
 * machine whose user is root the first user of a cloud image.
 */
export function machineAccounts(spec: MachineSpec): readonly Account[] {
  return accountsOf(spec.os, people(spec), spec.hardware.gpus !== undefined, spec.users);
}

function people(spec: MachineSpec): readonly string[] {
  const named = [
    spec.user,
    ...spec.users.map((user) => user.name),
    ...spec.services.map((service) => service.process.user),
    ...spec.cron.map((entry) => entry.user),
    ...spec.processes.map((process) => process.user),
    ...spec.files.flatMap((file) => file.owner?.split(':')[0] ?? []),
  ].filter((name) => /^[a-z_][a-z0-9_-]*$/.test(name));
  return spec.user === 'root' ? [spec.os === 'debian-12' ? 'debian' : 'ubuntu', ...named] : named;
}

function gpusOf(spec: MachineSpec, seed: number): readonly GpuFacts[] {
  const gpus = spec.hardware.gpus;
  if (!gpus) return [];
  const draw = drawFrom(seed, 'gpus');
  const { name } = gpuModel(gpus.model, gpus.memory);
  const slot = draw.int(4, 6);
  return Array.from({ length: gpus.count }, (_, index) => {
    const place = slot + index;
    const bus = Math.floor(place / 32)
      .toString(16)
      .padStart(2, '0');
    const device = (place % 32).toString(16).padStart(2, '0');
    return {
      model: name,
      memory: gpus.memory,
      uuid: `GPU-${draw.uuid()}`,
      busId: `00000000:${bus}:${device}.0`.toUpperCase(),
    };
  });
}

/**
 * The facts of a host. The same scenario and seed give the same facts, another seed another host that is as plausible.
 * Everything that tells time lies before `startTime(spec, seed)`.
 */
export function hostFacts(spec: MachineSpec, seed: number): HostFacts {
  const started = startTime(spec, seed);
  const time = drawFrom(seed, 'time');
  const bootedAt = started - time.int(3, 34) * DAY - time.int(0, DAY / 1000) * 1000 - time.int(0, 999);
  const loginAt = started - time.int(2, 9) * MINUTE - time.int(0, 59_999);
  const installedAt = bootedAt - time.int(20, 150) * DAY - time.int(0, DAY);

  const identity = drawFrom(seed, 'identity');
  const system = systemFacts(spec.os);
  const kernel = identity.pick(kernelsAt(spec.os, bootedAt));
  const { name: cpuModel, ...processor } = identity.pick(PROCESSORS);
  const driver = identity.pick(['550.90.07', '550.90.12', '550.127.05', '550.127.08']);

  const network = drawFrom(seed, 'network');
  const chosen = `10.${network.int(0, 63)}.${network.int(0, 254)}`;
  const subnet = spec.network.address?.replace(/\.\d+$/, '') ?? chosen;
  const desk = `${subnet}.${network.int(2, 9)}`;
  const address = spec.network.address ?? `${subnet}.${network.int(11, 250)}`;
  const gpus = gpusOf(spec, seed);
  const details: HostDetails = {
    machineId: identity.hex(32),
    bootId: identity.uuid(),
    kernelBuild: kernel.build,
    processor: { ...processor, ...topology(spec.hardware.cpus) },
    gateway: address === `${subnet}.1` ? `${subnet}.254` : `${subnet}.1`,
    prefix: 24,
    rootDevice: '/dev/vda1',
    rootUuid: identity.uuid(),
    driver,
    cuda: '12.4',
    installedAt,
    ...mountsOf(spec),
    login: {
      user: spec.user,
      from: desk === address ? `${subnet}.10` : desk,
      at: loginAt,
      pid: identity.int(18_000, 39_000),
    },
  };
  const facts: HostFacts = {
    hostname: spec.hostname,
    os: spec.os,
    kernel: kernel.release,
    architecture: 'x86_64',
    cpus: spec.hardware.cpus,
    cpuModel,
    memory: spec.hardware.memory,
    disk: spec.hardware.disk,
    gpus,
    addresses: {
      interface: system.id === 'ubuntu' ? 'ens3' : 'enp1s0',
      ipv4: address,
      mac: `fa:16:3e:${network.hex(2)}:${network.hex(2)}:${network.hex(2)}`,
    },
    users: machineAccounts(spec).map(({ gecos: _, ...user }) => user),
    bootedAt,
    details,
  };
  const groups = declaredGroups(facts, spec.users);
  return groups ? { ...facts, groups } : facts;
}

/** The further file systems that the scenario declares. */
function mountsOf(spec: MachineSpec): Pick<HostDetails, 'mounts'> {
  if (spec.mounts.length === 0) return {};
  const mounts = spec.mounts.map(({ path, size, readOnly, type, device }, index) => ({
    path,
    size,
    readOnly,
    type,
    source: device ?? (size === undefined ? '/dev/vda1' : `/dev/vd${'bcdefghij'.charAt(index) || 'z'}`),
  }));
  return { mounts };
}

/** What identifies the host further; for a host that was made by hand, usual values that follow from its name. */
export function hostDetails(host: HostFacts): HostDetails {
  if (host.details) return host.details;
  const draw = drawFrom(textHash(host.hostname), 'details');
  const { name: _, ...processor } = PROCESSORS[0];
  const kernels = systemFacts(host.os).kernels;
  return {
    machineId: draw.hex(32),
    bootId: draw.uuid(),
    kernelBuild: (kernels.find((kernel) => kernel.release === host.kernel) ?? kernels[0]).build,
    processor: { ...processor, ...topology(host.cpus) },
    gateway: host.addresses.ipv4.replace(/\d+$/, '1'),
    prefix: 24,
    rootDevice: '/dev/vda1',
    rootUuid: draw.uuid(),
    driver: '550.127.05',
    cuda: '12.4',
    installedAt: host.bootedAt - 60 * DAY,
    login: {
      user: host.users.find((user) => user.uid === 1000)?.name ?? 'root',
      from: host.addresses.ipv4.replace(/\d+$/, '5'),
      at: host.bootedAt + HOUR,
      pid: 2_114,
    },
  };
}
