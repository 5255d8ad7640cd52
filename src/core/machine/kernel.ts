/** What all parts of a running machine share. */
import type { MachineSpec } from '../scenario/model.ts';
import { hostDetails } from './host/host.ts';
import { type Draw, drawFrom, textHash } from './host/random.ts';
import type { MachineLimits } from './limits.ts';
import { ProcessTable } from './processes/process-table.ts';
import { EventLog } from './state/event-log.ts';
import { MachineState } from './state/machine-state.ts';
import { Meter } from './state/meter.ts';
import { Schedule } from './time/schedule.ts';
import type { HostFacts } from './world.ts';

/** Bytes that the disk reads or writes in a millisecond: copying does both, at 1.2 GB a second. */
const DISK_SPEED = 2_400_000;

export class Kernel {
  readonly spec: MachineSpec;
  readonly limits: MachineLimits;
  readonly state: MachineState;
  readonly schedule: Schedule;
  readonly events: EventLog;
  readonly processes: ProcessTable;
  /** What the action at hand has cost in all shells together. */
  readonly meter: Meter;
  /** Chance of the machine while it runs. */
  readonly draw: Draw;
  /** When the trial began, in milliseconds since 1970. */
  readonly startedAt: number;

  /** @param first the first host of the trial, for another one: they share the time and what is counted and told */
  constructor(
    spec: MachineSpec,
    seed: number,
    host: HostFacts,
    startedAt: number,
    limits: MachineLimits,
    first?: { readonly kernel: Kernel; readonly name: string },
  ) {
    this.spec = spec;
    this.limits = limits;
    this.startedAt = startedAt;
    this.draw = drawFrom(seed, 'running');
    this.state = new MachineState(host, startedAt, seed, first?.kernel.state.shared);
    this.meter = first?.kernel.meter ?? new Meter();
    this.schedule =
      first?.kernel.schedule ??
      new Schedule(
        () => this.state.clock,
        (time) => {
          this.state.clock = time;
        },
      );
    this.events =
      first?.kernel.events.of(first.name, (path) => this.state.digestOf(path)) ?? new EventLog(limits.events);
    first?.kernel.state.addHost(first.name, this.state);
    this.processes = new ProcessTable(this.state, this.events);
  }

  /** What differs from one moment to the next below what the clock counts: the same at the same moment of the same host. */
  drawOfMoment(name: string): Draw {
    const { host, clock } = this.state;
    return drawFrom(textHash(`${hostDetails(host).bootId} ${clock}`), name);
  }

  /** Milliseconds that it takes the disk to read or to write so many bytes. */
  transferTime(bytes: number): number {
    return Math.ceil(bytes / DISK_SPEED);
  }
}
