import { literalText, type ScriptNode, type SimpleCommandNode } from './syntax.ts';

/**
 * Whether a script starts jobs, whose output comes between its own. Not when it sends all its further output elsewhere with `exec`,
 * which holds for the rest of the script.
 */
export function printsTogether(script: ScriptNode): boolean {
  let jobs = false;
  let elsewhere = false;
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) {
      for (const entry of value) look(entry);
      return;
    }
    if ('background' in value && value.background === true) jobs = true;
    if ('args' in value && !elsewhere) elsewhere = isBareExec(value as SimpleCommandNode);
    for (const key in value) look(value[key as keyof typeof value]);
  };
  look(script);
  return jobs && !elsewhere;
}

/** `exec` with nothing but redirections. */
function isBareExec({ name, args }: SimpleCommandNode): boolean {
  return args.length === 0 && literalText(name) === 'exec';
}
