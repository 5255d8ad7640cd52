/** Stops and starts the services of the distribution: their processes are part of the host and run nothing of the scenario. */
import { baseProcesses } from '../host/base-processes.ts';
import { belongs } from '../host/service-units.ts';
import type { Exit } from '../processes/process-table.ts';
import type { System } from '../system.ts';
import type { Process, Service } from '../world.ts';
import { type UnitView, unitViews } from './unit-view.ts';

/** Milliseconds until a service of the distribution that did not end well is started again. */
const RESTART_AFTER = 100;
const CLEAN_SIGNALS = ['HUP', 'INT', 'TERM', 'PIPE'];

/** Ends the process of a unit of the distribution. */
export function stopShipped(unit: UnitView, system: System): void {
  const { kernel, journal } = system;
  if (unit.name.endsWith('.timer')) switchTimer(unit, system, 'inactive');
  if (!unit.process) return;
  journal.unit(unit.name, `Stopping ${unit.description}...`);
  kernel.processes.signal(unit.process.pid, 'TERM', 0);
  journal.unit(unit.name, `Stopped ${unit.description}.`);
}

/** The process of a unit of the distribution has ended: one that did not end well is started again, as most of them ask for. */
export function shippedEnded(process: Process, { signal }: Exit, system: System): void {
  if (process.ppid !== 1 || system.kernel.state.power === 'off') return;
  const unit = unitViews(system).find(({ shipped }) => shipped?.mark !== undefined && belongs(process, shipped.mark));
  if (!unit || unit.process) return;
  if (signal === undefined || CLEAN_SIGNALS.includes(signal)) {
    system.journal.unit(unit.name, `${unit.name}: Deactivated successfully.`);
    note(unit, system, { state: 'inactive', pid: undefined });
    return;
  }
  system.journal.unit(unit.name, `${unit.name}: Main process exited, code=killed, status=9/${signal}`, 5);
  system.journal.unit(unit.name, `${unit.name}: Failed with result 'signal'.`, 4);
  note(unit, system, { state: 'activating', pid: undefined });
  system.kernel.schedule.after(RESTART_AFTER, () => {
    const now = unitViews(system).find(({ name }) => name === unit.name);
    if (now) startShipped(now, system);
  });
}

/** Starts the process of a unit of the distribution again, as it was. */
export function startShipped(unit: UnitView, system: System): void {
  const { kernel, journal } = system;
  if (unit.name.endsWith('.timer')) switchTimer(unit, system, 'active');
  const mark = unit.shipped?.mark;
  if (unit.process || mark === undefined) return;
  const template = baseProcesses(kernel.state.host, 0).find((process) => belongs(process, mark));
  if (!template) return;
  const pid = kernel.processes.newPid();
  const process: Process = { ...template, pid, pgid: pid, startedAt: kernel.schedule.now };
  kernel.processes.addOriginal(process);
  journal.unit(unit.name, `Started ${unit.description}.`);
  note(unit, system, { state: 'active', pid });
}

/** Lets a timer of the distribution wait, or not. */
function switchTimer(unit: UnitView, system: System, state: 'active' | 'inactive'): void {
  if (unit.active === state) return;
  system.journal.unit(
    unit.name,
    state === 'active' ? `Started ${unit.description}.` : `${unit.name}: Deactivated successfully.`,
  );
  if (state === 'inactive') system.journal.unit(unit.name, `Stopped ${unit.description}.`);
  note(unit, system, { state, pid: undefined });
}

/** Lets a unit of the distribution start with the host, or not. */
export function enableShipped(unit: UnitView, system: System, enabled: boolean): void {
  note(unit, system, { state: unit.active, pid: unit.process?.pid, enabled });
}

/** Keeps what was changed about a unit of the distribution. */
function note(
  unit: UnitView,
  { kernel, services }: System,
  change: Pick<Service, 'state' | 'pid'> & Partial<Pick<Service, 'enabled'>>,
): void {
  const before = services.state(unit.bare);
  const service: Service = {
    name: unit.bare,
    supervisor: 'systemd',
    enabled: before?.enabled ?? unit.enabled === 'enabled',
    since: kernel.schedule.now,
    exitCode: 0,
    ...change,
  };
  kernel.state.setService(service);
  if ((before?.state ?? unit.active) === service.state) return;
  kernel.events.report({ kind: 'service.changed', service: unit.bare, state: service.state, exitCode: 0 });
}
