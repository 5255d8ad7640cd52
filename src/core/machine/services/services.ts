/** The services of a host: what systemd and supervisord start, watch and start again. */
import type { ServiceState } from '../../scenario/model.ts';
import type { Kernel } from '../kernel.ts';
import type { LaunchFunction } from '../processes/launch.ts';
import type { Exit } from '../processes/process-table.ts';
import type { Scheduled } from '../time/schedule.ts';
import type { Process, Service } from '../world.ts';
import type { DefinitionChanges, ServiceDefinition } from './definition.ts';
import { Definitions } from './definitions.ts';
import type { Journal } from './journal.ts';
import { endedWell, tellEnd } from './service-end.ts';
import { isEnabled } from './service-files.ts';
import { familyOf, leftBehind, type PlainStarter, startService } from './service-process.ts';

/** Who asks for a change. */
export interface Requester {
  /** The agent for which it is done, by the pid of its process. */
  readonly startedFor?: number | undefined;
}

/** What is known of a service besides its state. */
interface Supervision {
  /** Times of its last starts. */
  readonly starts: number[];
  /** It was told to stop. */
  stopping: boolean;
  timer: Scheduled | undefined;
  signal: string | undefined;
  lastPid: number | undefined;
  /** How often it was started again by itself. */
  restarts: number;
  requester: Requester;
}

/** Milliseconds in which so many starts as a definition allows are too many. */
const START_INTERVAL = 10_000;
/** Milliseconds until a service that does not end is killed. */
const STOP_TIMEOUT = { systemd: 90_000, supervisord: 10_000 } as const;
/** Milliseconds that a program has to run for supervisord to count it as started. */
const SUPERVISOR_START = 1_000;

export class Services {
  readonly #kernel: Kernel;
  readonly #journal: Journal;
  readonly #launch: LaunchFunction;
  readonly #plain: PlainStarter;
  readonly #supervisions = new Map<string, Supervision>();
  /** Who had each service started or enabled: it is theirs after a restart too. */
  readonly #requesters = new Map<string, Requester>();
  /** What the files say of services, as far as it is in force. */
  readonly definitions: Definitions;

  constructor(kernel: Kernel, journal: Journal, launch: LaunchFunction, plain: PlainStarter) {
    this.#kernel = kernel;
    this.#journal = journal;
    this.#launch = launch;
    this.#plain = plain;
    this.definitions = new Definitions(kernel.state);
  }

  /** Puts what supervisord read in force. */
  update(requester: Requester): DefinitionChanges {
    const changes = this.definitions.reread();
    for (const name of [...changes.gone, ...changes.changed]) this.stop(name);
    this.definitions.readPrograms();
    for (const name of changes.gone) this.#kernel.state.removeService(name);
    for (const { name, startsAlone } of this.definitions.programs) {
      if (startsAlone && [...changes.added, ...changes.changed].includes(name)) this.start(name, requester);
    }
    return changes;
  }

  /** Pid of supervisord; undefined when it does not run. */
  get supervisor(): number | undefined {
    for (const { pid, command } of this.#kernel.state.processes.values()) {
      if (command.includes('/supervisord ')) return pid;
    }
    return undefined;
  }

  state(name: string): Service | undefined {
    return this.#kernel.state.services.get(name);
  }

  /** The main process of a service. */
  process(name: string): Process | undefined {
    const pid = this.state(name)?.pid;
    return pid === undefined ? undefined : this.#kernel.processes.get(pid);
  }

  /** The signal that ended a service last. */
  lastSignal(name: string): string | undefined {
    return this.#supervisions.get(name)?.signal;
  }

  /** Pid of the last process of a service. */
  lastPid(name: string): number | undefined {
    return this.#supervisions.get(name)?.lastPid;
  }

