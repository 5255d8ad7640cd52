/** Turning the machine off and on again: what is not kept is gone, and what is enabled comes back. */

import { restoreBase } from '../build/build-files.ts';
import { baseProcesses } from '../host/base-processes.ts';
import { hostDetails } from '../host/host.ts';
import { loginsOf } from '../host/logins.ts';
import { drawFrom } from '../host/random.ts';
import type { Kernel } from '../kernel.ts';
import type { Scheduled } from '../time/schedule.ts';
import type { PastBoot } from '../world.ts';

export type PowerAction = 'reboot' | 'poweroff' | 'halt';

/** A shutdown that was announced. */
export interface PlannedShutdown {
  readonly action: PowerAction;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Milliseconds from the end of the old system to the start of the kernel, and from there until one can log in. */
const FIRMWARE_TIME = 17_000;
const START_TIME = 34_000;
/** Folders whose contents do not survive a restart. */
const VOLATILE = ['/tmp', '/run', '/dev/shm', '/dev/pts'];

/** What has to hear when the machine goes down and comes up. */
export interface PowerListener {
  wentDown(): void;
  /** Everything of the distribution runs again. */
  cameUp(): void;
}

export class Power {
  readonly #kernel: Kernel;
  readonly #seed: number;
  readonly #listeners: PowerListener[] = [];
  #boots = 0;
  #upAt: number | undefined;
  #planned: (PlannedShutdown & { readonly timer: Scheduled }) | undefined;

  constructor(kernel: Kernel, seed: number) {
    this.#kernel = kernel;
    this.#seed = seed;
  }

  listen(listener: PowerListener): void {
    this.#listeners.push(listener);
  }

  get isOn(): boolean {
    return this.#kernel.state.power === 'on';
  }

  /** Milliseconds since 1970 at which a machine that starts anew can be used; undefined when it does not start. */
  get upAt(): number | undefined {
    return this.#upAt;
  }

  get planned(): PlannedShutdown | undefined {
    return this.#planned;
  }

  /** Stops the machine at once; `reboot` starts it again. */
  now(action: PowerAction): void {
    const { state, events, schedule } = this.#kernel;
    this.cancel();
    if (state.power === 'on') {
      events.report({ kind: action === 'reboot' ? 'machine.rebooted' : 'machine.stopped' });
      this.#down();
    }
    if (action !== 'reboot' || this.#upAt !== undefined) return;
    const from = schedule.now;
    this.#upAt = from + FIRMWARE_TIME + START_TIME;
    schedule.after(FIRMWARE_TIME + START_TIME, () => this.#up(from + FIRMWARE_TIME));
  }

  /** Stops the machine at a time. */
  plan(action: PowerAction, at: number): void {
    this.cancel();
    const { schedule } = this.#kernel;
    this.#planned = { action, at, timer: schedule.after(at - schedule.now, () => this.now(action)) };
  }

  /** Takes an announced shutdown back; false when there is none. */
  cancel(): boolean {
    this.#planned?.timer.cancel();
    const was = this.#planned !== undefined;
    this.#planned = undefined;
    return was;
  }

  #down(): void {
    const { state, processes, schedule } = this.#kernel;
    const past: PastBoot = {
      bootedAt: state.host.bootedAt,
      bootId: hostDetails(state.host).bootId,
      stoppedAt: schedule.now,
      logins: loginsOf(state.view).map((login) => ({ ...login, until: login.until ?? schedule.now })),
    };
    for (const listener of this.#listeners) listener.wentDown();
    for (const process of [...state.processes.values()].sort((a, b) => b.pid - a.pid)) {
      if (process.program || process.self) processes.kill(process, 'TERM');
      else processes.drop(process.pid);
    }
    for (const folder of VOLATILE) this.#empty(folder);
    const details = hostDetails(state.host);
    state.host = { ...state.host, details: { ...details, past: [...(details.past ?? []), past] } };
    state.power = 'off';
  }

  /** Removes what lies in a folder. */
  #empty(folder: string): void {
    const { state } = this.#kernel;
    for (const name of state.tree.names(folder)) {
      const path = `${folder}/${name}`;
      this.#empty(path);
      state.removeNode(path);
    }
  }

  #up(bootedAt: number): void {
    const { state, processes } = this.#kernel;
    this.#boots += 1;
    this.#upAt = undefined;
    const draw = drawFrom(this.#seed, `boot ${this.#boots}`);
    const details = hostDetails(state.host);
    const login = { ...details.login, at: bootedAt + START_TIME, pid: draw.int(1_100, 1_900) };
    state.host = { ...state.host, bootedAt, details: { ...details, bootId: draw.uuid(), login } };
    restoreBase(this.#kernel, this.#seed, VOLATILE);
    processes.startAnew();
    for (const process of baseProcesses(state.host, this.#seed + this.#boots)) processes.addOriginal(process);
    state.power = 'on';
    for (const listener of this.#listeners) listener.cameUp();
  }
}
