/** Hidden command behind globs that end in a slash: they find folders only, which the interpreter does not know. */
import { resolvePath } from '../../files/paths.ts';
import type { Call, Tool } from '../contracts.ts';
import { wildcard } from '../tools/find/wildcard.ts';
import { statusOf } from './state-commands.ts';

/** Folders whose paths match a glob, each part of which stays in its folder. */
function folders(parts: readonly string[], shown: string, path: string, call: Call): readonly string[] {
  const { tree } = call.shell;
  const [part, ...rest] = parts;
  if (part === undefined) return [shown];
  if (!/[*?[]/.test(part)) {
    const at = resolvePath(path, part);
    return tree.find(at)?.kind === 'directory' ? folders(rest, `${shown}${part}/`, at, call) : [];
  }
  const matches = wildcard(part, false);
  let names: readonly string[] = [];
  try {
    names = tree.list(path);
  } catch {
    return [];
  }
  return names
    .filter((name) => matches(name) && (part.startsWith('.') || !name.startsWith('.')))
    .flatMap((name) => {
      const at = resolvePath(path, name);
      return tree.find(at)?.kind === 'directory' ? folders(rest, `${shown}${name}/`, at, call) : [];
    });
}

export const folderGlob: Tool = {
  name: 'folders',
  run: ([pattern = ''], call) => {
    const start = pattern.startsWith('/') ? '/' : '';
    const parts = pattern.split('/').filter((part) => part !== '');
    const found = folders(parts, start, start === '/' ? '/' : call.context.cwd, call);
    const lines = found.length > 0 ? found : [pattern];
    return { stdout: lines.map((line) => `${line}\n`).join(''), stderr: '', exitCode: statusOf(call) };
  },
};
