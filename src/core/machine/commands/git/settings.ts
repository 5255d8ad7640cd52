/** `git config`, and where settings come from. */
import type { ExecResult } from 'just-bash';
import { fail, ok } from '../../shell/contracts.ts';
import type { Git } from './action.ts';
import type { Repository } from './repository.ts';

function globalPath({ call }: Git): string {
  return `${call.context.exportedEnv?.['HOME'] ?? '/root'}/.gitconfig`;
}

export function globalConfig(git: Git): string {
  try {
    return new TextDecoder().decode(git.call.shell.tree.read(globalPath(git)));
  } catch {
    return '';
  }
}

export function settingOf(text: string, key: string): string | undefined {
  const [, section = '', name = ''] = /^(.+)\.([^.]+)$/.exec(key) ?? [];
  let here = false;
  let found: string | undefined;
  for (const line of text.split('\n')) {
    const head = /^\s*\[([^\s\]"]+)(?:\s+"([^"]*)")?\]/.exec(line);
    if (head)
      here =
        [head[1], head[2]]
          .filter((part) => part !== undefined)
          .join('.')
          .toLowerCase() === section.toLowerCase();
    const [, field, value] = /^\s*([\w-]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (here && field?.toLowerCase() === name.toLowerCase()) found = value;
  }
  return found;
}

export function configure(words: readonly string[], git: Git, repository: Repository | undefined): ExecResult {
  const isGlobal = words.includes('--global') || words.includes('--system');
  const text = isGlobal ? globalConfig(git) : (repository?.text('config') ?? '');
  const [key, value] = words.filter((word) => !word.startsWith('-'));
  if (words.includes('--list') || words.includes('-l')) {
    const texts = isGlobal ? [text] : [globalConfig(git), text];
    return ok(
      texts
        .flatMap(listed)
        .map((line) => `${line}\n`)
        .join(''),
    );
  }
  if (key === undefined) return fail('usage: git config [<options>]\n', 129);
  if (value === undefined && !words.includes('--unset')) {
    const found = settingOf(text, key) ?? (isGlobal ? undefined : settingOf(globalConfig(git), key));
    return found === undefined ? fail('', 1) : ok(`${found}\n`);
  }
  const [, section = '', name = ''] = /^(.+)\.([^.]+)$/.exec(key) ?? [];
  if (section === '') return fail(`error: key does not contain a section: ${key}\n`, 2);
  const [main = '', ...sub] = section.split('.');
  const head = sub.length > 0 ? `[${main} "${sub.join('.')}"]` : `[${main}]`;
  const without = text
    .split('\n')
    .filter((line) => !(settingOf(text, key) !== undefined && new RegExp(`^\\s*${name}\\s*=`).test(line)))
    .join('\n');
  const line = words.includes('--unset') ? '' : `\t${name} = ${value}\n`;
  const next = without.includes(head)
    ? without.replace(`${head}\n`, `${head}\n${line}`)
    : `${without}${without === '' || without.endsWith('\n') ? '' : '\n'}${head}\n${line}`;
  if (isGlobal) git.call.shell.tree.write(globalPath(git), new TextEncoder().encode(next));
  else repository?.write('config', next);
  return ok();
}

function listed(text: string): readonly string[] {
  let section = '';
  return text.split('\n').flatMap((line) => {
    const head = /^\s*\[([^\s\]"]+)(?:\s+"([^"]*)")?\]/.exec(line);
    if (head) section = [head[1], head[2]].filter((part) => part !== undefined).join('.');
    const [, field, value] = /^\s*([\w-]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    return field === undefined || head ? [] : [`${section}.${field.toLowerCase()}=${value}`];
  });
}