  /** The service that a process belongs to; undefined when it belongs to none. */
  serviceOf(pid: number): string | undefined {
    const { processes, services } = this.#kernel.state;
    const mains = new Map([...services.values()].map((service) => [service.pid, service.name]));
    const seen = new Set<number>();
    for (let at = processes.get(pid); at && !seen.has(at.pid); at = processes.get(at.ppid)) {
      seen.add(at.pid);
      const name = mains.get(at.pid);
      if (name !== undefined) return name;
    }
    return undefined;
  }

  /** Takes note of a service that runs when the trial begins. */
  declare(service: Service): void {
    this.#kernel.state.setService(service);
    this.#supervision(service.name).lastPid = service.pid;
    if (service.pid !== undefined) this.#watch(service.name, service.pid);
  }

  /** Starts a service, which may fail later; true when it was tried. A service that runs is left alone. */
  start(name: string, requester: Requester = {}): boolean {
    const definition = this.definitions.of(name);
    if (!definition || definition.problem !== undefined) return false;
    const { state: current } = this.state(name) ?? {};
    if (current === 'active' || (current === 'activating' && this.process(name))) return true;
    const supervision = this.#supervision(name);
    supervision.stopping = false;
    if (requester.startedFor !== undefined) this.#requesters.set(name, requester);
    supervision.requester = this.#requesters.get(name) ?? {};
    supervision.starts.length = 0;
    supervision.restarts = 0;
    this.#begin(definition);
    return true;
  }

