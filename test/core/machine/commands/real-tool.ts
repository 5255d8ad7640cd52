/** The real tool on the machine that runs the tests, where there is one: what it prints for the same words. */
import { spawnSync } from 'node:child_process';

export interface RealResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

const present = new Map<string, boolean>();

/** Whether the test machine has a tool. */
export function hasRealTool(name: string): boolean {
  const known = present.get(name);
  if (known !== undefined) return known;
  const found = spawnSync('sh', ['-c', `command -v "$0"`, name]).status === 0;
  present.set(name, found);
  return found;
}

/** What the real tool prints; undefined when the test machine has none. */
export function realTool(name: string, args: readonly string[]): RealResult | undefined {
  if (!hasRealTool(name)) return undefined;
  const { stdout, stderr, status } = spawnSync(name, [...args], {
    encoding: 'utf8',
    timeout: 10_000,
    input: '',
    env: { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8', TZ: 'UTC', HOME: '/' },
  });
  return { stdout, stderr, exitCode: status ?? -1 };
}

/** Lines of an output, without the end of the last one. */
export function lines(text: string): readonly string[] {
  return text.replace(/\n$/, '').split('\n');
}
