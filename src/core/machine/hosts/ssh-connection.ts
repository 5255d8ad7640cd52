/** Connecting to the ssh server of a host: the network, the key of the host, the login. */
import { unknownNameText } from '../commands/network/network-tool.ts';
import { hostKey } from '../host/etc-files.ts';
import { isAddress } from '../network/addresses.ts';
import type { Connection } from '../network/network.ts';
import type { Neighbour } from '../network/network-map.ts';
import type { Call, Parts } from '../shell/contracts.ts';
import { admit } from './authentication.ts';
import { hostSeed } from './host-spec.ts';
import { fingerprint, isPrivateKey } from './keys.ts';
import { KnownHosts } from './known-hosts.ts';
import type { SshTarget } from './ssh-words.ts';
import { textAt } from './ssh-words.ts';

/** A login that stands. */
export interface Login {
  readonly parts: Parts;
  readonly user: Parts['kernel']['state']['host']['users'][number];
  readonly address: string;
  /** The host as it was named. */
  readonly name: string;
  /** What ssh said on the way. */
  readonly notices: string;
}

export type Outcome = Login | { readonly problem: string };

/** Milliseconds until a key was agreed on, and until a login was checked. */
const HANDSHAKE = 90;
const CHECK = 140;
/** Milliseconds that a server takes to say that a password is wrong. */
const WRONG_PASSWORD = 2_100;
/** Logins from within each other that a chain may have. */
const DEEPEST = 8;

const WHY: Readonly<Record<Exclude<Connection['kind'], 'open' | 'no-such-host'>, string>> = {
  refused: 'Connection refused',
  timeout: 'Connection timed out',
  'no-route': 'No route to host',
  unreachable: 'Network is unreachable',
};

/** Connects and logs in. */
export async function logInto(target: SshTarget, call: Call, protocol = 'ssh'): Promise<Outcome> {
  const { shell } = call;
  const { network, kernel, hosts } = shell.parts;
  const report = (outcome: 'open' | 'refused' | 'timeout' | 'denied' | 'no-such-host'): void =>
    kernel.events.report({ kind: 'connection', protocol, host: target.host, port: target.port, outcome });
  const connection = network.connect(target.host, target.port);
  const time = network.timeOf(connection);
  await shell.pass(Math.min(time, target.patience ?? time));
  if (connection.kind === 'no-such-host') {
    report('no-such-host');
    return { problem: `ssh: Could not resolve hostname ${target.host}: ${unknownNameText(call, target.host)}\n` };
  }
  if (connection.kind !== 'open') {
    report(connection.kind === 'refused' ? 'refused' : 'timeout');
    return { problem: `ssh: connect to host ${target.host} port ${target.port}: ${WHY[connection.kind]}\n` };
  }
  const { address, neighbour } = connection;
  const served = connection.host ? hosts.parts(connection.host.name) : undefined;
  const speaksSsh = connection.process?.command.startsWith('sshd:') ?? neighbour?.spec.ssh.port === target.port;
  await shell.pass(HANDSHAKE);
  if (!speaksSsh || hosts.nesting >= DEEPEST) {
    report('refused');
    return {
      problem: `kex_exchange_identification: Connection closed by remote host\nConnection closed by ${address} port ${target.port}\n`,
    };
  }
  const known = checkHostKey(target, address, keyOf(served, neighbour, call), call);
  if ('problem' in known) {
    report('denied');
    return known;
  }
  const keys = offeredKeys(target, call);
  await shell.pass(CHECK);
  const admission = served
    ? admit(served, neighbour, target.user, { keys: keys.texts, password: target.password })
    : undefined;
  const notices = known.notice + keys.notice;
  if (!served || !admission?.user) {
    const methods = admission?.user === undefined ? (admission?.methods ?? 'publickey,password') : '';
    const tried = target.password !== undefined && methods.includes('password');
    if (tried) await shell.pass(WRONG_PASSWORD);
    report('denied');
    const wrong = tried ? 'Permission denied, please try again.\n' : '';
    return { problem: `${notices}${wrong}${target.user}@${target.host}: Permission denied (${methods}).\n` };
  }
  report('open');
  return { parts: served, user: admission.user, address, name: target.host, notices };
}

