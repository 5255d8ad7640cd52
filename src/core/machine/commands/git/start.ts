/** `git init` and `git clone`. */
import type { ExecResult } from 'just-bash';
import { joinPath, nameOf, resolvePath } from '../../files/paths.ts';
import { fail, ok } from '../../shell/contracts.ts';
import { copyInto } from '../../shell/copy.ts';
import type { Git } from './action.ts';
import { unreachable } from './remotes.ts';
import { Repository } from './repository.ts';

export function init(words: readonly string[], { call, folder }: Git): ExecResult {
  const at = words.findIndex((word) => word === '-b' || word === '--initial-branch');
  const target = words.filter(
    (word, index) => !word.startsWith('-') && index !== at + 1 && (at < 0 || index !== at),
  )[0];
  const branch = at >= 0 ? (words[at + 1] ?? 'master') : 'master';
  const top = resolvePath(folder, target ?? '.');
  const repository = new Repository(top, call);
  const again = call.shell.tree.find(repository.folder) !== undefined;
  if (!again) {
    call.shell.tree.makeFolders(top);
    repository.write('HEAD', `ref: refs/heads/${branch}\n`);
    repository.write(
      'config',
      '[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n\tlogallrefupdates = true\n',
    );
    repository.write('description', "Unnamed repository; edit this file 'description' to name the repository.\n");
    for (const name of ['refs/heads', 'refs/tags', 'objects/info', 'objects/pack', 'hooks', 'info', 'branches'])
      call.shell.tree.makeFolders(joinPath(repository.folder, name));
  }
  if (words.includes('-q') || words.includes('--quiet')) return ok();
  const hint =
    again || at >= 0
      ? ''
      : "hint: Using 'master' as the name for the initial branch. This default branch name\nhint: is subject to change. To configure the initial branch name to use in all\nhint: of your new repositories, which will suppress this warning, call:\nhint: \nhint: \tgit config --global init.defaultBranch <name>\nhint: \nhint: Names commonly chosen instead of 'master' are 'main', 'trunk' and\nhint: 'development'. The just-created branch can be renamed via this command:\nhint: \nhint: \tgit branch -m <name>\n";
  return {
    stdout: `${again ? 'Reinitialized existing' : 'Initialized empty'} Git repository in ${repository.folder}/\n`,
    stderr: hint,
    exitCode: 0,
  };
}

export async function clone(words: readonly string[], { call, folder }: Git): Promise<ExecResult> {
  const valued = /^(-b|--branch|--depth|-o|--origin|-j|--config|-c)$/;
  const operands = words.filter((word, index) => !word.startsWith('-') && !valued.test(words[index - 1] ?? ''));
  const [source = '', given] = operands;
  if (source === '') return fail('fatal: You must specify a repository to clone.\n', 129);
  const name =
    given ??
    nameOf(
      `/${source
        .replace(/\/+$/, '')
        .replace(/\.git$/, '')
        .replace(/^.*[/:]/, '')}`,
    );
  const target = resolvePath(folder, name);
  const { tree, parts } = call.shell;
  const existing = tree.find(target);
  if (existing && (existing.kind !== 'directory' || tree.list(target).length > 0)) {
    return fail(`fatal: destination path '${name}' already exists and is not an empty directory.\n`, 128);
  }
  const isRemote = /^[a-z+]+:\/\//i.test(source) ? !source.startsWith('file://') : /^[^/]+:/.test(source);
  const cloning = words.includes('-q') ? '' : `Cloning into '${name}'...\n`;
  if (isRemote) {
    const result = await unreachable(source, call);
    return { ...result, stderr: cloning + result.stderr };
  }
  const from = resolvePath(folder, source.replace(/^file:\/\//, ''));
  const repository = new Repository(from, call);
  if (!tree.find(from)) return fail(`fatal: repository '${source}' does not exist\n`, 128);
  if (!tree.find(repository.folder)) return fail(`${cloning}fatal: repository '${source}' does not exist\n`, 128);
  tree.makeFolders(target);
  await copyInto(
    parts.kernel,
    tree,
    (bytes) => call.shell.transfer(bytes),
    repository.folder,
    joinPath(target, '.git'),
    true,
  );
  const copy = new Repository(target, call);
  const config = copy.text('config') ?? '';
  if (!config.includes('[remote "origin"]'))
    copy.write(
      'config',
      `${config}[remote "origin"]\n\turl = ${from}\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n[branch "${copy.branch ?? 'master'}"]\n\tremote = origin\n\tmerge = refs/heads/${copy.branch ?? 'master'}\n`,
    );
  for (const path of Object.keys(repository.resolve('HEAD')?.files ?? {})) {
    if (!tree.find(joinPath(from, path))) continue;
    const at = joinPath(target, path);
    tree.makeFolders(at.slice(0, at.lastIndexOf('/')));
    await copyInto(parts.kernel, tree, (bytes) => call.shell.transfer(bytes), joinPath(from, path), at, false);
  }
  return { stdout: '', stderr: cloning === '' ? '' : `${cloning}done.\n`, exitCode: 0 };
}
