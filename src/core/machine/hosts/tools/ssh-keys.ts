/** `ssh-keygen`, `ssh-copy-id` and `ssh-keyscan` of OpenSSH. */
import type { ExecResult } from 'just-bash';
import { getopt, has, optionValue } from '../../commands/getopt.ts';
import { systemText } from '../../files/file-error.ts';
import { parentOf, resolvePath } from '../../files/paths.ts';
import { hostKey } from '../../host/etc-files.ts';
import { textHash } from '../../host/random.ts';
import { systemFacts } from '../../host/systems.ts';
import { type Call, fail, ok, type Tool } from '../../shell/contracts.ts';
import { hostSeed } from '../host-spec.ts';
import {
  fingerprint,
  isPrivateKey,
  type KeyType,
  keyBits,
  newPrivateKey,
  publicKey,
  publicKeyLine,
  typeLabel,
} from '../keys.ts';
import { KnownHosts } from '../known-hosts.ts';
import { treeOf } from '../remote-shell.ts';
import { logInto } from '../ssh-connection.ts';
import { sshWords, targetOf, textAt } from '../ssh-words.ts';

const KEYGEN = { short: 'qBlyvHt:f:N:C:b:R:F:P:E:pm:a:Ae:i' };

function homeOf(call: Call): string {
  const { process, parts } = call.shell;
  return parts.kernel.state.host.users.find(({ name }) => name === process.user)?.home ?? '/root';
}

async function keygen(args: readonly string[], call: Call): Promise<ExecResult> {
  const parsed = getopt('ssh-keygen', args, KEYGEN);
  if (parsed.problem !== undefined) return fail(`${parsed.problem.replace(/^ssh-keygen: invalid/, 'unknown')}\n`);
  const removed = optionValue(parsed, 'R');
  const sought = optionValue(parsed, 'F');
  const file = optionValue(parsed, 'f');
  if (removed !== undefined || sought !== undefined) return knownHosts(removed, sought, file, call);
  const kind = (
    optionValue(parsed, 't') ?? (call.shell.parts.kernel.state.host.os === 'ubuntu-24.04' ? 'ed25519' : 'rsa')
  ).toLowerCase();
  if (!isKeyType(kind)) return fail(`unknown key type ${kind}\n`, 255);
  const path = resolvePath(call.context.cwd, file ?? `${homeOf(call)}/.ssh/id_${kind}`);
  if (has(parsed, 'y')) {
    const text = textAt(path, call);
    if (text === undefined) return fail(`${file ?? path}: No such file or directory\n`, 255);
    if (!isPrivateKey(text)) return fail(`Load key "${file ?? path}": invalid format\n`, 255);
    return ok(`${publicKey(text).text}\n`);
  }
  if (has(parsed, 'l')) return shownFingerprint(path, file ?? path, call);
  return generate(kind, path, parsed, call);
}

function isKeyType(text: string): text is KeyType {
  return text === 'rsa' || text === 'ed25519' || text === 'ecdsa';
}

function knownHosts(
  removed: string | undefined,
  sought: string | undefined,
  file: string | undefined,
  call: Call,
): ExecResult {
  const path = resolvePath(call.context.cwd, file ?? `${homeOf(call)}/.ssh/known_hosts`);
  const known = new KnownHosts(path, call);
  if (removed !== undefined) {
    if (!call.shell.tree.find(path)) return fail(`Cannot stat ${path}: No such file or directory\n`, 255);
    const count = known.remove(removed);
    if (count === 0) return fail(`Host ${removed} not found in ${path}\n`, 0);
    return ok(`# Host ${removed} found: line 1\n${path} updated.\nOriginal contents retained as ${path}.old\n`);
  }
  const lines = known.lines.filter(({ names }) => names.includes(sought ?? ''));
  const text = lines
    .map((line) => `# Host ${sought} found: line ${known.lines.indexOf(line) + 1} \n${line.text}\n`)
    .join('');
  return lines.length > 0 ? ok(text) : fail('', 1);
}

function shownFingerprint(path: string, typed: string, call: Call): ExecResult {
  const text = textAt(path, call) ?? textAt(`${path}.pub`, call);
  if (text === undefined) return fail(`ssh-keygen: ${typed}: No such file or directory\n`, 255);
  const line = isPrivateKey(text) ? `${publicKey(text).text} no comment` : text.trim();
  const [name = '', , ...comment] = line.split(/\s+/);
  const type: KeyType = name.includes('rsa') ? 'rsa' : name.includes('ecdsa') ? 'ecdsa' : 'ed25519';
  if (!/^(ssh-|ecdsa-)/.test(name)) return fail(`${typed} is not a public key file.\n`, 255);
  return ok(`${keyBits(type)} ${fingerprint(line)} ${comment.join(' ') || 'no comment'} (${typeLabel(type)})\n`);
}

