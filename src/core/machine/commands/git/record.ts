/** `git status`, `git add` and `git commit`. */
import { fail, ok } from '../../shell/contracts.ts';
import { type Action, covers, type Git, relativePaths } from './action.ts';
import { changesBetween, countLines } from './changes.ts';
import { countText } from './history.ts';
import type { Repository, Snapshot } from './repository.ts';
import { globalConfig, settingOf } from './settings.ts';

export const status: Action = (words, repository) => {
  const head = repository.resolve('HEAD');
  const { index, workTree } = repository;
  const staged = changesBetween(head?.files ?? {}, index);
  const tracked: Record<string, string> = {};
  for (const path of Object.keys(index)) {
    const digest = workTree[path];
    if (digest !== undefined) tracked[path] = digest;
  }
  const unstaged = changesBetween(index, tracked);
  const untracked = folded(
    Object.keys(workTree).filter((path) => index[path] === undefined),
    index,
  );
  if (words.some((word) => /^(-s|--short|--porcelain.*|-sb|-b)$/.test(word))) {
    const letter = { added: 'A', modified: 'M', deleted: 'D' } as const;
    const paths = [...new Set([...staged, ...unstaged].map(({ path }) => path))].sort();
    const branch =
      words.includes('-b') || words.includes('-sb') ? `## ${repository.branch ?? 'HEAD (no branch)'}\n` : '';
    const kindOf = (list: typeof staged, path: string): string => {
      const change = list.find((entry) => entry.path === path);
      return change ? letter[change.kind] : ' ';
    };
    return ok(
      branch +
        paths.map((path) => `${kindOf(staged, path)}${kindOf(unstaged, path)} ${path}\n`).join('') +
        untracked.map((path) => `?? ${path}\n`).join(''),
    );
  }
  let text =
    repository.branch === undefined
      ? `HEAD detached at ${head?.hash.slice(0, 7)}\n`
      : `On branch ${repository.branch}\n`;
  if (!head) text += '\nNo commits yet\n';
  const row = ({ path, kind }: (typeof staged)[number]): string =>
    `\t${{ added: 'new file:   ', modified: 'modified:   ', deleted: 'deleted:    ' }[kind]}${path}\n`;
  const gap = head ? '' : '\n';
  if (staged.length > 0)
    text += `${gap}Changes to be committed:\n  (use "${head ? 'git restore --staged <file>..." to unstage)' : 'git rm --cached <file>..." to unstage)'}\n${staged.map(row).join('')}\n`;
  if (unstaged.length > 0)
    text += `Changes not staged for commit:\n  (use "git add${unstaged.some(({ kind }) => kind === 'deleted') ? '/rm' : ''} <file>..." to update what will be committed)\n  (use "git restore <file>..." to discard changes in working directory)\n${unstaged.map(row).join('')}\n`;
  if (untracked.length > 0)
    text += `${staged.length + unstaged.length === 0 ? gap : ''}Untracked files:\n  (use "git add <file>..." to include in what will be committed)\n${untracked.map((path) => `\t${path}\n`).join('')}\n`;
  if (staged.length > 0) return ok(text);
  if (unstaged.length > 0) return ok(`${text}no changes added to commit (use "git add" and/or "git commit -a")\n`);
  if (untracked.length > 0)
    return ok(`${text}nothing added to commit but untracked files present (use "git add" to track)\n`);
  return ok(
    head
      ? `${text}nothing to commit, working tree clean\n`
      : `${text}\nnothing to commit (create/copy files and use "git add" to track)\n`,
  );
};

/** Untracked files, with folders of which nothing is tracked in place of what they hold. */
function folded(paths: readonly string[], index: Snapshot): readonly string[] {
  const tracked = Object.keys(index);
  const shown = paths.map((path) => {
    const parts = path.split('/');
    for (let depth = 1; depth < parts.length; depth += 1) {
      const folder = `${parts.slice(0, depth).join('/')}/`;
      if (!tracked.some((entry) => entry.startsWith(folder))) return folder;
    }
    return path;
  });
  return [...new Set(shown)].sort();
}

