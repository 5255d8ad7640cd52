/** `lastlog` and `loginctl`: who is and was logged in. */
import type { ExecResult } from 'just-bash';
import { hostDetails } from '../../host/host.ts';
import { loginsOf, sessionNumber } from '../../host/logins.ts';
import { strftime } from '../../host/strftime.ts';
import { type Call, fail, ok } from '../../shell/contracts.ts';
import { getopt, optionValue } from '../getopt.ts';
import { isRoot, type SystemTool, systemOf } from '../system-tool.ts';

function runLastlog(words: readonly string[], call: Call): ExecResult {
  const parsed = getopt('lastlog', words, {
    short: 'b:ChR:St:u:',
    long: { 'user=': 'u', 'before=': 'b', 'time=': 't' },
  });
  if (parsed.problem !== undefined) return fail(`${parsed.problem}\nUsage: lastlog [options]\n`, 2);
  const world = systemOf(call).kernel.state.view;
  const past = [...(hostDetails(world.host).past ?? [])].reverse();
  const logins = [...loginsOf(world), ...past.flatMap((boot) => boot.logins)];
  const only = optionValue(parsed, 'u');
  const rows = world.host.users
    .filter(({ name }) => only === undefined || name === only)
    .map(({ name }) => {
      const last = logins.filter(({ user }) => user === name).sort((a, b) => b.at - a.at)[0];
      if (!last) return `${name.padEnd(16)} ${''.padEnd(8)} ${''.padEnd(16)} **Never logged in**\n`;
      return `${name.padEnd(16)} ${last.line.padEnd(8)} ${last.from.padEnd(16)} ${strftime('%a %b %e %H:%M:%S +0000 %Y', last.at)}\n`;
    });
  return ok(`Username         Port     From             Latest\n${rows.join('')}`);
}

function runLoginctl(words: readonly string[], call: Call): ExecResult {
  const [verb = 'list-sessions', name] = words.filter((word) => !word.startsWith('-'));
  const world = systemOf(call).kernel.state.view;
  const sessions = loginsOf(world)
    .filter(({ until }) => until === undefined)
    .sort((a, b) => a.at - b.at)
    .map((login) => ({
      ...login,
      number: sessionNumber(login.line),
      uid: world.host.users.find((user) => user.name === login.user)?.uid ?? 0,
    }));
  switch (verb) {
    case 'list-sessions': {
      const rows = sessions.map(
        ({ number, uid, user, line }) =>
          `${String(number).padStart(7)} ${String(uid).padStart(4)} ${user.padEnd(6)}      ${line}\n`,
      );
      return ok(`SESSION  UID USER   SEAT TTY  \n${rows.join('')}\n${rows.length} sessions listed.\n`);
    }
    case 'list-users': {
      const users = [...new Map(sessions.map((session) => [session.uid, session.user]))];
      return ok(
        `UID USER\n${users.map(([uid, user]) => `${String(uid).padStart(3)} ${user}\n`).join('')}\n${users.length} users listed.\n`,
      );
    }
    case 'show-session':
    case 'session-status': {
      const session = sessions.find(({ number }) => String(number) === name) ?? sessions.at(-1);
      if (!session) return fail(`Failed to get session: No session '${name ?? ''}' known\n`);
      return ok(
        `Id=${session.number}\nUser=${session.uid}\nName=${session.user}\nTTY=${session.line}\nRemote=yes\nRemoteHost=${session.from}\nService=sshd\nLeader=${session.pid ?? 0}\nType=tty\nClass=user\nActive=yes\nState=active\n`,
      );
    }
    case 'enable-linger':
    case 'disable-linger':
      return isRoot(call) ? ok() : fail('Could not enable linger: Interactive authentication required.\n');
    case 'terminate-session':
    case 'kill-session':
    case 'terminate-user': {
      const session = sessions.find(({ number, user }) => String(number) === name || user === name);
      if (!session) return fail(`Failed to terminate session: No session '${name ?? ''}' known\n`);
      if (!isRoot(call)) return fail('Failed to terminate session: Interactive authentication required.\n');
      if (session.pid !== undefined) systemOf(call).kernel.processes.signal(session.pid, 'HUP', 0);
      return ok();
    }
    default:
      return fail(`Unknown command verb ${verb}.\n`);
  }
}

/** Shows when each user logged in last. */
export const lastlog: SystemTool = { name: 'lastlog', path: '/usr/bin/lastlog', run: runLastlog };
/** Shows and ends sessions. */
export const loginctl: SystemTool = { name: 'loginctl', path: '/usr/bin/loginctl', run: runLoginctl };
