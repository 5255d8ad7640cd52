/** What the scenario restricts on a machine when a trial begins: its file systems, and what the user of the agent may use. */
import type { MachineSpec } from '../../scenario/model.ts';
import { rootTree } from '../files/root-tree.ts';
import { volumesOf } from '../host/volumes.ts';
import type { Kernel } from '../kernel.ts';
import { userNamed } from '../users/accounts.ts';

/** Puts the points at which file systems are mounted in place, and the volumes and the quota in force. */
export function buildRestrictions(kernel: Kernel, spec: MachineSpec): void {
  const { state } = kernel;
  const tree = rootTree(kernel);
  for (const { path } of spec.mounts) if (!tree.find(path)) makeMountPoint(kernel, path);
  state.tree.mountVolumes(volumesOf(spec.mounts));
  const { disk } = spec.restrictions;
  const user = userNamed(state.host, spec.user);
  if (disk !== undefined && user) state.quota = { uid: user.uid, bytes: disk };
}

/** The folder itself is part of what is mounted there, so it is made even where nothing can be written. */
function makeMountPoint(kernel: Kernel, path: string): void {
  const { state, startedAt } = kernel;
  const parts = path.split('/').filter(Boolean);
  for (const index of parts.keys()) {
    const at = `/${parts.slice(0, index + 1).join('/')}`;
    if (state.node(at)) continue;
    const inode = state.newInode();
    state.setNode(at, { kind: 'directory', mode: 0o755, uid: 0, gid: 0, mtime: startedAt, inode });
  }
}
