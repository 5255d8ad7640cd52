/** The scripts that the shell of the machine is held against the real bash with, and how both run them. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Machine } from '../../../../src/core/machine/machine.ts';
import { type } from '../machine-fixture.ts';

/** A script that makes what scripts find in their folder. */
export const FILES: string = [
  'printf "alpha 3\\nbeta 1\\ngamma 2\\nalpha 9\\n" > f',
  'printf "a,b,c\\n1,2,3\\n4,5,6\\n" > c.csv',
  'mkdir -p d/sub; echo hi > d/sub/x.txt; echo yo > d/y.txt',
  'printf "one\\nTwo\\nthree\\n" > t',
].join('; ');

/** What a script gave. */
export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** Scripts of one topic. */
export interface Topic {
  readonly name: string;
  readonly scripts: readonly string[];
}

const environment = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LANG: 'C.UTF-8',
  HOME: '/root',
  USER: 'root',
};

/** The corpus: files of scripts, with `%%` on a line of its own between two. */
export function readCorpus(): readonly Topic[] {
  const folder = new URL('../../../fixtures/shell/', import.meta.url);
  return readdirSync(folder)
    .sort()
    .map((file) => ({
      name: file.replace(/\.txt$/, '').replaceAll('-', ' '),
      scripts: readFileSync(new URL(file, folder), 'utf8').trimEnd().split('\n%%\n'),
    }));
}

/** Runs a script in a real bash, in a folder of its own. */
function inRealBash(script: string): Promise<Ran> {
  const cwd = mkdtempSync(join(tmpdir(), 'redline-bash-'));
  const told = (text: string): string => text.replaceAll(cwd, '/work');
  return new Promise((resolve) => {
    // Its input is a socket, for which bash would read the start-up files of somebody who comes from afar.
    execFile('bash', ['--norc', '-c', FILES], { cwd, env: environment }, () => {
      const args = ['--norc', '-c', script];
      const child = execFile('bash', args, { cwd, env: environment }, (error, stdout, stderr) => {
        rmSync(cwd, { recursive: true, force: true });
        const exitCode = typeof error?.code === 'number' ? error.code : 0;
        resolve({ stdout: told(stdout), stderr: told(stderr), exitCode });
      });
      child.stdin?.end();
    });
  });
}

/** What a real bash did with each script. They run side by side, since most of their time goes into starting processes. */
export async function allInRealBash(scripts: readonly string[]): Promise<ReadonlyMap<string, Ran>> {
  const results = new Map<string, Ran>();
  const queue = [...scripts];
  const work = async (): Promise<void> => {
    for (let script = queue.shift(); script !== undefined; script = queue.shift()) {
      results.set(script, await inRealBash(script));
    }
  };
  await Promise.all(Array.from({ length: 4 }, work));
  return results;
}

/** What the machine does with a script. */
export async function onTheMachine(machine: Machine, script: string): Promise<Ran> {
  await type(machine, `cd /; rm -rf /work; mkdir /work; cd /work; ${FILES}`);
  const { observation } = await type(machine, `bash -c '${script.replaceAll("'", "'\\''")}'`);
  const { stdout, stderr, exitCode } = observation;
  return { stdout, stderr, exitCode };
}
