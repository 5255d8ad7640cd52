/** Every unit that systemd knows: those of the distribution, as views of the processes, and those that files declare. */
import { belongs, type ServiceUnit, serviceUnits, unitFile } from '../host/service-units.ts';
import { type TimerUnit, timerUnits, timesOf } from '../host/timer-units.ts';
import type { System } from '../system.ts';
import type { Process, Service, World } from '../world.ts';
import type { ServiceDefinition } from './definition.ts';
import { isMasked } from './service-files.ts';

export interface UnitView {
  /** With its ending: `ssh.service`. */
  readonly name: string;
  /** Without the ending. */
  readonly bare: string;
  readonly description: string;
  readonly file: string;
  readonly enabled: 'enabled' | 'disabled' | 'static' | 'masked';
  /** Runs once and stays active without a process. */
  readonly once: boolean;
  readonly active: Service['state'];
  /** What systemd calls the state of a service in detail. */
  readonly sub: string;
  readonly process: Process | undefined;
  /** When it entered its state, in milliseconds since 1970; undefined when it never ran. */
  readonly since: number | undefined;
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  /** Undefined for a unit of the distribution. */
  readonly definition: ServiceDefinition | undefined;
  readonly shipped: ServiceUnit | undefined;
  /** Of a timer of the distribution, and of the service that it starts. */
  readonly timer?: TimerUnit;
}

/** Every service unit, by name. */
export function unitViews(system: System): readonly UnitView[] {
  const world = system.kernel.state.view;
  const declared = system.services.definitions.units.map((definition) => declaredView(definition, system));
  const names = new Set(declared.map(({ name }) => name));
  const shipped = shippedUnits(system)
    .filter(({ name }) => !names.has(name))
    .map((unit) => shippedView(unit, world, system));
  const timers = timerUnits(world.host)
    .flatMap((timer) => timerViews(timer, world, system))
    .filter(({ name }) => !names.has(name));
  return [...shipped, ...timers, ...declared].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The units that came with the system and with what the scenario has installed. */
function shippedUnits({ kernel, services }: System): readonly ServiceUnit[] {
  const units = serviceUnits(kernel.state.host);
  const hasSupervisor = services.supervisor !== undefined || kernel.state.node('/etc/supervisor/supervisord.conf');
  if (!hasSupervisor) return units;
  const supervisor: ServiceUnit = {
    name: 'supervisor.service',
    description: 'Supervisor process control system for UNIX',
    mark: '/usr/bin/supervisord',
    command: '/usr/bin/supervisord -n -c /etc/supervisor/supervisord.conf',
  };
  return [...units, supervisor];
}

/** The process of a unit of the distribution. */
export function shippedProcess(world: World, mark: string): Process | undefined {
  return [...world.processes.values()]
    .filter(({ ppid, argv }) => ppid === 1 && argv.length > 0)
    .find((process) => belongs(process, mark));
}

function shippedView(unit: ServiceUnit, world: World, system: System): UnitView {
  const { name, description, mark } = unit;
  const bare = name.replace(/\.service$/, '');
  const once = mark === undefined;
  const process = once ? undefined : shippedProcess(world, mark);
  const service = system.services.state(bare);
  const active = process || once ? 'active' : (service?.state ?? 'inactive');
  const masked = isMasked(system.kernel.state, bare);
  return {
    name,
    bare,
    description,
    file: unitFile(name).replace(/^\/usr/, ''),
    enabled: masked ? 'masked' : once ? 'static' : service?.enabled === false ? 'disabled' : 'enabled',
    once,
    active,
    sub: subState(active, process),
    process,
    since: process?.startedAt ?? (once ? world.host.bootedAt + 4_000 : service?.since),
    exitCode: service?.exitCode,
    signal: process || once ? undefined : 'TERM',
    definition: undefined,
    shipped: unit,
  };
}

/** A timer of the distribution, and the service that it starts. */
function timerViews(timer: TimerUnit, world: World, system: System): readonly UnitView[] {
  const { bare, description, what } = timer;
  const noted = system.services.state(`${bare}.timer`);
  const common = {
    process: undefined,
    signal: undefined,
    definition: undefined,
    shipped: undefined,
    once: true,
    timer,
  };
  const active = noted?.state ?? 'active';
  return [
    {
      ...common,
      name: `${bare}.timer`,
      bare: `${bare}.timer`,
      description,
      file: `/lib/systemd/system/${bare}.timer`,
      enabled: isMasked(system.kernel.state, `${bare}.timer`)
        ? 'masked'
        : noted?.enabled === false
          ? 'disabled'
          : 'enabled',
      active,
      sub: active === 'active' ? 'waiting' : 'dead',
      since: noted?.since ?? world.host.bootedAt + 12_000,
      exitCode: undefined,
    },
    {
      ...common,
      name: `${bare}.service`,
      bare,
      description: what,
      file: `/lib/systemd/system/${bare}.service`,
      enabled: 'static',
      active: 'inactive',
      sub: 'dead',
      since: timesOf(timer, world.host, world.clock).last,
      exitCode: 0,
    },
  ];
}

function declaredView(definition: ServiceDefinition, system: System): UnitView {
  const { services } = system;
  const { name: bare, description, file } = definition;
  const service = services.state(bare);
  const process = services.process(bare);
  const active = service?.state ?? 'inactive';
  const installs = definition.wantedBy.length > 0 || definition.aliases.length > 0;
  const once = definition.type === 'oneshot';
  return {
    name: `${bare}.service`,
    bare,
    description,
    file,
    enabled: services.isEnabled(definition) ? 'enabled' : installs ? 'disabled' : 'static',
    once,
    active,
    sub: subState(active, process),
    process,
    since: service?.since,
    exitCode: service?.exitCode,
    signal: services.lastSignal(bare),
    definition,
    shipped: undefined,
  };
}

function subState(active: Service['state'], process: Process | undefined): string {
  switch (active) {
    case 'active':
      return process ? 'running' : 'exited';
    case 'activating':
      return process ? 'start' : 'auto-restart';
    case 'failed':
      return 'failed';
    case 'inactive':
      return 'dead';
    default:
      return active satisfies never;
  }
}
