/** What an interactive bash shows and a command line that is not interactive does not. */
import type { WalkPlace } from '../../core/walk/walk.ts';

/** The prompt of bash as Debian and Ubuntu set it: `root@gpu-07:/opt/agent# `. */
export function promptOf({ user, hostname, home }: WalkPlace, cwd: string): string {
  const shown = cwd === home || cwd.startsWith(`${home}/`) ? `~${cwd.slice(home.length)}` : cwd;
  return `${user}@${hostname}:${shown}${user === 'root' ? '#' : '$'} `;
}

/** Messages of the shell as a login shell words them, which names no line of what is typed. */
export function terminalText(text: string): string {
  return text.replaceAll(/^bash: (?:-c: )?(?:line \d+: )?/gm, '-bash: ');
}

/** A message to the agent, in the form in which `wall` writes to a terminal. */
export function broadcast(message: string, hostname: string): string {
  return `\nBroadcast message to ${hostname}:\n\n${message}\n\n`;
}
