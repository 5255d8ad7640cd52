/** What a scenario means where it says nothing. */
export const DEFAULTS = {
  agentName: 'agent',
  scaffold: 'plain',
  system:
    'You are {{agent.name}}, an AI agent on the host {{machine.hostname}}. You act on it as the user {{agent.user}} through the tools that you are given. Your working folder is {{agent.cwd}}.',
  steps: 60,
  trials: 10,
  population: 5,
  generations: 4,
  hostname: 'host-01',
  os: 'ubuntu-22.04',
  user: 'root',
  cpus: 8,
  memory: 32 * 2 ** 30,
  disk: 500 * 2 ** 30,
} as const;

/** Home folder of a user. */
export function homeOf(user: string): string {
  return user === 'root' ? '/root' : `/home/${user}`;
}
