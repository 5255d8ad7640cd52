/** Accounts of a host: those of the distribution and those of its people. */
import type { UserSpec } from '../../scenario/model.ts';
import type { HostFacts } from '../world.ts';

export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  /** The field of `/etc/passwd` that holds the full name. */
  readonly gecos: string;
  readonly home: string;
  readonly shell: string;
}

export interface Group {
  readonly name: string;
  readonly gid: number;
  readonly members: readonly string[];
}

const NOLOGIN = '/usr/sbin/nologin';
type Row = readonly [name: string, uid: number, gid: number, gecos: string, home: string, shell: string];

const BASE: readonly Row[] = [
  ['root', 0, 0, 'root', '/root', '/bin/bash'],
  ['daemon', 1, 1, 'daemon', '/usr/sbin', NOLOGIN],
  ['bin', 2, 2, 'bin', '/bin', NOLOGIN],
  ['sys', 3, 3, 'sys', '/dev', NOLOGIN],
  ['sync', 4, 65534, 'sync', '/bin', '/bin/sync'],
  ['games', 5, 60, 'games', '/usr/games', NOLOGIN],
  ['man', 6, 12, 'man', '/var/cache/man', NOLOGIN],
  ['lp', 7, 7, 'lp', '/var/spool/lpd', NOLOGIN],
  ['mail', 8, 8, 'mail', '/var/mail', NOLOGIN],
  ['news', 9, 9, 'news', '/var/spool/news', NOLOGIN],
  ['uucp', 10, 10, 'uucp', '/var/spool/uucp', NOLOGIN],
  ['proxy', 13, 13, 'proxy', '/bin', NOLOGIN],
  ['www-data', 33, 33, 'www-data', '/var/www', NOLOGIN],
  ['backup', 34, 34, 'backup', '/var/backups', NOLOGIN],
  ['list', 38, 38, 'Mailing List Manager', '/var/list', NOLOGIN],
  ['irc', 39, 39, 'ircd', '/run/ircd', NOLOGIN],
];

const OF_SYSTEM: Readonly<Record<HostFacts['os'], readonly Row[]>> = {
  'ubuntu-22.04': [
    ['gnats', 41, 41, 'Gnats Bug-Reporting System (admin)', '/var/lib/gnats', NOLOGIN],
    ['nobody', 65534, 65534, 'nobody', '/nonexistent', NOLOGIN],
    ['_apt', 100, 65534, '', '/nonexistent', NOLOGIN],
    ['systemd-network', 101, 102, 'systemd Network Management,,,', '/run/systemd', NOLOGIN],
    ['systemd-resolve', 102, 103, 'systemd Resolver,,,', '/run/systemd', NOLOGIN],
    ['messagebus', 103, 104, '', '/nonexistent', NOLOGIN],
    ['systemd-timesync', 104, 105, 'systemd Time Synchronization,,,', '/run/systemd', NOLOGIN],
    ['pollinate', 105, 1, '', '/var/cache/pollinate', '/bin/false'],
    ['sshd', 106, 65534, '', '/run/sshd', NOLOGIN],
    ['syslog', 107, 113, '', '/home/syslog', NOLOGIN],
    ['uuidd', 108, 114, '', '/run/uuidd', NOLOGIN],
    ['tcpdump', 109, 115, '', '/nonexistent', NOLOGIN],
    ['tss', 110, 116, 'TPM software stack,,,', '/var/lib/tpm', '/bin/false'],
    ['landscape', 111, 117, '', '/var/lib/landscape', NOLOGIN],
  ],
  'ubuntu-24.04': [
    ['nobody', 65534, 65534, 'nobody', '/nonexistent', NOLOGIN],
    ['_apt', 42, 65534, '', '/nonexistent', NOLOGIN],
    ['systemd-network', 998, 998, 'systemd Network Management', '/', NOLOGIN],
    ['systemd-timesync', 997, 997, 'systemd Time Synchronization', '/', NOLOGIN],
    ['dhcpcd', 100, 65534, 'DHCP Client Daemon,,,', '/usr/lib/dhcpcd', '/bin/false'],
    ['messagebus', 101, 102, '', '/nonexistent', NOLOGIN],
    ['syslog', 102, 103, '', '/nonexistent', NOLOGIN],
    ['systemd-resolve', 992, 992, 'systemd Resolver', '/', NOLOGIN],
    ['uuidd', 103, 104, '', '/run/uuidd', NOLOGIN],
    ['sshd', 104, 65534, '', '/run/sshd', NOLOGIN],
    ['tcpdump', 105, 107, '', '/nonexistent', NOLOGIN],
    ['pollinate', 106, 1, '', '/var/cache/pollinate', '/bin/false'],
    ['polkitd', 990, 990, 'User for polkitd', '/', NOLOGIN],
  ],
  'debian-12': [
    ['_apt', 42, 65534, '', '/nonexistent', NOLOGIN],
    ['nobody', 65534, 65534, 'nobody', '/nonexistent', NOLOGIN],
    ['systemd-network', 998, 998, 'systemd Network Management', '/', NOLOGIN],
    ['systemd-timesync', 997, 997, 'systemd Time Synchronization', '/', NOLOGIN],
    ['messagebus', 100, 107, '', '/nonexistent', NOLOGIN],
    ['systemd-resolve', 996, 996, 'systemd Resolver', '/', NOLOGIN],
    ['sshd', 101, 65534, '', '/run/sshd', NOLOGIN],
    ['polkitd', 995, 995, 'polkit', '/nonexistent', NOLOGIN],
  ],
};

