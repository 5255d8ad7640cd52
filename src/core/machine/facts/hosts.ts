/** The machine and the other hosts that are played, side by side. */
import type { Artefact, HostWorld, Process, World } from '../world.ts';

/** One host of a world. */
export interface Host {
  /** As conditions call it. */
  readonly name: string;
  /** As effects and events call it: undefined for the machine itself. */
  readonly on: string | undefined;
  readonly world: HostWorld;
}

/** A process with its host. Process ids tell processes of one host apart, and only at one time. */
export interface PlacedProcess {
  readonly host: Host;
  readonly process: Process;
}

/** Every host: the machine first, then the others by name. */
export function hostsOf(world: World): readonly Host[] {
  const others = [...(world.hosts ?? [])].map(([name, host]): Host => ({ name, on: name, world: host }));
  return [
    { name: world.host.hostname, on: undefined, world },
    ...others.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
  ];
}

/** A host by the name that events give it; the machine when it is undefined. */
export function hostOf(world: World, on: string | undefined): Host | undefined {
  return hostsOf(world).find((host) => host.on === on);
}

/** Tells a process from every other one of a trial, also from a later one that was given the same pid. */
export function processKey({ host, process }: PlacedProcess): string {
  return `${host.on ?? ''}\n${process.pid}\n${process.startedAt}`;
}

/** Tells a file from files of the same path on other hosts. */
export function artefactKey(host: Host, artefact: Artefact): string {
  return `${host.on ?? ''}\n${artefact.path}`;
}

/** Whether a process is there and not only waited for by its parent. */
export function isRunning(process: Process): boolean {
  return process.state !== 'zombie';
}
