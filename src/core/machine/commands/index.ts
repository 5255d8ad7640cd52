/** The commands of the machine. Everything else that the shell knows comes with the shell. */
import type { MachineCommand } from './command.ts';
import { kill } from './processes/kill.ts';
import { killall } from './processes/killall.ts';
import { pgrep, pkill } from './processes/pgrep.ts';
import { pidof } from './processes/pidof.ts';
import { ps } from './ps/ps.ts';

/** Every command that shows or changes the mocked machine itself. */
export const machineCommands: readonly MachineCommand[] = [kill, killall, pgrep, pidof, pkill, ps];
