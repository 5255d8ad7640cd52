/** Where a program that a command names lies. */
import type { CommandContext } from './command.ts';

/** Links in a path are followed no further than this. */
const LINKS = 16;

/** The path with links in its folders followed. */
function withoutLinks(path: string, context: CommandContext): string {
  let rest = path.split('/').filter((part) => part !== '' && part !== '.');
  let at = '';
  let links = 0;
  for (let part = rest.shift(); part !== undefined; part = rest.shift()) {
    if (part === '..') {
      at = at.slice(0, Math.max(0, at.lastIndexOf('/')));
      continue;
    }
    const next = `${at}/${part}`;
    const node = context.world.files.get(next);
    if (node?.kind === 'link' && rest.length > 0 && links < LINKS) {
      links += 1;
      rest = [...node.target.split('/').filter((entry) => entry !== '' && entry !== '.'), ...rest];
      if (node.target.startsWith('/')) at = '';
    } else {
      at = next;
    }
  }
  return at === '' ? '/' : at;
}

/** Whether the shell would find a program of this name: in its folder when it is a path, else in those of PATH. */
export function programExists(name: string, context: CommandContext): boolean {
  if (name === '') return false;
  const folders = (context.env.get('PATH') ?? '/usr/local/bin:/usr/sbin:/usr/bin').split(':');
  const candidates = name.includes('/')
    ? [name.startsWith('/') ? name : `${context.cwd}/${name}`]
    : folders.map((folder) => `${folder}/${name}`);
  return candidates.some((path) => context.world.files.has(withoutLinks(path, context)));
}
