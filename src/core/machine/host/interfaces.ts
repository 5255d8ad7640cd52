/** The network interfaces of a host. `ip`, `ifconfig` and `netstat` are views of this list. */

import type { HostFacts, World } from '../world.ts';
import { hostDetails } from './host.ts';

export interface Interface {
  readonly index: number;
  readonly name: string;
  readonly loopback: boolean;
  readonly mtu: number;
  readonly mac: string;
  readonly ipv4: string;
  readonly prefix: number;
  readonly broadcast: string | undefined;
  readonly ipv6: string;
  readonly ipv6Prefix: number;
}

/** The address that an interface gives itself from its hardware address: RFC 4291, appendix A. */
export function linkLocalAddress(mac: string): string {
  const bytes = mac.split(':').map((part) => Number.parseInt(part, 16));
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = bytes;
  const words = [(a ^ 2) * 256 + b, c * 256 + 0xff, 0xfe00 + d, e * 256 + f];
  return `fe80::${words.map((word) => word.toString(16)).join(':')}`;
}

/** The interfaces in the order of their numbers: the loopback one and the network's. */
export function interfaces(host: HostFacts): readonly [Interface, Interface] {
  const { ipv4, mac, interface: name } = host.addresses;
  return [
    {
      index: 1,
      name: 'lo',
      loopback: true,
      mtu: 65_536,
      mac: '00:00:00:00:00:00',
      ipv4: '127.0.0.1',
      prefix: 8,
      broadcast: undefined,
      ipv6: '::1',
      ipv6Prefix: 128,
    },
    {
      index: 2,
      name,
      loopback: false,
      mtu: 1450,
      mac,
      ipv4,
      prefix: hostDetails(host).prefix,
      broadcast: ipv4.replace(/\d+$/, '255'),
      ipv6: linkLocalAddress(mac),
      ipv6Prefix: 64,
    },
  ];
}

export interface Counter {
  readonly packets: number;
  readonly bytes: number;
}

/** What went over an interface since the start of the host. `/proc/net/dev` counts the same. */
export function trafficOf(world: World, entry: Interface): { readonly received: Counter; readonly sent: Counter } {
  const seconds = Math.floor((world.clock - world.host.bootedAt) / 1000);
  if (entry.loopback) {
    const both = { packets: seconds * 2, bytes: seconds * 210 };
    return { received: both, sent: both };
  }
  return {
    received: { packets: seconds * 6, bytes: seconds * 5121 },
    sent: { packets: seconds * 4, bytes: seconds * 733 },
  };
}
