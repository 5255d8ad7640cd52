/** The hosts of a trial that are played as machines. One that is not the first is made when somebody asks for it. */
import type { NetworkMap } from '../network/network-map.ts';
import type { Hosts, Parts } from '../shell/contracts.ts';
import { isPlayed } from './host-spec.ts';

export class HostSet implements Hosts {
  readonly map: NetworkMap;
  readonly #made = new Map<string | undefined, Parts>();
  readonly #make: (name: string | undefined) => Parts;
  #logins = 0;

  /** @param make makes a host by its name; undefined names the first one */
  constructor(map: NetworkMap, make: (name: string | undefined, hosts: HostSet) => Parts) {
    this.map = map;
    this.#make = (name) => make(name, this);
  }

  parts(name: string | undefined): Parts | undefined {
    const made = this.#made.get(name);
    if (made) return made;
    const neighbour = this.map.neighbours.find((entry) => entry.name === name);
    if (name !== undefined && !(neighbour && isPlayed(neighbour.spec))) return undefined;
    const parts = this.#make(name);
    this.#made.set(name, parts);
    return parts;
  }

  /** Makes what has to be there from the start: the machine, and hosts on which something runs. */
  begin(): Parts {
    const first = this.#make(undefined);
    this.#made.set(undefined, first);
    for (const { name, spec } of this.map.neighbours) if (spec.machine.processes.length > 0) this.parts(name);
    return first;
  }

  async nested<T>(work: () => Promise<T>): Promise<T> {
    this.#logins += 1;
    try {
      return await work();
    } finally {
      this.#logins -= 1;
    }
  }

  get nesting(): number {
    return this.#logins;
  }
}
