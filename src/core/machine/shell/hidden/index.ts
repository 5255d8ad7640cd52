/** Every command that only the rewritten script calls. */
import type { Tool } from '../contracts.ts';
import { ALIAS_COMMANDS } from './alias-commands.ts';
import { BUILTIN_COMMANDS } from './builtin-commands.ts';
import { folderGlob } from './folder-glob.ts';
import { JOB_COMMANDS } from './job-commands.ts';
import { LOOKUP_COMMANDS } from './lookup-commands.ts';
import { scriptCommand } from './script-command.ts';
import { SHELL_OPTIONS } from './shell-options.ts';
import { specialVariables } from './special-variables.ts';
import { STATE_COMMANDS } from './state-commands.ts';
import { TEXT_COMMANDS } from './text-commands.ts';

/** The commands; every machine has its own. */
export function hiddenCommands(): readonly Tool[] {
  return [
    ...STATE_COMMANDS,
    ...TEXT_COMMANDS,
    ...JOB_COMMANDS,
    ...BUILTIN_COMMANDS,
    ...ALIAS_COMMANDS,
    ...LOOKUP_COMMANDS,
    ...SHELL_OPTIONS,
    ...specialVariables(),
    folderGlob,
    scriptCommand,
  ];
}
