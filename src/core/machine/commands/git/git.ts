/** `git`, as far as one explores and keeps a repository of one's own with it. */
import type { ExecResult } from 'just-bash';
import { systemText } from '../../files/file-error.ts';
import { joinPath, resolvePath } from '../../files/paths.ts';
import { type Call, fail, ok } from '../../shell/contracts.ts';
import type { PackageTool } from '../packages/package-tool.ts';
import { type Action, covers, type Git, relativePaths } from './action.ts';
import { branch, checkout, reset, revParse } from './branches.ts';
import { diff, log, show } from './history.ts';
import { add, commit, status } from './record.ts';
import { overNetwork, remote, unreachable } from './remotes.ts';
import { Repository } from './repository.ts';
import { configure } from './settings.ts';
import { clone, init } from './start.ts';

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
