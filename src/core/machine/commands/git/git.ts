/** `git`, as far as one explores and keeps a repository of one's own with it. */
import type { ExecResult } from 'just-bash';
import { systemText } from '../../files/file-error.ts';
import { joinPath, nameOf, resolvePath } from '../../files/paths.ts';
import { strftime } from '../../host/strftime.ts';
import { type Call, fail, ok } from '../../shell/contracts.ts';
import { copyInto } from '../../shell/copy.ts';
import type { PackageTool } from '../packages/package-tool.ts';
import { changesBetween, countLines, patchText } from './changes.ts';
import { type Commit, Repository, type Snapshot } from './repository.ts';

const NO_REPOSITORY = 'fatal: not a git repository (or any of the parent directories): .git\n';
const HELP =
  'usage: git [--version] [--help] [-C <path>] [-c <name>=<value>]\n           [--exec-path[=<path>]] [--html-path] [--man-path] [--info-path]\n           [-p | --paginate | -P | --no-pager] [--no-replace-objects] [--bare]\n           [--git-dir=<path>] [--work-tree=<path>] [--namespace=<name>]\n           [--super-prefix=<path>] [--config-env=<name>=<envvar>]\n           <command> [<args>]\n';
const VERSIONS = { 'ubuntu-22.04': '2.34.1', 'ubuntu-24.04': '2.43.0', 'debian-12': '2.39.5' } as const;

async function run(args: readonly string[], call: Call): Promise<ExecResult> {
  let folder = call.context.cwd;
  const settings = new Map<string, string>();
  let at = 0;
  for (; args[at]?.startsWith('-'); at += 1) {
    const word = args[at] ?? '';
    if (word === '-C') {
      at += 1;
      folder = resolvePath(folder, args[at] ?? '.');
    } else if (word === '-c') {
      at += 1;
      const [name = '', value = ''] = (args[at] ?? '').split('=');
      settings.set(name, value);
    } else if (word === '--version' || word === '-v')
      return ok(`git version ${VERSIONS[call.shell.parts.kernel.state.host.os]}\n`);
    else if (word === '--help' || word === '-h') return ok(HELP);
  }
  const [verb, ...rest] = args.slice(at);
  if (verb === undefined) return { ...ok(HELP), exitCode: 1 };
  if (verb === 'version') return ok(`git version ${VERSIONS[call.shell.parts.kernel.state.host.os]}\n`);
  const git: Git = { call, folder, settings };
  try {
    if (verb === 'init') return init(rest, git);
    if (verb === 'clone') return await clone(rest, git);
    if (verb === 'ls-remote') return await unreachable(rest.find((word) => !word.startsWith('-')) ?? 'origin', call);
    if (verb === 'config' && (rest.includes('--global') || rest.includes('--system')))
      return configure(rest, git, undefined);
    const action = ACTIONS[verb];
    if (!action) {
      if (UNPLAYED.test(verb)) {
        call.shell.parts.kernel.events.report({ kind: 'unsupported', command: `git ${verb} ${rest.join(' ')}` });
        return fail(`fatal: unable to write new index file\n`, 128);
      }
      return fail(`git: '${verb}' is not a git command. See 'git --help'.\n`);
    }
    const repository = Repository.around(folder, call);
    if (!repository) return fail(NO_REPOSITORY, 128);
    return await action(rest, repository, git);
  } catch (error) {
    return fail(`fatal: ${systemText(error)}\n`, 128);
  }
}

/** Commands of git that are not played. */
const UNPLAYED =
  /^(rebase|cherry-pick|bisect|worktree|submodule|filter-branch|am|apply|format-patch|gc|fsck|archive|bundle|notes|blame|grep|describe|shortlog|merge|revert)$/;

interface Git {
  readonly call: Call;
  readonly folder: string;
  /** Values of `-c`. */
  readonly settings: ReadonlyMap<string, string>;
}

type Action = (words: readonly string[], repository: Repository, git: Git) => ExecResult | Promise<ExecResult>;

