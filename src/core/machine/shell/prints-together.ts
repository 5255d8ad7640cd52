import type { ScriptNode } from './syntax.ts';

/**
 * Whether a script starts jobs, whose output comes between its own. Not when it sends all its further output elsewhere with `exec`,
 * which holds for the rest of the script.
 */
export function printsTogether(script: ScriptNode): boolean {
  let jobs = false;
  let elsewhere = false;
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('background' in value && value.background === true) jobs = true;
    if ('type' in value && value.type === 'SimpleCommand') elsewhere ||= isBareExec(value);
    for (const entry of Object.values(value)) look(entry);
  };
  look(script);
  return jobs && !elsewhere;
}

/** `exec` with nothing but redirections. */
function isBareExec(command: object): boolean {
  const { name, args } = { name: undefined, args: undefined, ...command } as { name: unknown; args: unknown };
  return Array.isArray(args) && args.length === 0 && JSON.stringify(name ?? null).includes('"value":"exec"');
}
