/** `sftp` of OpenSSH, as it is used without a terminal: its commands come from standard input or from a file. */
import { decodeBytesToUtf8, type ExecResult } from 'just-bash';
import { systemText } from '../../files/file-error.ts';
import { joinPath, nameOf, resolvePath } from '../../files/paths.ts';
import { type Call, fail, type Tool } from '../../shell/contracts.ts';
import { asClient } from '../client-process.ts';
import { copyBetween } from '../copy-between.ts';
import { sshWords, textAt } from '../ssh-words.ts';
import { openPlace, type Place, placeWord } from './places.ts';
import { transferOf } from './scp.ts';

/** Runs `sftp` with the words after its name. `password` is what somebody types when it asks. */
export async function runSftp(args: readonly string[], call: Call, password?: string): Promise<ExecResult> {
  const words = sshWords('sftp', args, {
    portLetter: 'P',
    flags: '46AaCfNpqrv',
    valued: 'BbcDFiJloPRSsX',
    takesHost: false,
    password,
  });
  const [destination] = 'problem' in words ? [] : words.rest;
  if ('problem' in words || destination === undefined) {
    return fail(
      'usage: sftp [-46AaCfNpqrv] [-B buffer_size] [-b batchfile] [-c cipher]\n          [-D sftp_server_command] [-F ssh_config] [-i identity_file]\n          [-J destination] [-l limit] [-o ssh_option] [-P port]\n          [-R num_requests] [-S program] [-s subsystem | sftp_server]\n          [-X sftp_option] destination\n',
    );
  }
  const batch = words.values.get('b')?.[0];
  const text =
    batch === undefined || batch === '-'
      ? decodeBytesToUtf8(call.context.stdin)
      : textAt(resolvePath(call.context.cwd, batch), call);
  if (text === undefined) return fail(`No such file or directory (${batch}).\n`);
  const word = placeWord(destination.includes(':') ? destination : `${destination}:`);
  return asClient(['sftp', ...args], call, async (_pid, killed) => {
    const remote = await openPlace(word, words.wish, call, 'sftp');
    if ('problem' in remote) return fail(`${remote.problem}Connection closed.\nConnection closed\n`, 255);
    const local = await openPlace({ remote: undefined, path: '.' }, words.wish, call, 'sftp');
    if ('problem' in local) return fail(local.problem, 255);
    const session = new SftpSession(local, remote, call, killed);
    let stdout = `Connected to ${word.remote?.host ?? ''}.\n`;
    let exitCode = 0;
    for (const line of text.split('\n')) {
      const command = line.trim().replace(/^[-@]/, '');
      if (command === '' || command.startsWith('#')) continue;
      stdout += `sftp> ${command}\n`;
      if (/^(?:quit|exit|bye)$/.test(command)) break;
      const failed = await session.carryOut(command);
      if (failed && batch !== undefined && !line.trim().startsWith('-')) {
        exitCode = 1;
        break;
      }
    }
    return { stdout: stdout + session.stdout, stderr: remote.notices + session.stderr, exitCode };
  });
}

class SftpSession {
  stdout = '';
  stderr = '';
  readonly #local: Place;
  readonly #remote: Place;
  readonly #call: Call;
  readonly #killed: () => boolean;
  #folder: string;

  constructor(local: Place, remote: Place, call: Call, killed: () => boolean) {
    this.#local = local;
    this.#remote = remote;
    this.#call = call;
    this.#killed = killed;
    this.#folder = remote.absolute(remote.word.path === '' ? '.' : remote.word.path);
  }

  /** Carries out one command; true when it failed. */
  async carryOut(line: string): Promise<boolean> {
    const [name = '', ...words] = line.split(/\s+/);
    const flags = words.filter((word) => word.startsWith('-')).join('');
    const [first = '', second] = words.filter((word) => !word.startsWith('-'));
    const { tree } = this.#remote;
    const there = (path: string): string => resolvePath(this.#folder, path);
    try {
      switch (name) {
        case 'put':
        case 'get':
          return await this.#copy(name, first, second, flags.includes('r'));
        case 'cd':
          if (tree.node(there(first), 'stat').kind !== 'directory')
            return this.#complain(`cd "${there(first)}": Not a directory`);
          this.#folder = there(first);
          return false;
        case 'pwd':
          this.stdout += `Remote working directory: ${this.#folder}\n`;
          return false;
        case 'lpwd':
          this.stdout += `Local working directory: ${this.#local.absolute('.')}\n`;
          return false;
        case 'ls':
          this.stdout += tree
            .list(there(first === '' ? '.' : first))
            .map((entry) => `${entry}\n`)
            .join('');
          return false;
        case 'mkdir':
          tree.makeFolder(there(first), false);
          return false;
        case 'rm':
          for (const removed of tree.remove(there(first), false))
            this.#remote.kernel.events.fileRemoved(removed, undefined);
          return false;
        case 'rename':
          tree.rename(there(first), there(second ?? ''));
          return false;
        case 'chmod':
          tree.chmod(there(second ?? ''), Number.parseInt(first, 8));
          return false;
        default:
          return this.#complain('Invalid command.');
      }
    } catch (error) {
      return this.#complain(`remote ${name} "${there(first)}": ${systemText(error)}`);
    }
  }

  #complain(text: string): boolean {
    this.stderr += `${text}\n`;
    return true;
  }

  async #copy(name: 'put' | 'get', first: string, second: string | undefined, recursive: boolean): Promise<boolean> {
    const [from, to] = name === 'put' ? [this.#local, this.#remote] : [this.#remote, this.#local];
    const source = name === 'put' ? this.#local.absolute(first) : resolvePath(this.#folder, first);
    const folder = name === 'put' ? resolvePath(this.#folder, second ?? '.') : this.#local.absolute(second ?? '.');
    const target = to.tree.find(folder)?.kind === 'directory' ? joinPath(folder, nameOf(source)) : folder;
    const node = from.tree.find(source);
    if (!node)
      return this.#complain(
        name === 'put' ? `stat ${first}: No such file or directory` : `File "${source}" not found.`,
      );
    if (node.kind === 'directory' && !recursive)
      return this.#complain(`${name === 'put' ? '' : 'Cannot download '}"${first}" is not a regular file`);
    this.stdout +=
      name === 'put' ? `Uploading ${first} to ${target}\n` : `Fetching ${source} to ${second ?? nameOf(source)}\n`;
    let failed = false;
    await copyBetween(source, target, {
      ...transferOf(this.#call, from, to, this.#killed),
      from,
      to,
      preserve: false,
      copied: () => undefined,
      failed: (path, reason, side) => {
        failed = this.#complain(side === 'to' ? `dest open "${path}": ${reason}` : `${path}: ${reason}`);
      },
    });
    return failed;
  }
}

export const sftp: Tool = { name: 'sftp', run: (args, call) => runSftp(args, call) };