  /** Tells a service to stop. What does not end is killed after a while. */
  stop(name: string): void {
    const definition = this.definitions.of(name);
    const service = this.state(name);
    const supervision = this.#supervision(name);
    supervision.timer?.cancel();
    supervision.stopping = true;
    const unit = `${name}.service`;
    const main = this.process(name);
    if (!main) {
      if (service && service.state !== 'inactive') this.#enter(name, { state: 'inactive', pid: undefined });
      return;
    }
    if (definition?.supervisor !== 'supervisord') {
      this.#journal.unit(unit, `Stopping ${definition?.description ?? name}...`);
    }
    const family = familyOf(this.#kernel, main.pid);
    for (const pid of family) this.#kernel.processes.signal(pid, 'TERM', 0);
    if (!family.some((pid) => this.#kernel.processes.get(pid))) return;
    supervision.timer = this.#kernel.schedule.after(STOP_TIMEOUT[definition?.supervisor ?? 'systemd'], () => {
      this.#journal.unit(unit, `${unit}: State 'stop-sigterm' timed out. Killing.`, 4);
      for (const pid of familyOf(this.#kernel, main.pid)) this.#kernel.processes.signal(pid, 'KILL', 0);
    });
  }

  /** Puts a service into a state, as a scenario does. */
  put(name: string, state: ServiceState): void {
    switch (state) {
      case 'started':
        this.start(name);
        return;
      case 'stopped':
        this.stop(name);
        return;
      case 'restarted':
        this.stop(name);
        this.#kernel.schedule.after(0, () => {
          this.start(name);
        });
        return;
      case 'failed': {
        const main = this.process(name);
        this.#supervision(name).stopping = true;
        if (main) for (const pid of familyOf(this.#kernel, main.pid)) this.#kernel.processes.signal(pid, 'KILL', 0);
        if (this.state(name)) this.#enter(name, { state: 'failed', pid: undefined, exitCode: 1 });
        return;
      }
      default:
        state satisfies never;
    }
  }

  /** Whether a service starts with the host. */
  isEnabled(definition: ServiceDefinition): boolean {
    if (definition.supervisor === 'supervisord') return definition.startsAlone;
    return isEnabled(this.#kernel.state, definition.name);
  }

  /** Takes note that a service was enabled or disabled. */
  noteEnabled(definition: ServiceDefinition, requester: Requester = {}): void {
    if (requester.startedFor !== undefined) this.#requesters.set(definition.name, requester);
    const service = this.state(definition.name);
    const enabled = this.isEnabled(definition);
    if (service) this.#kernel.state.setService({ ...service, enabled });
    else this.#kernel.state.setService({ ...this.#fresh(definition), enabled });
  }

  /** Forgets that services failed. */
  resetFailed(names: readonly string[] | undefined): void {
    for (const service of this.#kernel.state.services.values()) {
      const meant = names === undefined || names.includes(service.name);
      if (meant && service.state === 'failed') this.#enter(service.name, { state: 'inactive', pid: undefined });
    }
  }

  wentDown(): void {
    for (const supervision of this.#supervisions.values()) {
      supervision.timer?.cancel();
      supervision.stopping = true;
    }
    this.#supervisions.clear();
    for (const service of this.#kernel.state.services.values()) {
      this.#kernel.state.setService({ ...service, state: 'inactive', pid: undefined });
    }
  }

  cameUp(): void {
    this.definitions.reload();
    this.definitions.readPrograms();
    for (const definition of [...this.definitions.units, ...this.definitions.programs]) {
      if (this.isEnabled(definition)) this.start(definition.name);
    }
  }

  #supervision(name: string): Supervision {
    const known = this.#supervisions.get(name);
    if (known) return known;
    const fresh: Supervision = {
      starts: [],
      stopping: false,
      timer: undefined,
      signal: undefined,
      lastPid: undefined,
      restarts: 0,
      requester: {},
    };
    this.#supervisions.set(name, fresh);
    return fresh;
  }

  #fresh(definition: ServiceDefinition): Service {
    return {
      name: definition.name,
      supervisor: definition.supervisor,
      enabled: this.isEnabled(definition),
      state: 'inactive',
      pid: undefined,
      since: this.#kernel.schedule.now,
      exitCode: undefined,
    };
  }

  #enter(name: string, change: Partial<Service> & Pick<Service, 'state'>): void {
    const definition = this.definitions.of(name);
    const before = this.state(name) ?? (definition ? this.#fresh(definition) : undefined);
    if (!before) return;
    const since = before.state === change.state ? before.since : this.#kernel.schedule.now;
    const after: Service = { ...before, ...change, since };
    this.#kernel.state.setService(after);
    if (before.state === after.state) return;
    const { state, exitCode } = after;
    this.#kernel.events.report({ kind: 'service.changed', service: name, state, exitCode: exitCode ?? 0 });
  }

  /** Starts the process of a service. */
  #begin(definition: ServiceDefinition): void {
    const { name, supervisor, type, description } = definition;
    const unit = `${name}.service`;
    const supervision = this.#supervision(name);
    const { now } = this.#kernel.schedule;
    supervision.starts.push(now);
    const parent = supervisor === 'supervisord' ? this.supervisor : 1;
    if (parent === undefined) return;
    const spawned = startService(definition, parent, {
      kernel: this.#kernel,
      launch: this.#launch,
      plain: this.#plain,
      startedFor: supervision.requester.startedFor,
      print: (text) => this.#print(definition, text),
    });
    if (supervisor === 'systemd' && type !== 'simple') this.#journal.unit(unit, `Starting ${description}...`);
    if ('failure' in spawned) {
      this.#journal.unit(unit, `${unit}: Main process exited, code=exited, status=${spawned.failure}`, 5);
      this.#enter(name, { state: 'activating', pid: undefined });
      this.#kernel.schedule.after(1, () => this.#ended(definition, { exitCode: spawned.exitCode, signal: undefined }));
      return;
    }
    supervision.lastPid = spawned.pid;
    const waits = type !== 'simple' || supervisor === 'supervisord';
    this.#enter(name, { state: waits ? 'activating' : 'active', pid: spawned.pid });
    if (supervisor === 'systemd' && type === 'simple') this.#journal.unit(unit, `Started ${description}.`);
    if (supervisor === 'supervisord') {
      this.#kernel.schedule.after(SUPERVISOR_START, () => {
        if (this.state(name)?.pid === spawned.pid) this.#enter(name, { state: 'active' });
      });
    }
    this.#watch(name, spawned.pid);
  }

  #watch(name: string, pid: number): void {
    this.#kernel.processes.whenEnded(pid, (exit) => {
      const definition = this.definitions.of(name);
      if (definition && this.state(name)?.pid === pid) this.#ended(definition, exit);
    });
  }

  #print(definition: ServiceDefinition, text: string): void {
    const [program = ''] = definition.commands[0] ?? [];
    const pid = this.state(definition.name)?.pid ?? 0;
    const tag = `${program.slice(program.lastIndexOf('/') + 1)}[${pid}]`;
    for (const line of text.split('\n')) {
      if (line !== '') this.#journal.say({ unit: `${definition.name}.service`, tag, text: line });
    }
  }

  /** The main process of a service has ended. */
  #ended(definition: ServiceDefinition, exit: Exit): void {
    const { name, supervisor, type, description, remains } = definition;
    const unit = `${name}.service`;
    const supervision = this.#supervision(name);
    supervision.timer?.cancel();
    supervision.signal = exit.signal;
    const isClean = endedWell(exit);
    const { exitCode } = exit;
    if (supervision.stopping) {
      if (supervisor === 'systemd') {
        this.#journal.unit(unit, `${unit}: Deactivated successfully.`);
        this.#journal.unit(unit, `Stopped ${description}.`);
      }
      this.#enter(name, { state: isClean ? 'inactive' : 'failed', pid: undefined, exitCode });
      return;
    }
    if (exitCode === 0 && type === 'forking') {
      const left = leftBehind(this.#kernel, this.state(name)?.since ?? 0);
      if (left !== undefined) {
        this.#enter(name, { state: 'active', pid: left, exitCode });
        this.#journal.unit(unit, `Started ${description}.`);
        this.#watch(name, left);
        return;
      }
    }
    if (supervisor === 'systemd') tellEnd(definition, exit, this.#journal);
    if (exitCode === 0 && type === 'oneshot') {
      this.#journal.unit(unit, `Finished ${description}.`);
      this.#enter(name, { state: remains ? 'active' : 'inactive', pid: undefined, exitCode });
      return;
    }
    const { restart } = definition;
    const again = restart === 'always' || (restart === 'on-failure' && (!isClean || supervisor === 'supervisord'));
    const wanted = restart === 'on-failure' && supervisor === 'supervisord' ? exitCode !== 0 : again;
    if (wanted) this.#again(definition, exitCode);
    else this.#enter(name, { state: isClean ? 'inactive' : 'failed', pid: undefined, exitCode });
  }

  #again(definition: ServiceDefinition, exitCode: number): void {
    const { name, supervisor, restartAfter, mostStarts } = definition;
    const unit = `${name}.service`;
    const supervision = this.#supervision(name);
    const { now } = this.#kernel.schedule;
    const recent = supervision.starts.filter((at) => now - at < START_INTERVAL);
    supervision.starts.splice(0, supervision.starts.length, ...recent);
    if (recent.length >= mostStarts) {
      if (supervisor === 'systemd') {
        this.#journal.unit(unit, `${unit}: Start request repeated too quickly.`, 4);
        this.#journal.unit(unit, `${unit}: Failed with result 'exit-code'.`, 4);
        this.#journal.unit(unit, `Failed to start ${definition.description}.`, 3);
      }
      this.#enter(name, { state: 'failed', pid: undefined, exitCode });
      return;
    }
    this.#enter(name, { state: 'activating', pid: undefined, exitCode });
    supervision.timer = this.#kernel.schedule.after(restartAfter, () => {
      supervision.restarts += 1;
      if (supervisor === 'systemd') {
        const counter = `restart counter is at ${supervision.restarts}`;
        this.#journal.unit(unit, `${unit}: Scheduled restart job, ${counter}.`);
      }
      this.#begin(definition);
    });
  }
}
