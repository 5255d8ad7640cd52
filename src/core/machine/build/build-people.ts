/** What the scenario says of the people of a host when a trial begins: their passwords, what sudo lets them do, what they typed before. */
import type { MachineSpec } from '../../scenario/model.ts';
import { parentOf } from '../files/paths.ts';
import { rootTree } from '../files/root-tree.ts';
import type { Kernel } from '../kernel.ts';
import { AccountFiles } from '../users/account-files.ts';
import { userNamed } from '../users/accounts.ts';

const encoder = new TextEncoder();

export function buildPeople(kernel: Kernel, spec: MachineSpec): void {
  const accounts = new AccountFiles(kernel);
  const tree = rootTree(kernel);
  for (const { name, password } of spec.users) if (password !== undefined) accounts.setPassword(name, password);
  const free = spec.users.filter(({ sudo }) => sudo === 'free');
  if (free.length > 0) {
    const path = '/etc/sudoers.d/90-cloud-init-users';
    const rules = free.map(({ name }) => `${name} ALL=(ALL) NOPASSWD:ALL\n`).join('');
    tree.makeFolders(parentOf(path));
    tree.write(path, encoder.encode(`# User rules for ${free[0]?.name ?? ''}\n${rules}`));
    tree.chmod(path, 0o440);
  }
  const user = userNamed(kernel.state.host, spec.user);
  if (spec.history.length > 0 && user) {
    const path = `${user.home}/.bash_history`;
    tree.makeFolders(user.home);
    tree.write(path, encoder.encode(`${spec.history.join('\n')}\n`));
    tree.chmod(path, 0o600);
    tree.chown(path, user.uid, user.gid);
  }
}
