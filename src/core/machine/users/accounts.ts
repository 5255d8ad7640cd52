/** Who is who on a running machine. */
import type { Credentials } from '../files/credentials.ts';
import { groupsOf } from '../host/accounts.ts';
import type { HostFacts } from '../world.ts';

export type User = HostFacts['users'][number];

/** The account of a name or a number; undefined when there is none. */
export function userNamed(host: HostFacts, name: string): User | undefined {
  return host.users.find((user) => user.name === name) ?? host.users.find((user) => String(user.uid) === name);
}

/** Numbers of the groups that a user is in besides the first. */
export function furtherGroups(host: HostFacts, user: User): readonly number[] {
  return groupsOf(host).flatMap(({ members, gid }) => (members.includes(user.name) && gid !== user.gid ? [gid] : []));
}

/** What a user may do with files. */
export function credentialsOf(host: HostFacts, user: User): Credentials {
  return { uid: user.uid, gid: user.gid, groups: furtherGroups(host, user) };
}
