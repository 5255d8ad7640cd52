/** Who may log into a host. */

import type { Neighbour } from '../network/network-map.ts';
import type { Parts } from '../shell/contracts.ts';
import type { User } from '../users/accounts.ts';
import { publicKey } from './keys.ts';

export interface Credential {
  /** Texts of the private keys that are offered. */
  readonly keys: readonly string[];
  readonly password: string | undefined;
}

export type Admission =
  | { readonly user: User; readonly by: 'publickey' | 'password' | 'none' }
  | { readonly user: undefined; readonly methods: string };

/**
 * Whether a server lets a user in: by a key that the user's `authorized_keys` lists, by the password that the scenario gives, or, where
 * the scenario only says that logins are accepted, the user that it names with whatever is offered.
 */
export function admit(parts: Parts, neighbour: Neighbour | undefined, name: string, offered: Credential): Admission {
  const { state, spec } = parts.kernel;
  const ssh = neighbour?.spec.ssh;
  const password = ssh ? ssh.password : spec.users.find((user) => user.name === name)?.password;
  const methods = ssh && ssh.password === undefined && ssh.answer === 'accepted' ? 'publickey' : 'publickey,password';
  const denied: Admission = { user: undefined, methods };
  const user = state.host.users.find((entry) => entry.name === name);
  if (!user || /nologin|false$/.test(user.shell) || ssh?.answer === 'denied') return denied;
  const authorized = authorizedKeys(parts, user);
  if (offered.keys.some((key) => authorized.includes(publicKey(key).text))) return { user, by: 'publickey' };
  const isOpened = ssh === undefined || name === ssh.user;
  if (isOpened && password !== undefined && offered.password === password) return { user, by: 'password' };
  const free = ssh?.answer === 'accepted' && ssh.key === undefined && ssh.password === undefined && name === ssh.user;
  return free ? { user, by: offered.keys.length > 0 ? 'publickey' : 'none' } : denied;
}

/** Public keys that open an account, as type and body. The server does not heed a file that others may write. */
function authorizedKeys({ kernel }: Parts, user: User): readonly string[] {
  const node = kernel.state.node(`${user.home}/.ssh/authorized_keys`);
  if (node?.kind !== 'file' || node.sparse || (node.mode & 0o022) !== 0) return [];
  return new TextDecoder()
    .decode(kernel.state.read(node))
    .split('\n')
    .flatMap((line) => /(?:ssh-|ecdsa-)\S+ \S+/.exec(line)?.[0] ?? []);
}
