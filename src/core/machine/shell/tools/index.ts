/** Every tool that the shell has besides the interpreter's and the views of the world. */
import type { Tool } from '../contracts.ts';
import { ls } from './ls.ts';
import { pythonTools } from './python.ts';
import { SHELL_TOOLS } from './shells.ts';
import { WAITING_TOOLS } from './waiting.ts';

/** The tools of a host with this version of Python. */
export function shellTools(python: string): readonly Tool[] {
  return [ls, ...SHELL_TOOLS, ...WAITING_TOOLS, ...pythonTools(python)];
}
