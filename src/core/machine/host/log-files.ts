/** The short logs of a host that has run for some days, up to the moment at which the trial starts. */
import type { HostFacts } from '../world.ts';
import { type BaseFile, FileList } from './base-file.ts';
import { baseProcesses } from './base-processes.ts';
import { bootMessages } from './boot-messages.ts';
import { hostDetails } from './host.ts';
import { loginKey, loginPort } from './logins.ts';
import { drawFrom } from './random.ts';
import { strftime, syslogTime } from './strftime.ts';
import { systemFacts } from './systems.ts';
import { timerUnits, timesOf } from './timer-units.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export interface Line {
  readonly at: number;
  readonly tag: string;
  readonly text: string;
  /** The unit that it is about, where the text does not tell. */
  readonly unit?: string;
}

const written = (host: HostFacts, lines: readonly Line[]): string =>
  [...lines]
    .sort((a, b) => a.at - b.at)
    .map((line) => {
      const time = host.os === 'ubuntu-24.04' ? strftime('%Y-%m-%dT%H:%M:%S.%6N+00:00', line.at) : syslogTime(line.at);
      return `${time} ${host.hostname} ${line.tag}: ${line.text}\n`;
    })
    .join('');

/** The jobs of cron in the last hours; the last pid before the login lies below the login's. */
function cronLines(
  host: HostFacts,
  from: number,
  until: number,
  seed: number,
): readonly { readonly at: number; readonly pid: number }[] {
  const draw = drawFrom(seed, 'cron');
  const { login } = hostDetails(host);
  const times: number[] = [];
  for (let at = Math.ceil((from - 17 * MINUTE) / HOUR) * HOUR + 17 * MINUTE + 1000; at < until; at += HOUR)
    times.push(at);
  let pid = login.pid - 9;
  const before = times
    .filter((at) => at < login.at)
    .reverse()
    .map((at) => {
      pid -= draw.int(20, 90);
      return { at, pid };
    });
  const after = times.filter((at) => at >= login.at).map((at) => ({ at, pid: login.pid + draw.int(25, 40) }));
  return [...before.reverse(), ...after];
}

function authLines(host: HostFacts, started: number, seed: number): readonly Line[] {
  const draw = drawFrom(seed, 'logins');
  const { login } = hostDetails(host);
  const uid = host.users.find((user) => user.name === login.user)?.uid ?? 0;
  const lines: Line[] = [];
  for (const { at, pid } of cronLines(host, started - 5 * HOUR, started, seed)) {
    const tag = `CRON[${pid}]`;
    lines.push({ at, tag, text: 'pam_unix(cron:session): session opened for user root(uid=0) by (uid=0)' });
    lines.push({ at: at + 40, tag, text: 'pam_unix(cron:session): session closed for user root' });
  }
  const logind = baseProcesses(host, seed).find(({ command }) => command.endsWith('/systemd-logind'))?.pid ?? 1;
  for (const [at, session, pid] of [
    [host.bootedAt + 6 * MINUTE, 1, 1_200 + draw.int(0, 400)],
    [login.at, 3, login.pid],
  ] as const) {
    const tag = `sshd[${pid}]`;
    const port = loginPort(host, at);
    lines.push(
      {
        at,
        tag,
        text: `Accepted publickey for ${login.user} from ${login.from} port ${port} ssh2: ${loginKey(host)}`,
      },
      { at: at + 8, tag, text: `pam_unix(sshd:session): session opened for user ${login.user}(uid=${uid}) by (uid=0)` },
      { at: at + 30, tag: `systemd-logind[${logind}]`, text: `New session ${session} of user ${login.user}.` },
    );
  }
  return lines;
}

function syslogLines(host: HostFacts, started: number, seed: number): readonly Line[] {
  const { login } = hostDetails(host);
  const lines: Line[] = [];
  for (const { at, pid } of cronLines(host, started - 5 * HOUR, started, seed)) {
    lines.push({
      at: at + 10,
      tag: `CRON[${pid + 1}]`,
      text: '(root) CMD (   cd / && run-parts --report /etc/cron.hourly)',
    });
  }
  // At midnight the log was rotated.
  const from = Math.max(host.bootedAt, Math.floor(started / (24 * HOUR)) * 24 * HOUR);
  for (const timer of timerUnits(host)) {
    const unit = `${timer.bare}.service`;
    for (let { last: at } = timesOf(timer, host, started); at !== undefined && at >= from; ) {
      lines.push(
        { at, unit, tag: 'systemd[1]', text: `Starting ${timer.what}...` },
        { at: at + 1310, unit, tag: 'systemd[1]', text: `${unit}: Deactivated successfully.` },
        { at: at + 1310, unit, tag: 'systemd[1]', text: `Finished ${timer.what}.` },
      );
      at = timesOf(timer, host, at - 1).last;
    }
  }
  lines.push({ at: login.at + 60, tag: 'systemd[1]', text: `Started Session 3 of User ${login.user}.` });
  return lines;
}