function generate(type: KeyType, path: string, parsed: Parameters<typeof has>[0], call: Call): ExecResult {
  const { shell } = call;
  const { tree, parts } = shell;
  const quiet = has(parsed, 'q');
  const head = quiet ? '' : `Generating public/private ${type} key pair.\n`;
  if (tree.find(path)) return { stdout: `${head}${path} already exists.\nOverwrite (y/n)? `, stderr: '', exitCode: 1 };
  const { host } = parts.kernel.state;
  const privateKey = newPrivateKey(type, textHash(`${parts.kernel.draw.hex(16)} ${path}`));
  const comment = optionValue(parsed, 'C') ?? `${shell.process.user}@${host.hostname}`;
  const encoder = new TextEncoder();
  try {
    const folder = parentOf(path);
    if (!tree.find(folder)) {
      tree.makeFolder(folder, false);
      tree.chmod(folder, 0o700);
    }
    tree.write(path, encoder.encode(privateKey));
    tree.chmod(path, 0o600);
    tree.write(`${path}.pub`, encoder.encode(publicKeyLine(privateKey, comment)));
    for (const written of [path, `${path}.pub`]) parts.kernel.events.fileWritten(tree.resolve(written, 'open'));
  } catch (error) {
    return { stdout: head, stderr: `Saving key "${path}" failed: ${systemText(error)}\n`, exitCode: 1 };
  }
  if (quiet) return ok();
  const { text } = publicKey(privateKey);
  return ok(
    `${head}Your identification has been saved in ${path}\nYour public key has been saved in ${path}.pub\nThe key fingerprint is:\n${fingerprint(text)} ${comment}\nThe key's randomart image is:\n${randomArt(type, text)}`,
  );
}

/** The picture of a key: the walk of the drunken bishop, over the bits that stand for the fingerprint. */
function randomArt(type: KeyType, key: string): string {
  const field = Array.from({ length: 9 }, () => new Array<number>(17).fill(0));
  let [x, y] = [8, 4];
  const print = fingerprint(key).slice(7);
  for (let at = 0; at < 32; at += 1) {
    let bits = textHash(`${print} ${at}`) & 0xff;
    for (let step = 0; step < 4; step += 1) {
      x = Math.min(16, Math.max(0, x + ((bits & 1) === 0 ? -1 : 1)));
      y = Math.min(8, Math.max(0, y + ((bits & 2) === 0 ? -1 : 1)));
      const row = field[y];
      if (row) row[x] = (row[x] ?? 0) + 1;
      bits >>= 2;
    }
  }
  const letters = ' .o+=*BOX@%&#/^';
  const rows = field.map((row, line) =>
    row
      .map((count, column) =>
        line === y && column === x
          ? 'E'
          : line === 4 && column === 8
            ? 'S'
            : letters.charAt(Math.min(count, letters.length - 1)),
      )
      .join(''),
  );
  const title = `[${typeLabel(type)} ${keyBits(type)}]`;
  const left = Math.floor((17 - title.length) / 2);
  const top = `+${'-'.repeat(left)}${title}${'-'.repeat(17 - title.length - left)}+`;
  return `${top}\n${rows.map((row) => `|${row}|\n`).join('')}+----[SHA256]-----+\n`;
}

