/** Which control group a process is in: systemd puts services into one each, and everything of a login into that of its session. */
import type { Process, World } from '../world.ts';
import { sessionNumber } from './logins.ts';
import { isKernelThread } from './process-figures.ts';
import { belongs, serviceUnits } from './service-units.ts';

/** A server process of a login. */
const LOGIN = /^sshd: \S+@\S+$/;

/** The control group of a process: `/system.slice/cron.service`. */
export function controlGroup(process: Process, world: World): string {
  if (isKernelThread(process)) return '/';
  if (process.pid === 1) return '/init.scope';
  let top = process;
  const seen = new Set<number>();
  for (
    let at: Process | undefined = process;
    at && at.pid !== 1 && !seen.has(at.pid);
    at = world.processes.get(at.ppid)
  ) {
    seen.add(at.pid);
    top = at;
    if (LOGIN.test(at.command) || /^sshd: \S+ \[priv\]$/.test(at.command)) return sessionGroup(at, world);
  }
  const declared = [...(world.services?.values() ?? [])].find(
    ({ pid, supervisor }) => pid === top.pid && supervisor === 'systemd',
  );
  if (declared) return `/system.slice/${declared.name}.service`;
  const unit = serviceUnits(world.host).find(({ mark }) => mark !== undefined && belongs(top, mark));
  if (unit) return serviceGroup(unit.name);
  // What outlives its login stays in the group of the session.
  const number = top.tty.startsWith('pts/') ? sessionNumber(top.tty) : 1;
  return `/user.slice/user-${top.uid}.slice/session-${number}.scope`;
}

/** The group of a service; instances of a template have a slice of their own. */
export function serviceGroup(unit: string): string {
  const [, template] = /^(.+)@.+\.service$/.exec(unit) ?? [];
  const slice = template === undefined ? '' : `/system-${template.replaceAll('-', '\\x2d')}.slice`;
  return `/system.slice${slice}/${unit}`;
}

function sessionGroup(server: Process, { host, processes }: World): string {
  const [, name = 'root'] = /^sshd: ([^@\s]+)/.exec(server.command) ?? [];
  const uid = host.users.find((user) => user.name === name)?.uid ?? 0;
  const inner = LOGIN.test(server.command)
    ? server
    : [...processes.values()].find(({ ppid, command }) => ppid === server.pid && LOGIN.test(command));
  const tty = inner?.command.replace(/.*@/, '') ?? '';
  return `/user.slice/user-${uid}.slice/session-${tty === 'notty' ? 2 : sessionNumber(tty)}.scope`;
}