/** What the services of a host said in the hours before the trial, besides what they said when it was started. */
export function saidBefore(host: HostFacts, started: number, seed: number): readonly Line[] {
  return [...authLines(host, started, seed), ...syslogLines(host, started, seed)].sort((a, b) => a.at - b.at);
}

function dpkgLog(host: HostFacts, seed: number): string {
  const draw = drawFrom(seed, 'packages');
  const { installedAt } = hostDetails(host);
  const lines: string[] = [];
  let at = installedAt + 20 * MINUTE;
  const line = (text: string): void => {
    lines.push(`${strftime('%F %T', at)} ${text}\n`);
    at += draw.int(0, 2) * 1000;
  };
  line('startup archives unpack');
  for (const [bare, version] of ADDED) {
    const name = `${bare}:amd64`;
    line(`install ${name} <none> ${version}`);
    line(`status half-installed ${name} ${version}`);
    line(`status unpacked ${name} ${version}`);
    line(`configure ${name} ${version} <none>`);
    line(`status half-configured ${name} ${version}`);
    line(`status installed ${name} ${version}`);
  }
  return lines.join('');
}

/** Packages that were added after the installation, with their versions. */
const ADDED: readonly (readonly [name: string, version: string])[] = [
  ['psmisc', '23.4-2build3'],
  ['net-tools', '1.60+git20181103.0eebece-1ubuntu5'],
  ['lsof', '4.93.2+dfsg-1.1build2'],
  ['python3-pip', '22.0.2+dfsg-1ubuntu0.4'],
];

function aptHistory(host: HostFacts): string {
  const at = hostDetails(host).installedAt + 20 * MINUTE;
  const names = ADDED.map(([name]) => name);
  const installed = ADDED.map(([name, version]) => `${name}:amd64 (${version})`).join(', ');
  return `\nStart-Date: ${strftime('%F  %T', at)}\nCommandline: apt-get install -y ${names.join(' ')}\nInstall: ${installed}\nEnd-Date: ${strftime('%F  %T', at + 9000)}\n`;
}

/** `/var/log` of the host as it is at `started`, in milliseconds since 1970. */
export function logFiles(host: HostFacts, started: number, seed: number): readonly BaseFile[] {
  const ubuntu = systemFacts(host.os).id === 'ubuntu';
  const { installedAt, machineId, login } = hostDetails(host);
  const owner = ubuntu ? 'syslog:adm' : 'root:adm';
  const old = new FileList(installedAt)
    .directory('/var/log/apt')
    .directory('/var/log/private', 0o700)
    .text('/var/log/dpkg.log', dpkgLog(host, seed))
    .text('/var/log/apt/history.log', aptHistory(host))
    .text('/var/log/apt/term.log', '', 0o640, 'root:adm');
  const boot = new FileList(host.bootedAt)
    .directory('/var/log/journal', 0o2755, 'root:systemd-journal')
    .directory(`/var/log/journal/${machineId}`, 0o2755, 'root:systemd-journal');
  if (ubuntu) {
    const kernel = bootMessages(host);
    boot.text(
      '/var/log/dmesg',
      kernel.map(({ at, text }) => `[${at.toFixed(6).padStart(12)}] kernel: ${text}\n`).join(''),
      0o640,
      'root:adm',
    );
    boot.text(
      '/var/log/kern.log',
      written(
        host,
        kernel.map(({ at, text }) => ({
          at: host.bootedAt + at * 1000,
          tag: 'kernel',
          text: `[${at.toFixed(6).padStart(12)}] ${text}`,
        })),
      ),
      0o640,
      owner,
    );
  }
  const latest = new FileList(login.at + MINUTE)
    .directory('/var/log', 0o775, ubuntu ? 'root:syslog' : 'root:root')
    .sparse('/var/log/btmp', 384, 0o660, 'root:utmp')
    .sparse('/var/log/lastlog', 292_292, 0o664, 'root:utmp')
    .sparse('/var/log/wtmp', 9_216, 0o664, 'root:utmp')
    .sparse(`/var/log/journal/${machineId}/system.journal`, 16 * 2 ** 20, 0o640, 'root:systemd-journal');
  if (ubuntu) {
    latest
      .text('/var/log/auth.log', written(host, authLines(host, started, seed)), 0o640, owner)
      .text('/var/log/syslog', written(host, syslogLines(host, started, seed)), 0o640, owner);
  }
  return [...latest.files, ...old.files, ...boot.files];
}
