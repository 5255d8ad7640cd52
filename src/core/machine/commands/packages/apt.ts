/** `apt`, `apt-get` and `apt-cache`. */
import type { ExecResult } from 'just-bash';
import { catalogue, cataloguePackage } from '../../packages/catalogue.ts';
import { type Call, fail, ok } from '../../shell/contracts.ts';
import { download, install, remove, update, upgrade } from './apt-change.ts';
import { list, policy, search, show } from './apt-show.ts';
import { aptTitle, isRoot, locked, wordsOf } from './apt-words.ts';
import type { PackageTool } from './package-tool.ts';

const UNSTABLE = '\nWARNING: apt does not have a stable CLI interface. Use with caution in scripts.\n\n';

export async function run(program: 'apt' | 'apt-get', args: readonly string[], call: Call): Promise<ExecResult> {
  const { os } = call.shell.parts.kernel.state.host;
  const words = wordsOf(args);
  const warning = program === 'apt' ? UNSTABLE : '';
  const done = (result: ExecResult): ExecResult => ({ ...result, stderr: warning + result.stderr });
  if (words.flags.includes('--version') || words.flags.includes('-v'))
    return ok(`apt ${cataloguePackage(os, 'apt')?.version ?? '2.4'} (amd64)\n`);
  switch (words.verb) {
    case undefined:
    case 'help':
      return ok(
        `apt ${cataloguePackage(os, 'apt')?.version ?? '2.4'} (amd64)\nUsage: ${program} [options] command\n\n${program} is a commandline package manager and provides commands for\nsearching and managing as well as querying information about packages.\n`,
      );
    case 'update':
      return done(await update(call));
    case 'install':
    case 'reinstall':
      return done(await install(program, words, call));
    case 'remove':
    case 'purge':
    case 'autoremove':
      return done(await remove(words, call));
    case 'upgrade':
    case 'dist-upgrade':
    case 'full-upgrade':
      return done(upgrade(words, call));
    case 'list':
      return done(list(words, call));
    case 'search':
      return done(search(words.names, call, true));
    case 'show':
      return done(show(words.names, call));
    case 'policy':
      return done(policy(words.names, call));
    case 'clean':
    case 'autoclean':
    case 'check':
      return words.verb === 'clean' && !isRoot(call) ? done(locked('/var/cache/apt/archives/lock')) : ok();
    case 'download':
      return done(await download(words, call));
    case 'moo':
      return ok(
        '                 (__) \n                 (oo) \n           /------\\/ \n          / |    ||   \n         *  /\\---/\\ \n            ~~   ~~   \n..."Have you mooed today?"...\n',
      );
    default:
      return fail(`E: Invalid operation ${words.verb}\n`, 100);
  }
}

export function cache(args: readonly string[], call: Call): ExecResult {
  const words = wordsOf(args);
  switch (words.verb) {
    case 'search':
      return search(words.names, call, false);
    case 'show':
      return show(words.names, call);
    case 'policy':
      return policy(words.names, call);
    case 'pkgnames':
      return ok(
        catalogue(call.shell.parts.kernel.state.host.os)
          .map(({ name }) => `${name}\n`)
          .join(''),
      );
    case 'depends': {
      const [name = ''] = words.names;
      const entry = cataloguePackage(call.shell.parts.kernel.state.host.os, name);
      return entry
        ? ok(`${name}\n${entry.depends.map((needed) => `  Depends: ${needed}\n`).join('')}`)
        : fail('E: No packages found\n', 100);
    }
    default:
      return words.verb === undefined
        ? ok(`${aptTitle(call)}Usage: apt-cache [options] command\n`)
        : fail(`E: Invalid operation ${words.verb}\n`, 100);
  }
}

export const APT_TOOLS: readonly PackageTool[] = [
  { name: 'apt', path: '/usr/bin/apt', run: (args, call) => run('apt', args, call) },
  { name: 'apt-get', path: '/usr/bin/apt-get', run: (args, call) => run('apt-get', args, call) },
  { name: 'apt-cache', path: '/usr/bin/apt-cache', run: cache },
];
