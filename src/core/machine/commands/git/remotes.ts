/** `git remote`, and what needs another repository. */
import type { ExecResult } from 'just-bash';
import { type Call, fail, ok } from '../../shell/contracts.ts';
import type { Action } from './action.ts';

/** What git says of a repository that it cannot reach. */
export async function unreachable(url: string, call: Call): Promise<ExecResult> {
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

export const remote: Action = (words, repository) => {
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

export const overNetwork: Action = async (words, repository, { call }) => {
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
