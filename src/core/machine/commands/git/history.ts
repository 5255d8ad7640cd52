/** `git log`, `git show` and `git diff`. */
import { strftime } from '../../host/strftime.ts';
import { fail, ok } from '../../shell/contracts.ts';
import { type Action, relativePaths } from './action.ts';
import { changesBetween, countLines, patchText } from './changes.ts';
import type { Commit, Repository, Snapshot } from './repository.ts';

export function countText({ files, added, removed }: ReturnType<typeof countLines>): string {
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

export const log: Action = (words, repository) => {
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

export const diff: Action = (words, repository, git) => {
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

export const show: Action = (words, repository) => {
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
