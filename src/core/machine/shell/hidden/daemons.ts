/** What services print that somebody starts by hand while they run already. */
import type { ExecResult } from 'just-bash';
import { nameOf } from '../../files/paths.ts';
import { type Call, fail } from '../contracts.ts';

type Says = (path: string, pid: number) => readonly [stderr: string, exitCode: number];

const DBUS_USAGE =
  'dbus-daemon [--version] [--session] [--system] [--config-file=FILE] [--print-address[=DESCRIPTOR]] [--print-pid[=DESCRIPTOR]] [--introspect] [--address=ADDRESS] [--nopidfile] [--nosyslog] [--syslog] [--syslog-only] [--nofork] [--fork] [--systemd-activation]\n';

const DAEMONS: Readonly<Record<string, Says>> = {
  agetty: () => ["agetty: not enough arguments\nTry 'agetty --help' for more information.\n", 1],
  cron: (_, pid) => [
    `cron: can't lock /var/run/crond.pid, otherpid may be ${pid}: Resource temporarily unavailable\n`,
    1,
  ],
  'dbus-daemon': () => [DBUS_USAGE, 1],
  dhclient: () => ['RTNETLINK answers: File exists\n', 2],
  irqbalance: () => ['', 0],
  multipathd: () => ['process is already running\n', 1],
  'networkd-dispatcher': () => ['', 1],
  'nvidia-persistenced': () => ['nvidia-persistenced failed to initialize. Check syslog for more details.\n', 1],
  rsyslogd: (_, pid) => [
    `rsyslogd: pidfile '/run/rsyslogd.pid' and pid ${pid} already exist.\nIf you want to run multiple instances of rsyslog, you need to specify\ndifferent pid files for them (-i option).\nrsyslogd: run failed with error -3000 (see rsyslog.h or try https://www.rsyslog.com/e/3000 to learn what that number means)\n\n`,
    1,
  ],
  sshd: (path) => (path.startsWith('/') ? ['', 255] : ['sshd re-exec requires execution with an absolute path\n', 255]),
};

/** What a service's program does that is started by hand; undefined for any other program. `typed` is how it was called. */
export function startedByHand(typed: string, program: string, call: Call): ExecResult | undefined {
  const name = nameOf(program);
  const says = Object.hasOwn(DAEMONS, name) ? DAEMONS[name] : undefined;
  if (!says) return undefined;
  const { processes } = call.shell.parts.kernel.state;
  const running = [...processes.values()].find(({ argv }) => nameOf(argv[0] ?? '').replace(/:$/, '') === name);
  const [stderr, exitCode] = says(typed, running?.pid ?? 1);
  return fail(stderr, exitCode);
}
