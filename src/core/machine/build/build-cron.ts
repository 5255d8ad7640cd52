/** The crontabs of the scenario when a trial begins. */
import type { MachineSpec } from '../../scenario/model.ts';
import { rootTree } from '../files/root-tree.ts';
import type { Kernel } from '../kernel.ts';
import { CRONTABS } from '../timers/cron.ts';
import { userNamed } from '../users/accounts.ts';

const encoder = new TextEncoder();

/** Puts the entries of each user into a crontab of theirs; one that the scenario gives as a file is left as it is. */
export function buildCrontabs(kernel: Kernel, spec: MachineSpec): void {
  const tree = rootTree(kernel);
  for (const user of new Set(spec.cron.map((entry) => entry.user))) {
    const path = `${CRONTABS}/${user}`;
    if (tree.find(path)) continue;
    const lines = spec.cron
      .filter((entry) => entry.user === user)
      .map(({ schedule, command }) => `${schedule} ${command}\n`);
    tree.makeFolders(CRONTABS);
    tree.write(path, encoder.encode(lines.join('')));
    tree.chmod(path, 0o600);
    tree.chown(path, userNamed(kernel.state.host, user)?.uid, undefined);
  }
}
