/** Who is and was logged in: `who` of GNU coreutils, `w` of procps-ng and `last` of util-linux are views of this. */
import { hostDetails } from '../../host/host.ts';
import { type Login, loginsOf as loginsSinceStart } from '../../host/logins.ts';
import type { CommandContext } from '../command.ts';

/** Logins, newest first, those from before the last start of the host too. */
export function loginsOf({ world }: CommandContext): readonly Login[] {
  const past = [...(hostDetails(world.host).past ?? [])].reverse();
  return [
    ...loginsSinceStart(world),
    ...past.flatMap(({ logins }) => logins.map((login) => ({ ...login, pid: undefined }))),
  ];
}

/** Number of users who are logged in. */
export function loggedIn(context: CommandContext): number {
  return loginsOf(context).filter(({ until }) => until === undefined).length;
}
