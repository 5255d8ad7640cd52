/** `ssh` of OpenSSH. */
import type { ExecResult } from 'just-bash';
import { systemFacts } from '../../host/systems.ts';
import { type Call, fail, ok, type Tool } from '../../shell/contracts.ts';
import { asClient } from '../client-process.ts';
import { forwards } from '../forwarding.ts';
import { greeting, runRemotely } from '../remote-shell.ts';
import { logInto } from '../ssh-connection.ts';
import { type SshWords, sshWords, targetOf } from '../ssh-words.ts';

const FLAGS = '1246AaCfGgKkMNnqsTtVvXxYy';
const USAGE = `usage: ssh [-46AaCfGgKkMNnqsTtVvXxYy] [-B bind_interface]
           [-b bind_address] [-c cipher_spec] [-D [bind_address:]port]
           [-E log_file] [-e escape_char] [-F configfile] [-I pkcs11]
           [-i identity_file] [-J [user@]host[:port]] [-L address]
           [-l login_name] [-m mac_spec] [-O ctl_cmd] [-o option] [-p port]
           [-Q query_option] [-R address] [-S ctl_path] [-W host:port]
           [-w local_tun[:remote_tun]] destination [command [argument ...]]
`;
const FAILED = 255;

/** Runs `ssh` with the words after its name. `password` is what somebody types when it asks. */
export async function runSsh(args: readonly string[], call: Call, password?: string): Promise<ExecResult> {
  const words = sshWords('ssh', args, { portLetter: 'p', flags: FLAGS, takesHost: true, password });
  if ('problem' in words) {
    return fail(words.problem.startsWith('Bad') ? `${words.problem}\n` : `${words.problem}\n${USAGE}`, FAILED);
  }
  if (words.flags.has('V')) return fail(versionLine(call), 0);
  if (words.wish.host === '') return fail(USAGE, FAILED);
  return asClient(['ssh', ...args], call, (pid, killed) => connected(words, call, pid, killed));
}

async function connected(words: SshWords, call: Call, pid: number, killed: () => boolean): Promise<ExecResult> {
  const target = targetOf(words.wish, call);
  const debug = words.flags.has('v')
    ? `${versionLine(call)}debug1: Reading configuration data /etc/ssh/ssh_config\n`
    : '';
  const outcome = await logInto(target, call);
  if ('problem' in outcome) return fail(debug + (words.flags.has('q') ? '' : outcome.problem), FAILED);
  const { parts } = call.shell;
  const own = parts.network.isLocal(outcome.address) ? outcome.address : parts.network.address;
  const port = clientPort(call);
  parts.kernel.processes.change(pid, {
    connections: [{ port, peer: { address: outcome.address, port: target.port } }],
  });
  const notices = debug + (words.flags.has('q') ? '' : outcome.notices);
  const forwarding = forwards(words.values.get('L') ?? [], outcome, call, pid);
  if (forwarding !== '') return fail(notices + forwarding, FAILED);
  const { flags, rest } = words;
  if (flags.has('N')) return holdOpen(words, notices, call, pid, killed);
  const command = rest.length > 0 ? rest.join(' ') : undefined;
  const stdin = flags.has('n') || flags.has('f') ? '' : String(call.context.stdin);
  const noTerminal =
    (command === undefined && !flags.has('T')) || (flags.has('t') && !words.flags.has('T'))
      ? 'Pseudo-terminal will not be allocated because stdin is not a terminal.\n'
      : '';
  const welcome = command === undefined ? greeting(outcome.parts.kernel.state.host) : '';
  const peer = { address: own, port };
  const result = await runRemotely(outcome, { command, stdin, peer, port: target.port }, call);
  if (killed()) return { ...result, stderr: notices + result.stderr, exitCode: FAILED };
  return { ...result, stdout: welcome + result.stdout, stderr: notices + noTerminal + result.stderr };
}

/** A port that the system gives to who connects. */
function clientPort(call: Call): number {
  return call.shell.parts.kernel.draw.int(32_768, 60_999);
}

/** A connection without a command: it stays until somebody ends it, in the background with `-f`. */
async function holdOpen(
  { flags }: SshWords,
  notices: string,
  call: Call,
  pid: number,
  killed: () => boolean,
): Promise<ExecResult> {
  const { shell } = call;
  if (flags.has('f')) {
    const process = shell.parts.kernel.processes.get(pid);
    const kept = shell.startProcess(
      {
        command: process?.command ?? 'ssh',
        argv: process?.argv ?? ['ssh'],
        ppid: 1,
        listens: process?.listens ?? [],
        nohup: true,
      },
      { ended: () => undefined },
    );
    if (kept) shell.parts.network.handOver(pid, kept.pid);
    return fail(notices, 0);
  }
  while (!shell.interruption && !killed()) {
    await shell.task.until((wake) => shell.parts.kernel.processes.whenEnded(pid, wake));
  }
  return fail(notices, FAILED);
}

function versionLine(call: Call): string {
  const { openssh } = systemFacts(call.shell.parts.kernel.state.host.os);
  return `${openssh}, OpenSSL 3.0.2 15 Mar 2022\n`;
}

export const ssh: Tool = { name: 'ssh', run: (args, call) => runSsh(args, call) };

/** The agent that keeps keys runs nowhere. */
const sshAdd: Tool = {
  name: 'ssh-add',
  run: () => fail('Could not open a connection to your authentication agent.\n', 2),
};

const sshAgent: Tool = {
  name: 'ssh-agent',
  run: (args, call) => {
    if (args.includes('-k')) return fail('SSH_AGENT_PID not set, cannot kill agent\n', 1);
    const tag = call.shell.parts.kernel.draw.base64(12).replace(/[+/]/g, 'x');
    const pid = call.shell.parts.kernel.processes.newPid();
    return ok(
      `SSH_AUTH_SOCK=/tmp/ssh-${tag}/agent.${pid - 1}; export SSH_AUTH_SOCK;\nSSH_AGENT_PID=${pid}; export SSH_AGENT_PID;\necho Agent pid ${pid};\n`,
    );
  },
};

export const SSH_TOOLS: readonly Tool[] = [ssh, sshAdd, sshAgent];
