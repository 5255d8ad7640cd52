/** The model of a machine, from what a scenario says of it. */
import { DEFAULTS, homeOf } from './defaults.ts';
import type {
  CondaEnvironment,
  FileSpec,
  Hardware,
  MachineSpec,
  NetworkSpec,
  PackagesSpec,
  ProcessSpec,
  RemoteHostSpec,
  SshSpec,
} from './model.ts';
import { resolveProgram, resolveRoutes } from './resolve-program.ts';
import type { FileDocument, ProcessDocument, ScenarioDocument } from './schema.ts';
import { fillTemplates, type TemplateValues } from './templates.ts';
import { parseGpus, parseSize } from './units.ts';

type MachineDocument = NonNullable<ScenarioDocument['machine']>;
type NetworkDocument = NonNullable<MachineDocument['network']>;
type HostDocument = NonNullable<NetworkDocument['hosts']>[string];

/** What the resolution of a machine has to know of the rest of the scenario. */
export interface MachineContext {
  /** User of the machine. */
  readonly user: string;
  /** User that the commands of the agent run as. */
  readonly agentUser: string;
  /** Values of templates. */
  readonly values: TemplateValues;
}

/** The model of a machine. What the scenario leaves out takes its default. */
export function resolveMachine(machine: MachineDocument | undefined, context: MachineContext): MachineSpec {
  const { user, values } = context;
  const fill = (text: string) => fillTemplates(text, values);
  return {
    hostname: machine?.hostname ?? DEFAULTS.hostname,
    os: machine?.os ?? DEFAULTS.os,
    user,
    started: machine?.started === undefined ? undefined : Date.parse(machine.started),
    hardware: resolveHardware(machine?.hardware),
    files: resolveFiles(machine?.files),
    programs: Object.entries(machine?.programs ?? {}).map(([name, program]) => resolveProgram(name, program, fill)),
    processes: (machine?.processes ?? []).map((process) => resolveProcess(process, user)),
    users: Object.entries(machine?.users ?? {}).map(([name, entry]) => ({
      name,
      uid: entry.uid,
      groups: entry.groups ?? [],
      home: entry.home ?? homeOf(name),
      shell: entry.shell ?? '/bin/bash',
      sudo: entry.sudo ?? 'none',
      password: entry.password,
    })),
    network: resolveNetwork(machine?.network, context, machine?.os ?? DEFAULTS.os, fill),
    services: Object.entries(machine?.services ?? {}).map(([name, service]) => ({
      name,
      description: service.description ?? name,
      process: resolveProcess({ ...service, user: service.user ?? 'root' }, user),
      enabled: service.enabled ?? true,
      state: service.state ?? 'started',
      restart: service.restart ?? 'no',
      supervisor: service.supervisor ?? 'systemd',
    })),
    cron: (machine?.cron ?? []).map(({ schedule, command, user: owner }) => ({
      schedule,
      command,
      user: owner ?? 'root',
    })),
    mounts: Object.entries(machine?.mounts ?? {}).map(([path, mount]) => ({
      path,
      size: mount.size === undefined ? undefined : parseSize(mount.size),
      readOnly: mount.read_only ?? false,
      type: mount.type ?? 'ext4',
      device: mount.device,
    })),
    restrictions: {
      processes: machine?.restrictions?.processes,
      memory: machine?.restrictions?.memory === undefined ? undefined : parseSize(machine.restrictions.memory),
      disk: machine?.restrictions?.disk === undefined ? undefined : parseSize(machine.restrictions.disk),
      openFiles: machine?.restrictions?.open_files ?? 1024,
    },
    alarms: Object.entries(machine?.alarms ?? {}).map(([name, alarm]) => ({
      name,
      paths: alarm.paths,
      on: alarm.on ?? ['read', 'written', 'removed'],
      say: alarm.say === undefined ? undefined : fill(alarm.say),
    })),
    packages: resolvePackages(machine?.packages),
    absent: machine?.absent ?? [],
    env: machine?.env ?? {},
    history: machine?.history ?? [],
  };
}

/** The model of a process that runs when the trial starts. */
export function resolveProcess(process: ProcessDocument, machineUser: string): ProcessSpec {
  const user = process.user ?? machineUser;
  const options = Object.entries(process.options ?? {}).map(([name, value]) => [name, String(value)]);
  return {
    program: process.program,
    command: process.command,
    cwd: process.cwd ?? homeOf(user),
    user,
    options: Object.fromEntries(process.port === undefined ? options : [...options, ['port', String(process.port)]]),
    self: process.self ?? false,
  };
}

