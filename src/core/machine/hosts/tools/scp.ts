/** `scp` of OpenSSH. Without a terminal it shows no progress. */
import type { ExecResult } from 'just-bash';
import { joinPath, nameOf, parentOf } from '../../files/paths.ts';
import { type Call, fail, type Tool } from '../../shell/contracts.ts';
import { asClient } from '../client-process.ts';
import { type Copying, copyBetween } from '../copy-between.ts';
import { type SshWords, sshWords } from '../ssh-words.ts';
import { expanded, openPlace, type Place, placeWord } from './places.ts';

const USAGE = `usage: scp [-346ABCOpqRrsTv] [-c cipher] [-D sftp_server_path] [-F ssh_config]
           [-i identity_file] [-J destination] [-l limit] [-o ssh_option]
           [-P port] [-S program] [-X sftp_option] source ... target
`;

/** Runs `scp` with the words after its name. `password` is what somebody types when it asks. */
export async function runScp(args: readonly string[], call: Call, password?: string): Promise<ExecResult> {
  const words = sshWords('scp', args, {
    portLetter: 'P',
    flags: '12346ABCOpqRrsTv',
    valued: 'cDFiJloPSX',
    takesHost: false,
    password,
  });
  if ('problem' in words) return fail(`${words.problem.replace(/^unknown/, 'scp: unknown')}\n${USAGE}`);
  if (words.rest.length < 2) return fail(USAGE);
  return asClient(['scp', ...args], call, (_pid, killed) => copyAll(words, call, killed));
}

async function copyAll(words: SshWords, call: Call, killed: () => boolean): Promise<ExecResult> {
  const sources = words.rest.slice(0, -1).map(placeWord);
  const target = await openPlace(placeWord(words.rest.at(-1) ?? ''), words.wish, call, 'scp');
  if ('problem' in target) return fail(`${target.problem}${lost(call)}`, 255);
  let stderr = target.notices;
  let failures = 0;
  const folder = target.absolute(target.word.path === '' ? '.' : target.word.path);
  const intoFolder = target.tree.find(folder)?.kind === 'directory';
  if (sources.length > 1 && !intoFolder) {
    return fail(
      `${stderr}scp: ${target.word.path}: ${target.tree.find(folder) ? 'Not a directory' : 'No such file or directory'}\n`,
    );
  }
  for (const word of sources) {
    const source = await openPlace(word, words.wish, call, 'scp');
    if ('problem' in source) return fail(`${stderr}${source.problem}${lost(call)}`, 255);
    stderr += source.notices;
    for (const typed of expanded(word.path, source)) {
      if (call.shell.interruption || killed()) break;
      const from = source.absolute(typed === '' ? '.' : typed);
      const to = intoFolder ? joinPath(folder, nameOf(from)) : folder;
      const problem = await copyOne({ source, target, from, to, typed }, words, call, killed);
      if (problem !== '') failures += 1;
      stderr += problem;
    }
  }
  return fail(stderr, failures > 0 || killed() ? 1 : 0);
}

function lost(call: Call): string {
  return call.shell.parts.kernel.state.host.os === 'ubuntu-22.04' ? 'lost connection\n' : 'scp: Connection closed\n';
}

interface One {
  readonly source: Place;
  readonly target: Place;
  readonly from: string;
  readonly to: string;
  readonly typed: string;
}

async function copyOne(one: One, words: SshWords, call: Call, killed: () => boolean): Promise<string> {
  const { source, target, from, to, typed } = one;
  const old = call.shell.parts.kernel.state.host.os === 'ubuntu-22.04';
  const node = source.tree.find(from);
  if (!node) {
    if (source.login) return `scp: ${typed}: No such file or directory\n`;
    return old ? `${typed}: No such file or directory\n` : `scp: stat local "${typed}": No such file or directory\n`;
  }
  if (node.kind === 'directory' && !words.flags.has('r')) {
    if (source.login) return `scp: ${typed}: not a regular file\n`;
    return old
      ? `${typed}: not a regular file\n`
      : `scp: local "${typed}" is not a regular file\nscp: failed to upload file ${typed} to ${target.word.path}\n`;
  }
  if (!target.tree.find(parentOf(to))) {
    const place = target.login ? `dest open "${target.word.path}"` : target.word.path;
    return `scp: ${place}: No such file or directory\n`;
  }
  let stderr = '';
  const copying: Copying = {
    ...transferOf(call, source, target, killed),
    from: source,
    to: target,
    preserve: words.flags.has('p'),
    failed: (path, reason, side) => {
      const place = (side === 'to' ? target : source).login && side === 'to' ? `dest open "${path}"` : path;
      stderr += `scp: ${reason === 'No space left on device' ? `write remote "${path}"` : place}: ${reason === 'No space left on device' && target.login ? 'Failure' : reason}\n`;
    },
    copied: () => undefined,
  };
  await copyBetween(from, to, copying);
  return stderr;
}

/** How long copies between two places take: over the network, or over the disk of a host. */
export function transferOf(
  call: Call,
  source: Place,
  target: Place,
  killed: () => boolean,
): Pick<Copying, 'pass' | 'timeOf'> {
  const { shell } = call;
  const { network, kernel } = shell.parts;
  const here = !source.login && !target.login;
  const timeOf = (bytes: number): number => (here ? kernel.transferTime(2 * bytes) : network.transferTime(bytes));
  return {
    timeOf,
    pass: async (bytes) => {
      await shell.pass(timeOf(bytes));
      return shell.interruption === undefined && !killed();
    },
  };
}

export const scp: Tool = { name: 'scp', run: (args, call) => runScp(args, call) };
