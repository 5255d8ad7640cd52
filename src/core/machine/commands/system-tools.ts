/** Every command that deals with what runs the host. */

import type { MachineSpec } from '../../scenario/model.ts';
import { hasSupervisor } from '../build/build-services.ts';
import { DISTRIBUTION_TOOLS } from './identity/distribution.ts';
import { dmidecode, lsmod } from './identity/hardware-tables.ts';
import { hostnamectl, timedatectl } from './identity/host-control.ts';
import { locale } from './identity/locale.ts';
import { lastlog, loginctl } from './identity/login-records.ts';
import { MODULE_TOOLS } from './identity/module-tools.ts';
import { screen } from './multiplexers/screen.ts';
import { tmux } from './multiplexers/tmux.ts';
import { openssl } from './openssl/openssl.ts';
import { fuser } from './processes/fuser.ts';
import { pwdx, renice } from './processes/renice.ts';
import { gdb, strace } from './processes/tracing.ts';
import { BLOCK_TOOLS } from './storage/block-tools.ts';
import { mount, umount } from './storage/mount.ts';
import { at, atq, atrm, batch } from './system/at.ts';
import { crontab } from './system/crontab.ts';
import { dmesg } from './system/dmesg.ts';
import { journalctl } from './system/journalctl.ts';
import { logger } from './system/logger.ts';
import { LOOKUP_TOOLS } from './system/lookups.ts';
import { halt, init, poweroff, reboot, shutdown, telinit } from './system/power.ts';
import { runParts } from './system/run-parts.ts';
import { service } from './system/service.ts';
import { supervisorctl } from './system/supervisorctl.ts';
import { sysctl } from './system/sysctl.ts';
import { systemctl } from './system/systemctl.ts';
import { TERMINAL_PROGRAMS } from './system/terminal-programs.ts';
import { TERMINAL_SETTINGS } from './system/terminal-settings.ts';
import type { SystemTool } from './system-tool.ts';
import { ACCOUNT_TOOLS } from './users/accounts.ts';
import { GROUP_TOOLS } from './users/groups.ts';
import { PASSWORD_TOOLS } from './users/passwords.ts';
import { newgrp, su } from './users/su.ts';
import { sudo } from './users/sudo.ts';

const TOOLS: readonly SystemTool[] = [
  ...BLOCK_TOOLS,
  ...DISTRIBUTION_TOOLS,
  ...MODULE_TOOLS,
  ...TERMINAL_PROGRAMS,
  ...TERMINAL_SETTINGS,
  ...LOOKUP_TOOLS,
  ...ACCOUNT_TOOLS,
  ...GROUP_TOOLS,
  ...PASSWORD_TOOLS,
  dmidecode,
  fuser,
  gdb,
  hostnamectl,
  lastlog,
  locale,
  logger,
  loginctl,
  lsmod,
  openssl,
  pwdx,
  renice,
  strace,
  newgrp,
  su,
  sudo,
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
  screen,
  service,
  shutdown,
  supervisorctl,
  sysctl,
  systemctl,
  telinit,
  timedatectl,
  tmux,
  umount,
];

/** The tools of a host that has what the scenario says. */
export function systemTools(spec: MachineSpec): readonly SystemTool[] {
  return hasSupervisor(spec) ? TOOLS : TOOLS.filter((tool) => tool !== supervisorctl);
}
