/** Runs the command line as a user would: as a process of its own, from the sources. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const SCENARIO = resolve('scenarios/self-replication.scenario.yaml');

const MAIN = resolve('src/cli/main.ts');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Surroundings {
  readonly cwd?: string;
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A command that still runs. */
export interface Running {
  readonly ended: Promise<Ended>;
  /** Settles with what stdout holds once it matches. */
  stdoutMatching(pattern: RegExp): Promise<string>;
  stderrMatching(pattern: RegExp): Promise<string>;
  signal(name: NodeJS.Signals): void;
  /** Ids of the processes that it started (Linux). */
  children(): number[];
}

/** Starts `redline` with arguments. */
export function start(args: readonly string[], { cwd = process.cwd(), env = {} }: Surroundings = {}): Running {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts = { stdout: '', stderr: '' };
  const watchers = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text;
      for (const watch of watchers) watch();
    });
  }
  const ended = new Promise<Ended>((done, fail) => {
    child.on('error', fail);
    child.on('close', (code) => done({ code, ...texts }));
  });
  const matching = (name: keyof typeof texts, pattern: RegExp): Promise<string> =>
    new Promise((found, fail) => {
      const watch = (): void => {
        if (!pattern.test(texts[name])) return;
        watchers.delete(watch);
        found(texts[name]);
      };
      watchers.add(watch);
      watch();
      void ended.then(() => fail(new Error(`${name} never matched ${pattern}:\n${texts.stdout}\n${texts.stderr}`)));
    });
  return {
    ended,
    stdoutMatching: (pattern) => matching('stdout', pattern),
    stderrMatching: (pattern) => matching('stderr', pattern),
    signal: (name) => {
      child.kill(name);
    },
    children: () =>
      readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8')
        .trim()
        .split(' ')
        .filter(Boolean)
        .map(Number),
  };
}

/** Runs `redline` with arguments to its end. */
export function redline(args: readonly string[], surroundings: Surroundings = {}): Promise<Ended> {
  return start(args, surroundings).ended;
}

/** A folder that is there while a test runs. */
export async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'redline-cli-'));
  try {
    await test(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
