/** `/etc/passwd`, `/etc/group` and `/etc/shadow`: who exists on a host is what these files say. */
import { digestHex, digestOf } from '../files/digest.ts';
import { rootTree } from '../files/root-tree.ts';
import type { Account, Group } from '../host/accounts.ts';
import type { Kernel } from '../kernel.ts';

const PASSWD = '/etc/passwd';
const GROUP = '/etc/group';
const SHADOW = '/etc/shadow';
const DAY = 86_400_000;
const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** The accounts that a text in the form of `/etc/passwd` lists. */
export function readPasswd(text: string): readonly Account[] {
  return text.split('\n').flatMap((line): readonly Account[] => {
    const [name = '', , uid = '', gid = '', gecos = '', home = '/', shell = '/bin/sh'] = line.split(':');
    if (name === '' || !/^\d+$/.test(uid) || !/^\d+$/.test(gid)) return [];
    return [{ name, uid: Number(uid), gid: Number(gid), gecos, home: home || '/', shell: shell || '/bin/sh' }];
  });
}

/** The groups that a text in the form of `/etc/group` lists. */
export function readGroup(text: string): readonly Group[] {
  return text.split('\n').flatMap((line): readonly Group[] => {
    const [name = '', , gid = '', members = ''] = line.split(':');
    if (name === '' || !/^\d+$/.test(gid)) return [];
    return [{ name, gid: Number(gid), members: members.split(',').filter(Boolean) }];
  });
}

/**
 * What stands for a password in `/etc/shadow`. It has the form of yescrypt and is none: nothing on a mocked machine is secret, it only
 * has to be the same for the same password.
 */
export function passwordHash(password: string, salt: string): string {
  const digits = digestHex(digestOf(`${salt}:${password}`));
  return `$y$j9T$${salt}$${digits.slice(0, 43)}`;
}

/** Whether a password is the one that stands in `/etc/shadow` for a user. */
export function passwordFits(password: string, stored: string): boolean {
  const [, , , salt] = stored.split('$');
  return salt !== undefined && passwordHash(password, salt) === stored;
}

/** Reads and changes the accounts of a host as root does. */
export class AccountFiles {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  get accounts(): readonly Account[] {
    return readPasswd(this.#read(PASSWD));
  }

  get groups(): readonly Group[] {
    return readGroup(this.#read(GROUP));
  }

  /** Makes what the host knows of its people what the files say. */
  refresh(): void {
    const { state } = this.#kernel;
    const users = this.accounts.map(({ gecos: _, ...user }) => user);
    state.host = { ...state.host, users, groups: this.groups };
  }

  /** What stands for the password of a user; undefined when there is no such user. */
  stored(name: string): string | undefined {
    const line = this.#read(SHADOW)
      .split('\n')
      .find((entry) => entry.startsWith(`${name}:`));
    return line?.split(':')[1];
  }

  knows(name: string, password: string): boolean {
    const stored = this.stored(name);
    return stored !== undefined && passwordFits(password, stored);
  }

  setPassword(name: string, password: string): void {
    const salt = this.#kernel.draw.base64(22).replace(/[+]/g, '.');
    this.#setStored(name, passwordHash(password, salt));
  }

  /** Makes a password unusable, or usable again. */
  lock(name: string, locked: boolean): void {
    const stored = this.stored(name) ?? '';
    this.#setStored(name, locked ? `!${stored.replace(/^!+/, '')}` : stored.replace(/^!+/, ''));
  }

  add(account: Account): void {
    const { name, uid, gid, gecos, home, shell } = account;
    this.#append(PASSWD, `${name}:x:${uid}:${gid}:${gecos}:${home}:${shell}\n`);
    this.#append(SHADOW, `${name}:!:${Math.floor(this.#kernel.schedule.now / DAY)}:0:99999:7:::\n`);
  }

  remove(name: string): void {
    for (const path of [PASSWD, SHADOW]) this.#edit(path, (line) => (line.startsWith(`${name}:`) ? undefined : line));
    for (const group of this.groups) {
      if (group.members.includes(name))
        this.setMembers(
          group,
          group.members.filter((member) => member !== name),
        );
    }
  }

  change(name: string, change: Partial<Account>): void {
    const before = this.accounts.find((account) => account.name === name);
    if (!before) return;
    const after = { ...before, ...change };
    const line = `${after.name}:x:${after.uid}:${after.gid}:${after.gecos}:${after.home}:${after.shell}`;
    this.#edit(PASSWD, (entry) => (entry.startsWith(`${name}:`) ? line : entry));
    if (after.name !== name) {
      this.#edit(SHADOW, (entry) =>
        entry.startsWith(`${name}:`) ? `${after.name}${entry.slice(name.length)}` : entry,
      );
    }
  }

  addGroup(group: Group): void {
    this.#append(GROUP, `${group.name}:x:${group.gid}:${group.members.join(',')}\n`);
  }

  removeGroup(name: string): void {
    this.#edit(GROUP, (line) => (line.startsWith(`${name}:`) ? undefined : line));
  }

  setMembers(group: Group, members: readonly string[]): void {
    const line = `${group.name}:x:${group.gid}:${members.join(',')}`;
    this.#edit(GROUP, (entry) => (entry.startsWith(`${group.name}:`) ? line : entry));
  }

  /** The first number from 1000 on that neither an account nor a group has. */
  freeNumber(system: boolean): number {
    const taken = new Set([...this.accounts.map(({ uid }) => uid), ...this.groups.map(({ gid }) => gid)]);
    if (system) {
      for (let number = 999; number > 100; number -= 1) if (!taken.has(number)) return number;
    }
    let number = 1000;
    while (taken.has(number)) number += 1;
    return number;
  }

  #setStored(name: string, stored: string): void {
    const day = Math.floor(this.#kernel.schedule.now / DAY);
    this.#edit(SHADOW, (line) => {
      if (!line.startsWith(`${name}:`)) return line;
      const [, , , ...rest] = line.split(':');
      return [name, stored, day, ...rest].join(':');
    });
  }

  #read(path: string): string {
    const { state } = this.#kernel;
    const node = state.node(path);
    return node?.kind === 'file' ? decoder.decode(state.read(node)) : '';
  }

  #append(path: string, line: string): void {
    this.#write(path, this.#read(path) + line);
  }

  #edit(path: string, change: (line: string) => string | undefined): void {
    const lines = this.#read(path)
      .split('\n')
      .flatMap((line) => change(line) ?? []);
    this.#write(path, lines.join('\n'));
  }

  #write(path: string, text: string): void {
    rootTree(this.#kernel).write(path, encoder.encode(text));
    this.#kernel.events.fileWritten(path);
  }
}