export const add: Action = (words, repository, git) => {
  const all = words.some((word) => /^(-A|--all|-u|--update)$/.test(word));
  const wanted = all && words.every((word) => word.startsWith('-')) ? [''] : relativePaths(words, repository, git);
  if (wanted.length === 0)
    return fail(
      'Nothing specified, nothing added.\nhint: Maybe you wanted to say \'git add .\'?\nhint: Turn this message off by running\nhint: "git config advice.addEmptyPathspec false"\n',
      0,
    );
  const { workTree, index } = repository;
  for (const [at, prefix] of wanted.entries()) {
    const known = [...Object.keys(workTree), ...Object.keys(index)].some((path) => covers(prefix, path));
    if (!known && prefix !== '')
      return fail(
        `fatal: pathspec '${words.filter((word) => !word.startsWith('-'))[at] ?? prefix}' did not match any files\n`,
        128,
      );
  }
  const next: Record<string, string> = {};
  for (const [path, digest] of Object.entries(index)) {
    if (!wanted.some((prefix) => covers(prefix, path)) || workTree[path] !== undefined) next[path] = digest;
  }
  const onlyTracked = words.includes('-u') || words.includes('--update');
  for (const [path, digest] of Object.entries(workTree)) {
    if (wanted.some((prefix) => covers(prefix, path)) && (!onlyTracked || index[path] !== undefined))
      next[path] = digest;
  }
  for (const [path, digest] of Object.entries(next)) if (index[path] !== digest) repository.keep(path, digest);
  repository.setIndex(next);
  return ok();
};

function identity(
  repository: Repository | undefined,
  git: Git,
): { readonly name: string | undefined; readonly email: string | undefined } {
  const env = git.call.context.exportedEnv ?? {};
  const texts = [repository?.text('config') ?? '', globalConfig(git)];
  const value = (key: 'name' | 'email'): string | undefined =>
    git.settings.get(`user.${key}`) ??
    env[`GIT_AUTHOR_${key.toUpperCase()}`] ??
    texts.map((text) => settingOf(text, `user.${key}`)).find((found) => found !== undefined);
  return { name: value('name'), email: value('email') };
}

export const commit: Action = (words, repository, git) => {
  const messages: string[] = [];
  let everything = false;
  let amend = false;
  let empty = false;
  let quiet = false;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    quiet ||= /^-[as]*q[as]*m?$/.test(word) || word === '--quiet';
    if (/^-[aqs]*m$/.test(word) || word === '--message') {
      at += 1;
      messages.push(words[at] ?? '');
      everything ||= word.includes('a') && word !== '--message';
    } else if (word.startsWith('--message=')) messages.push(word.slice(10));
    else if (/^-[a-z]*a[a-z]*$/.test(word) || word === '--all') everything = true;
    else if (word === '--amend') amend = true;
    else if (word === '--allow-empty') empty = true;
  }
  const { name, email } = identity(repository, git);
  if (name === undefined || email === undefined) {
    const { host } = git.call.shell.parts.kernel.state;
    return fail(
      `Author identity unknown\n\n*** Please tell me who you are.\n\nRun\n\n  git config --global user.email "you@example.com"\n  git config --global user.name "Your Name"\n\nto set your account's default identity.\nOmit --global to set the identity only in this repository.\n\nfatal: unable to auto-detect email address (got '${git.call.shell.process.user}@${host.hostname}.(none)')\n`,
      128,
    );
  }
  if (everything) add(['-u'], repository, git);
  const head = repository.resolve('HEAD');
  const { index } = repository;
  const base = amend ? (head?.parent === undefined ? undefined : repository.commit(head.parent)) : head;
  const changes = changesBetween(base?.files ?? {}, index);
  if (changes.length === 0 && !empty && !amend) {
    const result = status([], repository, git);
    return 'then' in result ? result.then((shown) => ({ ...shown, exitCode: 1 })) : { ...result, exitCode: 1 };
  }
  if (messages.length === 0 && !amend)
    return fail('error: Terminal is dumb, but EDITOR unset\nPlease supply the message using either -m or -F option.\n');
  const message = messages.length > 0 ? messages.join('\n\n') : (head?.message ?? '');
  const made = repository.add({
    parent: base?.hash,
    author: `${name} <${email}>`,
    time: git.call.shell.parts.kernel.schedule.now,
    message,
    files: index,
  });
  repository.write('COMMIT_EDITMSG', `${message}\n`);
  if (quiet) return ok();
  const counts = countLines(repository, base?.files ?? {}, index);
  const modes = changes.flatMap(({ path, kind }) =>
    kind === 'modified' ? [] : [` ${kind === 'added' ? 'create' : 'delete'} mode 100644 ${path}\n`],
  );
  return ok(
    `[${repository.branch ?? 'detached HEAD'}${base ? '' : ' (root-commit)'} ${made.hash.slice(0, 7)}] ${message.split('\n')[0]}\n${countText(counts)}${modes.join('')}`,
  );
};
