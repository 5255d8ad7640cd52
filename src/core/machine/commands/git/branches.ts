/** `git branch`, `git checkout`, `git reset` and `git rev-parse`. */
import { joinPath } from '../../files/paths.ts';
import { fail, ok } from '../../shell/contracts.ts';
import { type Action, covers, type Git, relativePaths } from './action.ts';
import type { Repository, Snapshot } from './repository.ts';

export const branch: Action = (words, repository) => {
  const [name, from] = words.filter((word) => !word.startsWith('-'));
  if (words.includes('--show-current')) return ok(repository.branch === undefined ? '' : `${repository.branch}\n`);
  if (words.some((word) => /^(-d|-D|--delete)$/.test(word))) {
    const hash = repository.text(`refs/heads/${name}`)?.trim();
    if (name === undefined || hash === undefined) return fail(`error: branch '${name ?? ''}' not found.\n`);
    if (name === repository.branch)
      return fail(`error: Cannot delete branch '${name}' checked out at '${repository.top}'\n`);
    repository.remove(`refs/heads/${name}`);
    return ok(`Deleted branch ${name} (was ${hash.slice(0, 7)}).\n`);
  }
  if (words.some((word) => /^(-m|-M|--move)$/.test(word)) && name !== undefined) {
    const hash = repository.head;
    const old = repository.branch;
    if (hash !== undefined) repository.write(`refs/heads/${from ?? name}`, `${hash}\n`);
    if (old !== undefined && old !== (from ?? name)) repository.remove(`refs/heads/${old}`);
    repository.write('HEAD', `ref: refs/heads/${from ?? name}\n`);
    return ok();
  }
  if (name === undefined) {
    const verbose = words.some((word) => /^-v+$/.test(word));
    return ok(
      repository.branches
        .map((entry) => {
          const commit = verbose ? repository.resolve(entry) : undefined;
          return `${entry === repository.branch ? '*' : ' '} ${entry}${commit ? ` ${commit.hash.slice(0, 7)} ${commit.message.split('\n')[0]}` : ''}\n`;
        })
        .join(''),
    );
  }
  const at = repository.resolve(from ?? 'HEAD');
  if (!at) return fail(`fatal: not a valid object name: '${from ?? repository.branch ?? 'master'}'\n`, 128);
  if (repository.branches.includes(name)) return fail(`fatal: a branch named '${name}' already exists\n`, 128);
  repository.write(`refs/heads/${name}`, `${at.hash}\n`);
  return ok();
};

export const checkout: Action = (words, repository, git) => {
  const operands = words.filter((word) => !word.startsWith('-') || word === '-');
  const makes = words.some((word) => /^(-b|-B|-c|-C)$/.test(word));
  const [name, from] = operands;
  if (name === undefined) return fail('fatal: missing branch or commit argument\n', 128);
  if (makes) {
    if (repository.branches.includes(name)) return fail(`fatal: a branch named '${name}' already exists\n`, 128);
    const at = repository.resolve(from ?? 'HEAD');
    if (at) repository.write(`refs/heads/${name}`, `${at.hash}\n`);
    repository.write('HEAD', `ref: refs/heads/${name}\n`);
    return fail(`Switched to a new branch '${name}'\n`, 0);
  }
  const target = repository.resolve(name);
  if (words.includes('--') || !target) {
    const source = repository.index;
    const paths = relativePaths(
      operands.filter((word) => word !== '--'),
      repository,
      git,
    );
    const known = paths.filter((path) => Object.keys(source).some((entry) => covers(path, entry)));
    if (known.length === 0) return fail(`error: pathspec '${name}' did not match any file(s) known to git\n`);
    const count = restore(source, known, repository, git);
    return fail(`Updated ${count} path${count === 1 ? '' : 's'} from the index\n`, 0);
  }
  const before = repository.index;
  for (const path of Object.keys(before)) {
    const at = joinPath(repository.top, path);
    if (target.files[path] === undefined && git.call.shell.tree.find(at, false)) git.call.shell.tree.remove(at, false);
  }
  restore(target.files, [''], repository, git);
  repository.setIndex(target.files);
  const isBranch = repository.branches.includes(name);
  repository.write('HEAD', isBranch ? `ref: refs/heads/${name}\n` : `${target.hash}\n`);
  return fail(
    isBranch
      ? `Switched to branch '${name}'\n`
      : `Note: switching to '${name}'.\n\nYou are in 'detached HEAD' state. You can look around, make experimental\nchanges and commit them, and you can discard any commits you make in this\nstate without impacting any branches by switching back to a branch.\n\nHEAD is now at ${target.hash.slice(0, 7)} ${target.message.split('\n')[0]}\n`,
    0,
  );
};

/** Puts files of a snapshot back into the work tree; gives how many it were. */
export function restore(files: Snapshot, prefixes: readonly string[], repository: Repository, { call }: Git): number {
  let count = 0;
  const { workTree } = repository;
  for (const [path, digest] of Object.entries(files)) {
    if (!prefixes.some((prefix) => covers(prefix, path)) || workTree[path] === digest) continue;
    const content = repository.kept(digest);
    if (!content) continue;
    const at = joinPath(repository.top, path);
    call.shell.tree.makeFolders(at.slice(0, at.lastIndexOf('/')));
    call.shell.tree.write(at, content.slice());
    count += 1;
  }
  return count;
}

export const reset: Action = (words, repository, git) => {
  const names = words.filter((word) => !word.startsWith('-'));
  const target = repository.resolve(names[0] ?? 'HEAD');
  if (!target)
    return fail(
      `fatal: ambiguous argument '${names[0] ?? 'HEAD'}': unknown revision or path not in the working tree.\n`,
      128,
    );
  if (names[0] !== undefined)
    repository.write(repository.branch === undefined ? 'HEAD' : `refs/heads/${repository.branch}`, `${target.hash}\n`);
  if (words.includes('--soft')) return ok();
  repository.setIndex(target.files);
  if (!words.includes('--hard')) return ok();
  restore(target.files, [''], repository, git);
  return ok(`HEAD is now at ${target.hash.slice(0, 7)} ${target.message.split('\n')[0]}\n`);
};

export const revParse: Action = (words, repository) => {
  const lines: string[] = [];
  for (const word of words) {
    if (word === '--show-toplevel') lines.push(repository.top);
    else if (word === '--git-dir') lines.push('.git');
    else if (word === '--is-inside-work-tree') lines.push('true');
    else if (word === '--abbrev-ref' || word === '--short' || word === '--verify') continue;
    else {
      const entry = repository.resolve(word);
      if (words.includes('--abbrev-ref') && word === 'HEAD') lines.push(repository.branch ?? 'HEAD');
      else if (entry) lines.push(words.includes('--short') ? entry.hash.slice(0, 7) : entry.hash);
      else
        return fail(
          `${word}\nfatal: ambiguous argument '${word}': unknown revision or path not in the working tree.\nUse '--' to separate paths from revisions, like this:\n'git <command> [<revision>...] -- [<file>...]'\n`,
          128,
        );
    }
  }
  return ok(lines.map((line) => `${line}\n`).join(''));
};