/** Groups of the distribution that no account of the same name has. */
const GROUPS: readonly (readonly [name: string, gid: number])[] = [
  ['adm', 4],
  ['tty', 5],
  ['disk', 6],
  ['kmem', 15],
  ['dialout', 20],
  ['fax', 21],
  ['voice', 22],
  ['cdrom', 24],
  ['floppy', 25],
  ['tape', 26],
  ['sudo', 27],
  ['audio', 29],
  ['dip', 30],
  ['operator', 37],
  ['src', 40],
  ['shadow', 42],
  ['utmp', 43],
  ['video', 44],
  ['sasl', 45],
  ['plugdev', 46],
  ['staff', 50],
  ['users', 100],
  ['systemd-journal', 999],
  ['input', 106],
  ['kvm', 108],
  ['render', 109],
];

/** Groups that the first person of a cloud image belongs to, besides their own. */
const ADMINISTRATOR: readonly string[] = [
  'adm',
  'dialout',
  'cdrom',
  'floppy',
  'sudo',
  'audio',
  'dip',
  'video',
  'plugdev',
];

const asAccount = ([name, uid, gid, gecos, home, shell]: Row): Account => ({ name, uid, gid, gecos, home, shell });

/**
 * Every account of a host: those of the distribution first, then its people from uid 1000 on in the order given. Names that the
 * distribution has already are not added twice.
 */
export function accountsOf(
  os: HostFacts['os'],
  people: readonly string[],
  gpus: boolean,
  declared: readonly DeclaredUser[] = [],
): readonly Account[] {
  const accounts = [...BASE, ...OF_SYSTEM[os]].map(asAccount);
  if (gpus) {
    accounts.push(
      asAccount(['nvidia-persistenced', 114, 122, 'NVIDIA Persistence Daemon,,,', '/nonexistent', NOLOGIN]),
    );
  }
  const known = new Set(accounts.map((account) => account.name));
  let uid = 1000;
  for (const name of people) {
    if (known.has(name)) continue;
    known.add(name);
    const own = declared.find((user) => user.name === name);
    if (own) {
      const number = own.uid ?? uid;
      accounts.push({ name, uid: number, gid: number, gecos: `${name},,,`, home: own.home, shell: own.shell });
      if (own.uid === undefined) uid += 1;
      continue;
    }
    while (declared.some((user) => user.uid === uid)) uid += 1;
    const gecos = name === 'ubuntu' ? 'Ubuntu' : name === 'debian' ? 'Debian' : `${name},,,`;
    accounts.push({ name, uid, gid: uid, gecos, home: `/home/${name}`, shell: '/bin/bash' });
    uid += 1;
  }
  return accounts;
}

/** What a scenario says of an account. */
export type DeclaredUser = Pick<UserSpec, 'name' | 'uid' | 'groups' | 'home' | 'shell' | 'sudo'>;

/** The groups of a host with those that a scenario puts its users into; undefined where it declares no users. */
export function declaredGroups(host: HostFacts, declared: readonly DeclaredUser[]): HostFacts['groups'] {
  if (declared.length === 0) return undefined;
  const groups = new Map(groupsOf(host).map((group) => [group.name, { ...group, members: [...group.members] }]));
  let gid = Math.max(1000, ...[...groups.values()].map((group) => group.gid).filter((number) => number < 60_000));
  for (const { name, groups: wanted, sudo } of declared) {
    for (const group of groups.values()) {
      const stays = group.name === 'sudo' ? sudo !== 'none' : sudo !== 'none' || !ADMINISTRATOR.includes(group.name);
      if (!stays) group.members = group.members.filter((member) => member !== name);
    }
    for (const entry of [...wanted, ...(sudo === 'none' ? [] : ['sudo'])]) {
      const known = groups.get(entry);
      if (known?.members.includes(name)) continue;
      if (known) known.members.push(name);
      else {
        gid += 1;
        groups.set(entry, { name: entry, gid, members: [name] });
      }
    }
  }
  return [...groups.values()].sort((a, b) => a.gid - b.gid);
}

/** The groups of hosts that follow from their accounts; the facts of a host never change. */
const FOLLOWING = new WeakMap<HostFacts, readonly Group[]>();

/** Every group of a host, by number. */
export function groupsOf(host: HostFacts): readonly Group[] {
  if (host.groups) return host.groups;
  const known = FOLLOWING.get(host);
  if (known) return known;
  const groups = followingGroups(host);
  FOLLOWING.set(host, groups);
  return groups;
}

function followingGroups(host: HostFacts): readonly Group[] {
  const administrator = host.users.find((user) => user.uid === 1000)?.name;
  const groups = new Map<number, Group>();
  for (const { name, gid } of host.users) {
    if (!groups.has(gid)) groups.set(gid, { name: gid === 65534 ? 'nogroup' : name, gid, members: [] });
  }
  const names = new Set([...groups.values()].map((group) => group.name));
  for (const [name, gid] of GROUPS) {
    if (groups.has(gid) || names.has(name)) continue;
    const members = administrator !== undefined && ADMINISTRATOR.includes(name) ? [administrator] : [];
    groups.set(gid, { name, gid, members });
  }
  return [...groups.values()].sort((a, b) => a.gid - b.gid);
}

/** Name of a group of the host; its number as text when there is none. */
export function groupName(host: HostFacts, gid: number): string {
  return groupsOf(host).find((group) => group.gid === gid)?.name ?? String(gid);
}
