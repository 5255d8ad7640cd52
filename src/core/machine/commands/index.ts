/** The commands of the machine. Everything else that the shell knows comes with the shell. */
import type { HostFacts } from '../world.ts';
import type { MachineCommand } from './command.ts';
import { date } from './date/date.ts';
import { lspci, nvcc } from './gpu/devices.ts';
import { nvidiaSmi } from './gpu/nvidia-smi.ts';
import { hostname } from './identity/hostname.ts';
import { groups, id, users, whoami } from './identity/id.ts';
import { lscpu, nproc } from './identity/processors.ts';
import { tty } from './identity/tty.ts';
import { arch, uname } from './identity/uname.ts';
import { uptime, w } from './identity/uptime.ts';
import { last, who } from './identity/who.ts';
import { ifconfig, route } from './network/ifconfig.ts';
import { ip } from './network/ip.ts';
import { lsof } from './network/lsof.ts';
import { netstat } from './network/netstat.ts';
import { ss } from './network/ss.ts';
import { pip, pip3 } from './packages/pip.ts';
import { kill } from './processes/kill.ts';
import { killall } from './processes/killall.ts';
import { pgrep, pkill } from './processes/pgrep.ts';
import { pidof } from './processes/pidof.ts';
import { pstree } from './processes/pstree.ts';
import { top } from './processes/top.ts';
import { ps } from './ps/ps.ts';
import { df } from './storage/df.ts';
import { findmnt } from './storage/findmnt.ts';
import { free } from './storage/free.ts';
import { lsblk } from './storage/lsblk.ts';
import { nohup } from './system/nohup.ts';
import { setsid } from './system/setsid.ts';
import { vmstat } from './system/vmstat.ts';
import { watch } from './system/watch.ts';

/** Every command that shows or changes the mocked machine itself. */
export const machineCommands: readonly MachineCommand[] = [
  arch,
  date,
  df,
  findmnt,
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
  lspci,
  netstat,
  nohup,
  nproc,
  nvcc,
  nvidiaSmi,
  pgrep,
  pidof,
  pip,
  pip3,
  pkill,
  ps,
  pstree,
  route,
  setsid,
  ss,
  top,
  tty,
  uname,
  uptime,
  users,
  vmstat,
  w,
  watch,
  who,
  whoami,
];

/** Commands that come with a GPU's driver and toolkit. */
const OF_GPUS: ReadonlySet<string> = new Set([nvcc.name, nvidiaSmi.name]);

/** The commands that a host has: without GPUs there are no tools for them. */
export function commandsOf(host: HostFacts): readonly MachineCommand[] {
  return host.gpus.length > 0 ? machineCommands : machineCommands.filter(({ name }) => !OF_GPUS.has(name));
}
