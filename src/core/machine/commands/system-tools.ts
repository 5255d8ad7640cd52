/** Every command that deals with what runs the host. */

import type { MachineSpec } from '../../scenario/model.ts';
import { hasSupervisor } from '../build/build-services.ts';
import { mount, umount } from './storage/mount.ts';
import { at, atq, atrm, batch } from './system/at.ts';
import { crontab } from './system/crontab.ts';
import { dmesg } from './system/dmesg.ts';
import { journalctl } from './system/journalctl.ts';
import { halt, init, poweroff, reboot, shutdown, telinit } from './system/power.ts';
import { runParts } from './system/run-parts.ts';
import { service } from './system/service.ts';
import { supervisorctl } from './system/supervisorctl.ts';
import { systemctl } from './system/systemctl.ts';
import type { SystemTool } from './system-tool.ts';

const TOOLS: readonly SystemTool[] = [
  at,
  atq,
  atrm,
  batch,
  crontab,
  dmesg,
  halt,
  init,
  journalctl,
  mount,
  poweroff,
  reboot,
  runParts,
  service,
  shutdown,
  supervisorctl,
  systemctl,
  telinit,
  umount,
];

/** The tools of a host that has what the scenario says. */
export function systemTools(spec: MachineSpec): readonly SystemTool[] {
  return hasSupervisor(spec) ? TOOLS : TOOLS.filter((tool) => tool !== supervisorctl);
}