function keyOf(served: Parts | undefined, neighbour: Neighbour | undefined, call: Call): string {
  const node = served?.kernel.state.node('/etc/ssh/ssh_host_ed25519_key.pub');
  if (served && node?.kind === 'file') {
    const text = new TextDecoder().decode(served.kernel.state.read(node));
    return text.trim().split(/\s+/).slice(0, 2).join(' ');
  }
  return hostKey(hostSeed(call.shell.parts.kernel.startedAt, neighbour?.name ?? ''));
}

function checkHostKey(
  target: SshTarget,
  address: string,
  key: string,
  call: Call,
): { readonly notice: string } | { readonly problem: string } {
  const known = new KnownHosts(target.knownHosts, call);
  const names =
    target.port === 22 ? [target.host, address] : [`[${target.host}]:${target.port}`, `[${address}]:${target.port}`];
  const entries = known.keysOf(target.port === 22 ? target.host : `[${target.host}]:${target.port}`);
  if (entries.includes(key)) return { notice: '' };
  if (entries.length > 0) {
    const warning = changedKey(target, key);
    return target.strict === 'no' ? { notice: warning } : { problem: `${warning}Host key verification failed.\n` };
  }
  if (target.strict === 'yes') {
    const where = target.port === 22 ? target.host : `[${target.host}]:${target.port}`;
    return {
      problem: `No ED25519 host key is known for ${where} and you have requested strict checking.\nHost key verification failed.\n`,
    };
  }
  // Without a terminal to ask on, ssh does not go on.
  if (target.strict === 'ask') return { problem: 'Host key verification failed.\n' };
  known.add(names[0] ?? target.host, key);
  const label = isAddress(target.host) || target.port !== 22 ? names[0] : target.host;
  return {
    notice: target.quiet ? '' : `Warning: Permanently added '${label}' (ED25519) to the list of known hosts.\r\n`,
  };
}

function changedKey(target: SshTarget, key: string): string {
  const bar = `${'@'.repeat(59)}\n`;
  return `${bar}@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\n${bar}IT IS POSSIBLE THAT SOMEONE IS DOING SOMETHING NASTY!\nSomeone could be eavesdropping on you right now (man-in-the-middle attack)!\nIt is also possible that a host key has just been changed.\nThe fingerprint for the ED25519 key sent by the remote host is\n${fingerprint(key)}.\nPlease contact your system administrator.\nAdd correct host key in ${target.knownHosts} to get rid of this message.\nHost key for ${target.host} has changed and you have requested strict checking.\n`;
}

/** The private keys that can be read, without those that others may read too. */
function offeredKeys(target: SshTarget, call: Call): { readonly texts: readonly string[]; readonly notice: string } {
  const texts: string[] = [];
  let notice = '';
  for (const path of new Set(target.identities)) {
    const node = call.shell.tree.find(path);
    if (node?.kind !== 'file') continue;
    if ((node.mode & 0o077) !== 0 && node.uid === call.shell.who.uid) {
      notice += unprotected(path, node.mode);
      continue;
    }
    const text = textAt(path, call);
    if (text !== undefined && isPrivateKey(text)) {
      call.shell.parts.kernel.events.fileRead(call.shell.tree.resolve(path, 'open'));
      texts.push(text);
    }
  }
  return { texts, notice };
}

function unprotected(path: string, mode: number): string {
  const bar = `${'@'.repeat(59)}\n`;
  return `${bar}@         WARNING: UNPROTECTED PRIVATE KEY FILE!          @\n${bar}Permissions 0${(mode & 0o777).toString(8).padStart(3, '0')} for '${path}' are too open.\nIt is required that your private key files are NOT accessible by others.\nThis private key will be ignored.\nLoad key "${path}": bad permissions\n`;
}
