/** The commands of the machine. Everything else that the shell knows comes with the shell. */
import type { MachineCommand } from './command.ts';
import { date } from './date/date.ts';
import { nvidiaSmi } from './gpu/nvidia-smi.ts';
import { hostname } from './identity/hostname.ts';
import { groups, id, users, whoami } from './identity/id.ts';
import { lscpu, nproc } from './identity/processors.ts';
import { arch, uname } from './identity/uname.ts';
import { uptime, w } from './identity/uptime.ts';
import { last, who } from './identity/who.ts';
import { ifconfig, route } from './network/ifconfig.ts';
import { ip } from './network/ip.ts';
import { lsof } from './network/lsof.ts';
import { netstat } from './network/netstat.ts';
import { ping } from './network/ping.ts';
import { ss } from './network/ss.ts';
import { kill } from './processes/kill.ts';
import { killall } from './processes/killall.ts';
import { pgrep, pkill } from './processes/pgrep.ts';
import { pidof } from './processes/pidof.ts';
import { ps } from './ps/ps.ts';
import { df } from './storage/df.ts';
import { free } from './storage/free.ts';
import { lsblk } from './storage/lsblk.ts';
import { mount } from './storage/mount.ts';

/** Every command that shows or changes the mocked machine itself. */
export const machineCommands: readonly MachineCommand[] = [
  arch,
  date,
  df,
  free,
  groups,
  hostname,
  id,
  ifconfig,
  ip,
  kill,
  killall,
  last,
  lsblk,
  lscpu,
  lsof,
  mount,
  netstat,
  nproc,
  nvidiaSmi,
  pgrep,
  pidof,
  ping,
  pkill,
  ps,
  route,
  ss,
  uname,
  uptime,
  users,
  w,
  who,
  whoami,
];