/** Runs `ssh-copy-id` with the words after its name. `password` is what somebody types when it asks. */
export async function runCopyId(args: readonly string[], call: Call, password?: string): Promise<ExecResult> {
  const words = sshWords('ssh', args, { portLetter: 'p', flags: 'fnsx', takesHost: true, password });
  if ('problem' in words || words.wish.host === '') {
    return fail(
      'Usage: /usr/bin/ssh-copy-id [-h|-?|-f|-n|-s] [-i [identity_file]] [-p port] [-F alternative ssh_config file] [[-o <ssh -o options>] ...] [user@]hostname\n',
    );
  }
  const home = homeOf(call);
  const given = words.wish.identities[0]?.replace(/\.pub$/, '');
  const usual = ['id_ed25519', 'id_ecdsa', 'id_rsa'].map((name) => `${home}/.ssh/${name}`);
  const key = (given === undefined ? usual : [resolvePath(call.context.cwd, given)]).find(
    (path) => textAt(`${path}.pub`, call) !== undefined,
  );
  if (key === undefined) {
    return fail(
      given === undefined
        ? '/usr/bin/ssh-copy-id: ERROR: No identities found\n'
        : `/usr/bin/ssh-copy-id: ERROR: failed to open ID file '${given}.pub': No such file\n`,
    );
  }
  const line = textAt(`${key}.pub`, call) ?? '';
  const head = `/usr/bin/ssh-copy-id: INFO: Source of key(s) to be installed: "${key}.pub"\n/usr/bin/ssh-copy-id: INFO: attempting to log in with the new key(s), to filter out any that are already installed\n`;
  const target = targetOf(words.wish, call);
  const login = await logInto(target, call);
  if ('problem' in login) return fail(`${head}\n/usr/bin/ssh-copy-id: ERROR: ${login.problem.trimEnd()}\n\n`);
  const tree = treeOf(login);
  const folder = `${login.user.home}/.ssh`;
  const path = `${folder}/authorized_keys`;
  const existing = tree.find(path) ? new TextDecoder().decode(tree.read(path)) : '';
  const body = line.split(/\s+/).slice(0, 2).join(' ');
  if (existing.includes(body)) {
    return fail(
      `${head}\n/usr/bin/ssh-copy-id: WARNING: All keys were skipped because they already exist on the remote system.\n\t\t(if you think this is a mistake, you may want to use -f option)\n\n`,
      0,
    );
  }
  try {
    if (!tree.find(folder)) {
      tree.makeFolder(folder, false);
      tree.chmod(folder, 0o700);
    }
    tree.append(path, new TextEncoder().encode(line));
    tree.chmod(path, 0o600);
    login.parts.kernel.events.fileWritten(tree.resolve(path, 'open'));
  } catch (error) {
    return fail(`${head}${systemText(error)}\n`);
  }
  return {
    stdout: `\nNumber of key(s) added: 1\n\nNow try logging into the machine, with:   "ssh '${args.at(-1) ?? ''}'"\nand check to make sure that only the key(s) you wanted were added.\n\n`,
    stderr: `${head}/usr/bin/ssh-copy-id: INFO: 1 key(s) remain to be installed -- if you are prompted now it is to install the new keys\n`,
    exitCode: 0,
  };
}

async function keyscan(args: readonly string[], call: Call): Promise<ExecResult> {
  const parsed = getopt('ssh-keyscan', args, { short: '46cDHvp:T:t:f:' });
  const port = Number(optionValue(parsed, 'p') ?? 22);
  const { network, hosts } = call.shell.parts;
  let stdout = '';
  let stderr = '';
  for (const name of parsed.operands) {
    const connection = network.connect(name, port);
    await call.shell.pass(Math.min(network.timeOf(connection), Number(optionValue(parsed, 'T') ?? 5) * 1000));
    if (connection.kind === 'no-such-host') stderr += `getaddrinfo ${name}: Name or service not known\n`;
    if (connection.kind === 'refused') stderr += `connect (\`${name}'): Connection refused\n`;
    const isServer =
      connection.kind === 'open' &&
      (connection.process?.command.startsWith('sshd:') ?? connection.neighbour?.spec.ssh.port === port);
    if (connection.kind !== 'open' || !isServer) continue;
    const served = connection.host ? hosts.parts(connection.host.name) : undefined;
    const node = served?.kernel.state.node('/etc/ssh/ssh_host_ed25519_key.pub');
    const key =
      served && node?.kind === 'file'
        ? new TextDecoder().decode(served.kernel.state.read(node)).trim().split(/\s+/).slice(0, 2).join(' ')
        : hostKey(hostSeed(call.shell.parts.kernel.startedAt, connection.neighbour?.name ?? ''));
    const { openssh } = systemFacts(served?.kernel.state.host.os ?? 'ubuntu-22.04');
    stderr += `# ${name}:${port} SSH-2.0-${openssh}\n`;
    stdout += `${port === 22 ? name : `[${name}]:${port}`} ${key}\n`;
  }
  return { stdout, stderr, exitCode: 0 };
}

export const SSH_KEY_TOOLS: readonly Tool[] = [
  { name: 'ssh-keygen', run: keygen },
  { name: 'ssh-copy-id', run: (args, call) => runCopyId(args, call) },
  { name: 'ssh-keyscan', run: keyscan },
];