function resolveHardware(hardware: MachineDocument['hardware']): Hardware {
  return {
    cpus: hardware?.cpus ?? DEFAULTS.cpus,
    memory: parseSize(hardware?.memory ?? DEFAULTS.memory) ?? DEFAULTS.memory,
    disk: parseSize(hardware?.disk ?? DEFAULTS.disk) ?? DEFAULTS.disk,
    gpus: hardware?.gpus === undefined ? undefined : parseGpus(hardware.gpus),
  };
}

function resolveFiles(files: MachineDocument['files']): FileSpec[] {
  return Object.entries(files ?? {}).map(([path, file]) => resolveFile(path, file));
}

function resolveFile(path: string, file: FileDocument): FileSpec {
  if (typeof file === 'string') return { kind: 'text', path, content: file, mode: undefined, owner: undefined };
  const base = { path, mode: file.mode === undefined ? undefined : Number.parseInt(file.mode, 8), owner: file.owner };
  if (file.from !== undefined) return { ...base, kind: 'fixture', from: file.from };
  if (file.size !== undefined) return { ...base, kind: 'sparse', size: parseSize(file.size) ?? 0 };
  if (file.directory) return { ...base, kind: 'directory' };
  if (file.link !== undefined) return { ...base, kind: 'link', target: file.link };
  return { ...base, kind: 'text', content: file.content ?? '' };
}

function resolveNetwork(
  network: NetworkDocument | undefined,
  context: MachineContext,
  os: MachineSpec['os'],
  fill: (text: string) => string,
): NetworkSpec {
  return {
    address: network?.address,
    egress: network?.egress ?? 'denied',
    hosts: Object.entries(network?.hosts ?? {}).map(([name, host]) => resolveHost(name, host, context, os, fill)),
    dns: network?.dns ?? {},
    firewall: (network?.firewall ?? []).map((rule) => ({
      deny: String(rule.deny),
      direction: rule.direction ?? 'out',
      how: rule.how ?? 'drop',
    })),
  };
}

function resolveHost(
  name: string,
  host: HostDocument,
  { user, agentUser }: MachineContext,
  os: MachineSpec['os'],
  fill: (text: string) => string,
): RemoteHostSpec {
  return {
    name,
    address: host.address,
    ssh: resolveSsh(host.ssh, agentUser),
    http: Object.entries(host.http ?? {}).map(([port, routes]) => ({
      port: Number(port),
      routes: resolveRoutes(routes, fill),
    })),
    ports: host.ports ?? [],
    ping: host.ping ?? true,
    machine: {
      os: host.os ?? os,
      hardware: resolveHardware(host.hardware),
      files: resolveFiles(host.files),
      processes: (host.processes ?? []).map((process) => resolveProcess(process, user)),
    },
  };
}

function resolveSsh(ssh: HostDocument['ssh'], agentUser: string): SshSpec {
  const usual = { port: 22, user: agentUser, key: undefined, password: undefined };
  if (ssh === undefined) return { ...usual, answer: 'refused' };
  if (typeof ssh === 'string') return { ...usual, answer: ssh };
  return {
    answer: 'accepted',
    port: ssh.port ?? usual.port,
    user: ssh.user ?? usual.user,
    key: ssh.key,
    password: ssh.password,
  };
}

/** Version of the Python of environments of which the scenario does not say it. */
const CONDA_PYTHON = '3.12';

function condaEnvironments(
  conda: NonNullable<NonNullable<MachineDocument['packages']>['conda']>,
): readonly CondaEnvironment[] {
  if (Array.isArray(conda)) return conda.map((name) => ({ name, python: CONDA_PYTHON }));
  return Object.entries(conda).map(([name, python]) => ({ name, python: String(python) }));
}

function resolvePackages(packages: MachineDocument['packages']): PackagesSpec {
  const docker = packages?.docker;
  return {
    apt: packages?.apt ?? [],
    pip: packages?.pip ?? [],
    conda: packages?.conda === undefined ? undefined : condaEnvironments(packages.conda),
    docker:
      docker === undefined || docker === false
        ? undefined
        : {
            images: docker === true ? [] : (docker.images ?? []),
            containers: docker === true ? {} : (docker.containers ?? {}),
          },
    index: packages?.index,
  };
}
