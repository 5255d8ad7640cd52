/** What runs a host apart from anybody's shell: its services, its timers, its power, its journal. */
import type { Kernel } from './kernel.ts';
import { Multiplexer } from './multiplexer/multiplexer.ts';
import type { PaneOpener } from './multiplexer/pane.ts';
import type { Network } from './network/network.ts';
import { Power } from './power/power.ts';
import type { LaunchFunction } from './processes/launch.ts';
import { executableOf } from './services/executable.ts';
import { Journal } from './services/journal.ts';
import type { PlainStarter } from './services/service-process.ts';
import { Services } from './services/services.ts';
import { AtQueue } from './timers/at-queue.ts';
import { CRON_FILES, Cron } from './timers/cron.ts';
import { SystemTimers } from './timers/system-timers.ts';
import { AccountFiles } from './users/account-files.ts';
import { SudoTickets } from './users/sudo-tickets.ts';

/** What a system needs of the rest of the machine. */
export interface SystemOptions {
  readonly kernel: Kernel;
  readonly network: Network;
  readonly seed: number;
  /** Starts command lines apart from any terminal. */
  readonly launch: LaunchFunction;
  readonly plain: PlainStarter;
  /** Opens terminals in which nobody sits. */
  readonly openPane: PaneOpener;
}

export class System {
  readonly kernel: Kernel;
  readonly network: Network;
  readonly launch: LaunchFunction;
  readonly journal: Journal;
  /** What follows from chance on the host follows from this. */
  readonly seed: number;
  readonly power: Power;
  readonly services: Services;
  readonly cron: Cron;
  readonly at: AtQueue;
  readonly #timers: SystemTimers;
  readonly sudoTickets: SudoTickets;
  readonly multiplexer: Multiplexer;

  constructor({ kernel, network, seed, launch, plain, openPane }: SystemOptions) {
    this.seed = seed;
    this.kernel = kernel;
    this.network = network;
    this.launch = launch;
    this.journal = new Journal(kernel);
    this.power = new Power(kernel, seed);
    this.services = new Services(kernel, this.journal, launch, plain);
    this.cron = new Cron(kernel, this.journal, launch);
    this.at = new AtQueue(kernel, launch);
    this.#timers = new SystemTimers(kernel, this.journal, this.services);
    this.sudoTickets = new SudoTickets(kernel.schedule);
    this.multiplexer = new Multiplexer(kernel, openPane);
    const local = { wentDown: () => undefined, cameUp: () => this.#runLocalScript() };
    const listeners = [local, this.multiplexer, this.services, this.cron, this.at, this.#timers, this.sudoTickets];
    for (const listener of listeners) this.power.listen(listener);
  }

  /** Everything is in place, and the trial begins. */
  begin(): void {
    this.kernel.events.guard(this.kernel.spec.alarms);
    this.services.definitions.readPrograms();
    this.cron.begin();
    this.#timers.begin();
    const accounts = new AccountFiles(this.kernel);
    for (const file of ['/etc/passwd', '/etc/group']) this.kernel.state.watch(file, () => accounts.refresh());
    for (const prefix of CRON_FILES) this.kernel.state.watch(prefix, () => this.cron.changed());
  }

  /** Hosts with a script of the administrator run it when they have started. */
  #runLocalScript(): void {
    const path = '/etc/rc.local';
    if (executableOf(path, this.kernel.state) === undefined) return;
    this.launch({ command: `${path} start`, user: 'root', cwd: '/', quiet: true });
  }
}