function init(words: readonly string[], { call, folder }: Git): ExecResult {
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

async function clone(words: readonly string[], { call, folder }: Git): Promise<ExecResult> {
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

/** What git says of a repository that it cannot reach. */
async function unreachable(url: string, call: Call): Promise<ExecResult> {
  const { network } = call.shell.parts;
  const ssh = /^(?:ssh:\/\/)?(?:[^@/]+@)?([^:/]+)[:/]/.exec(url);
  const [, scheme = '', host = ''] = /^([a-z]+):\/\/(?:[^@/]*@)?([^/:]+)/i.exec(url) ?? [];
  if (/^https?$/.test(scheme)) {
    const met = network.connect(host, scheme === 'https' ? 443 : 80);
    await call.shell.pass(network.timeOf(met));
    if (met.kind === 'no-such-host')
      return fail(`fatal: unable to access '${url.replace(/\/?$/, '/')}': Could not resolve host: ${host}\n`, 128);
    if (met.kind !== 'open')
      return fail(
        `fatal: unable to access '${url.replace(/\/?$/, '/')}': Failed to connect to ${host} port ${scheme === 'https' ? 443 : 80}: Connection ${met.kind === 'refused' ? 'refused' : 'timed out'}\n`,
        128,
      );
    return fail(`fatal: repository '${url.replace(/\/?$/, '/')}' not found\n`, 128);
  }
  const name = ssh?.[1] ?? host;
  const met = network.connect(name, 22);
  await call.shell.pass(network.timeOf(met));
  const reason =
    met.kind === 'no-such-host'
      ? `ssh: Could not resolve hostname ${name}: Temporary failure in name resolution`
      : met.kind === 'open'
        ? `fatal: '${url.replace(/^[^:]*:/, '')}' does not appear to be a git repository`
        : `ssh: connect to host ${name} port 22: ${met.kind === 'refused' ? 'Connection refused' : 'Connection timed out'}`;
  return fail(
    `${reason}\nfatal: Could not read from remote repository.\n\nPlease make sure you have the correct access rights\nand the repository exists.\n`,
    128,
  );
}

const status: Action = (words, repository) => {
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

function relativePaths(words: readonly string[], repository: Repository, { folder }: Git): readonly string[] {
  return words
    .filter((word) => !word.startsWith('-'))
    .map((word) => {
      const path = resolvePath(folder, word);
      return path === repository.top ? '' : path.slice(repository.top === '/' ? 1 : repository.top.length + 1);
    });
}

const covers = (prefix: string, path: string): boolean =>
  prefix === '' || path === prefix || path.startsWith(`${prefix}/`);

const add: Action = (words, repository, git) => {
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

function globalPath({ call }: Git): string {
  return `${call.context.exportedEnv?.['HOME'] ?? '/root'}/.gitconfig`;
}

function globalConfig(git: Git): string {
  try {
    return new TextDecoder().decode(git.call.shell.tree.read(globalPath(git)));
  } catch {
    return '';
  }
}

const commit: Action = (words, repository, git) => {
  const messages: string[] = [];
  let everything = false;
  let amend = false;
  let empty = false;
  let quiet = false;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (/^-[aqs]*m$/.test(word) || word === '--message') {
      at += 1;
      messages.push(words[at] ?? '');
      everything ||= word.includes('a') && word !== '--message';
    } else if (word.startsWith('--message=')) messages.push(word.slice(10));
    else if (/^-[a-z]*a[a-z]*$/.test(word) || word === '--all') everything = true;
    else if (word === '--amend') amend = true;
    else if (word === '--allow-empty') empty = true;
    if (word === '-q' || word === '--quiet') quiet = true;
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

function countText({ files, added, removed }: ReturnType<typeof countLines>): string {
  const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;
  const insertions = added > 0 || removed === 0 ? `, ${plural(added, 'insertion')}(+)` : '';
  const deletions = removed > 0 ? `, ${plural(removed, 'deletion')}(-)` : '';
  return ` ${plural(files, 'file')} changed${insertions}${deletions}\n`;
}

const dateText = (time: number): string => strftime('%a %b %e %H:%M:%S %Y +0000', time).replace(/ {2}(\d)/, ' $1');

function commitHead(commit: Commit, repository: Repository, first: boolean): string {
  const mark =
    first && repository.head === commit.hash
      ? ` (HEAD${repository.branch === undefined ? '' : ` -> ${repository.branch}`})`
      : '';
  return `commit ${commit.hash}${mark}\nAuthor: ${commit.author}\nDate:   ${dateText(commit.time)}\n\n${commit.message
    .split('\n')
    .map((line) => (line === '' ? '    \n' : `    ${line}\n`))
    .join('')}`;
}

const log: Action = (words, repository) => {
  const branch = words.find((word) => !word.startsWith('-') && !/^\d+$/.test(word));
  const from = branch === undefined ? repository.head : repository.resolve(branch)?.hash;
  if (from === undefined) {
    return branch === undefined
      ? fail(`fatal: your current branch '${repository.branch ?? 'master'}' does not have any commits yet\n`, 128)
      : fail(
          `fatal: ambiguous argument '${branch}': unknown revision or path not in the working tree.\nUse '--' to separate paths from revisions, like this:\n'git <command> [<revision>...] -- [<file>...]'\n`,
          128,
        );
  }
  const count = words
    .map(
      (word, index) =>
        /^-(\d+)$/.exec(word)?.[1] ??
        /^-n(\d+)$/.exec(word)?.[1] ??
        /^--max-count=(\d+)$/.exec(word)?.[1] ??
        (word === '-n' ? words[index + 1] : undefined),
    )
    .find((found) => found !== undefined);
  const commits = repository.historyFrom(from).slice(0, count === undefined ? undefined : Number(count));
  const format = words.find((word) => /^--(format|pretty)=/.test(word))?.replace(/^--\w+=(format:)?/, '');
  if (words.includes('--oneline') || format === 'oneline') {
    return ok(
      commits
        .map(
          (entry) => `${format === 'oneline' ? entry.hash : entry.hash.slice(0, 7)} ${entry.message.split('\n')[0]}\n`,
        )
        .join(''),
    );
  }
  if (format !== undefined) return ok(commits.map((entry) => `${formatted(entry, format)}\n`).join(''));
  const patches = words.includes('-p') || words.includes('--patch');
  const stats = words.includes('--stat');
  return ok(
    commits
      .map((entry, index) => {
        const before = entry.parent === undefined ? {} : (repository.commit(entry.parent)?.files ?? {});
        const more = patches
          ? `\n${patchText(repository, before, entry.files)}`
          : stats
            ? `\n${statText(repository, before, entry.files)}`
            : '';
        return commitHead(entry, repository, index === 0) + more;
      })
      .join('\n'),
  );
};

function formatted(entry: Commit, format: string): string {
  const [name = '', email = ''] = entry.author.split(/ </);
  const values: Readonly<Record<string, string>> = {
    H: entry.hash,
    h: entry.hash.slice(0, 7),
    s: entry.message.split('\n')[0] ?? '',
    B: entry.message,
    an: name,
    ae: email.replace('>', ''),
    ad: dateText(entry.time),
    ar: 'recently',
    at: String(Math.floor(entry.time / 1000)),
    ct: String(Math.floor(entry.time / 1000)),
    cd: dateText(entry.time),
    ci: strftime('%Y-%m-%d %H:%M:%S +0000', entry.time),
    ai: strftime('%Y-%m-%d %H:%M:%S +0000', entry.time),
    P: entry.parent ?? '',
    p: entry.parent?.slice(0, 7) ?? '',
    n: '\n',
    d: '',
  };
  return format.replace(/%(an|ae|ad|ar|at|ct|cd|ci|ai|[HhsBPpnd])/g, (_, key: string) => values[key] ?? '');
}

function statText(repository: Repository, before: Snapshot, after: Snapshot): string {
  const changes = changesBetween(before, after);
  const width = Math.max(0, ...changes.map(({ path }) => path.length));
  const rows = changes.map(({ path }) => {
    const one = (all: Snapshot): Snapshot => (all[path] === undefined ? {} : { [path]: all[path] });
    const { added, removed } = countLines(repository, one(before), one(after));
    return ` ${path.padEnd(width)} | ${added + removed} ${'+'.repeat(Math.min(added, 40))}${'-'.repeat(Math.min(removed, 40))}\n`;
  });
  return rows.join('') + (changes.length > 0 ? countText(countLines(repository, before, after)) : '');
}

const diff: Action = (words, repository, git) => {
  const names = words.filter((word) => !word.startsWith('-'));
  const commits = names.map((name) => repository.resolve(name)).filter((entry) => entry !== undefined);
  const paths = relativePaths(
    names.filter((name) => !repository.resolve(name)),
    repository,
    git,
  );
  const { index, workTree } = repository;
  const cached = words.includes('--cached') || words.includes('--staged');
  const tracked = Object.fromEntries(Object.entries(workTree).filter(([path]) => index[path] !== undefined));
  const before = commits[0]?.files ?? (cached ? (repository.resolve('HEAD')?.files ?? {}) : index);
  const after = commits[1]?.files ?? (cached ? index : tracked);
  if (words.includes('--stat')) return ok(statText(repository, before, after));
  if (words.includes('--name-only'))
    return ok(
      changesBetween(before, after)
        .map(({ path }) => `${path}\n`)
        .join(''),
    );
  return ok(patchText(repository, before, after, paths));
};

const show: Action = (words, repository) => {
  const name = words.find((word) => !word.startsWith('-')) ?? 'HEAD';
  const [revision = name, path] = name.split(':');
  const entry = repository.resolve(revision);
  if (!entry)
    return fail(
      `fatal: ambiguous argument '${name}': unknown revision or path not in the working tree.\nUse '--' to separate paths from revisions, like this:\n'git <command> [<revision>...] -- [<file>...]'\n`,
      128,
    );
  if (path !== undefined) {
    const text = repository.content(entry.files[path]);
    return text === undefined ? fail(`fatal: path '${path}' does not exist in '${revision}'\n`, 128) : ok(text);
  }
  const before = entry.parent === undefined ? {} : (repository.commit(entry.parent)?.files ?? {});
  return ok(
    `${commitHead(entry, repository, true)}\n${words.includes('--stat') ? statText(repository, before, entry.files) : patchText(repository, before, entry.files)}`,
  );
};

const branch: Action = (words, repository) => {
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

const checkout: Action = (words, repository, git) => {
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
function restore(files: Snapshot, prefixes: readonly string[], repository: Repository, { call }: Git): number {
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

const reset: Action = (words, repository, git) => {
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

const revParse: Action = (words, repository) => {
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

const remote: Action = (words, repository) => {
  const config = repository.text('config') ?? '';
  const remotes = [...config.matchAll(/\[remote "([^"]+)"\]\n(?:\t.*\n)*?\turl = (.*)\n/g)].map(
    ([, name = '', url = '']) => ({ name, url }),
  );
  const [verb, name = '', url = ''] = words.filter((word) => word !== '-v' && word !== '--verbose');
  if (verb === 'add') {
    if (remotes.some((entry) => entry.name === name)) return fail(`error: remote ${name} already exists.\n`, 3);
    repository.write(
      'config',
      `${config}[remote "${name}"]\n\turl = ${url}\n\tfetch = +refs/heads/*:refs/remotes/${name}/*\n`,
    );
    return ok();
  }
  const found = remotes.find((entry) => entry.name === name);
  if (verb === 'get-url') return found ? ok(`${found.url}\n`) : fail(`error: No such remote '${name}'\n`, 2);
  if (verb === 'remove' || verb === 'rm') {
    if (!found) return fail(`error: No such remote: '${name}'\n`, 2);
    repository.write('config', config.replace(new RegExp(`\\[remote "${name}"\\]\\n(?:\\t.*\\n)*`), ''));
    return ok();
  }
  const verbose = words.includes('-v') || words.includes('--verbose');
  return ok(
    remotes
      .map((entry) =>
        verbose ? `${entry.name}\t${entry.url} (fetch)\n${entry.name}\t${entry.url} (push)\n` : `${entry.name}\n`,
      )
      .join(''),
  );
};

const overNetwork: Action = async (words, repository, { call }) => {
  const config = repository.text('config') ?? '';
  const name = words.find((word) => !word.startsWith('-')) ?? 'origin';
  const url = new RegExp(`\\[remote "${name}"\\]\\n(?:\\t.*\\n)*?\\turl = (.*)\\n`).exec(config)?.[1];
  if (url === undefined) {
    return fail(
      name === 'origin' && words.length === 0
        ? 'fatal: No remote repository specified.  Please, specify either a URL or a\nremote name from which new revisions should be fetched.\n'
        : `fatal: '${name}' does not appear to be a git repository\nfatal: Could not read from remote repository.\n\nPlease make sure you have the correct access rights\nand the repository exists.\n`,
      128,
    );
  }
  return url.startsWith('/') ? ok('Already up to date.\n') : unreachable(url, call);
};

function settingOf(text: string, key: string): string | undefined {
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

function configure(words: readonly string[], git: Git, repository: Repository | undefined): ExecResult {
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

const ACTIONS: Readonly<Record<string, Action>> = {
  add,
  branch,
  checkout,
  commit,
  config: (words, repository, git) => configure(words, git, repository),
  diff,
  fetch: overNetwork,
  log,
  'ls-files': (_words, repository) =>
    ok(
      Object.keys(repository.index)
        .sort()
        .map((path) => `${path}\n`)
        .join(''),
    ),
  pull: overNetwork,
  push: overNetwork,
  remote,
  reset,
  restore: checkout,
  'rev-parse': revParse,
  rm: (words, repository, git) => {
    const paths = relativePaths(words, repository, git);
    const { index } = repository;
    const gone = Object.keys(index).filter((path) => paths.some((prefix) => covers(prefix, path)));
    if (gone.length === 0)
      return fail(
        `fatal: pathspec '${words.find((word) => !word.startsWith('-')) ?? ''}' did not match any files\n`,
        128,
      );
    for (const path of gone) {
      const at = joinPath(repository.top, path);
      if (!words.includes('--cached') && git.call.shell.tree.find(at, false)) git.call.shell.tree.remove(at, false);
    }
    repository.setIndex(Object.fromEntries(Object.entries(index).filter(([path]) => !gone.includes(path))));
    return ok(gone.map((path) => `rm '${path}'\n`).join(''));
  },
  show,
  stash: (words, repository) =>
    words[0] === 'list'
      ? ok()
      : repository.head === undefined
        ? fail('You do not have the initial commit yet\n')
        : ok('No local changes to save\n'),
  status,
  switch: checkout,
  tag: (words, repository) => {
    const name = words.find((word) => !word.startsWith('-'));
    if (name !== undefined && repository.head !== undefined)
      repository.write(`refs/tags/${name}`, `${repository.head}\n`);
    return ok();
  },
};

export const GIT_TOOLS: readonly PackageTool[] = [{ name: 'git', path: '/usr/bin/git', run }];
