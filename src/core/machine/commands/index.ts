/** The commands of the machine. Everything else that the shell knows comes with the shell. */
import type { MachineCommand } from './command.ts';

/** Every command that shows or changes the mocked machine itself. */
export const machineCommands: readonly MachineCommand[] = [];
