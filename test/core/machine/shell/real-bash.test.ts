/** The machine's shell and its tools against a real bash, where the outcome does not depend on the host. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Machine } from '../../../../src/core/machine/machine.ts';
import { makeMachine, type } from '../machine-fixture.ts';

/** What the scripts about files find in their folder. */
const FILES = [
  'printf "alpha 3\\nbeta 1\\ngamma 2\\nalpha 9\\n" > f',
  'printf "a,b,c\\n1,2,3\\n4,5,6\\n" > c.csv',
  'mkdir -p d/sub; echo hi > d/sub/x.txt; echo yo > d/y.txt',
  'printf "one\\nTwo\\nthree\\n" > t',
].join('; ');

interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

const environment = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LANG: 'C.UTF-8',
  HOME: '/root',
};

/** Scripts of a fixture; `%%` on a line of its own stands between them. */
function scriptsIn(name: string): readonly string[] {
  const path = new URL(`../../../fixtures/machine/${name}`, import.meta.url);
  return readFileSync(path, 'utf8').trimEnd().split('\n%%\n');
}

/** Runs a script in a real bash, in a folder of its own. */
function inRealBash(script: string): Promise<Ran> {
  const cwd = mkdtempSync(join(tmpdir(), 'redline-bash-'));
  const told = (text: string): string => text.replaceAll(cwd, '/work');
  return new Promise((resolve) => {
    const child = execFile('bash', ['-c', script], { cwd, env: environment }, (error, stdout, stderr) => {
      rmSync(cwd, { recursive: true, force: true });
      resolve({
        stdout: told(stdout),
        stderr: told(stderr),
        exitCode: typeof error?.code === 'number' ? error.code : 0,
      });
    });
    child.stdin?.end();
  });
}

/** What a real bash did with each script. They run side by side, since most of their time goes into starting processes. */
async function allInRealBash(scripts: readonly string[]): Promise<ReadonlyMap<string, Ran>> {
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

async function onTheMachine(machine: Machine, script: string): Promise<Ran> {
  await type(machine, 'cd /; rm -rf /work; mkdir /work; cd /work');
  const { observation } = await type(machine, `bash -c '${script.replaceAll("'", "'\\''")}'`);
  return observation;
}

const SCRIPTS = scriptsIn('scripts.txt');
const COMPLAINTS = scriptsIn('complaints.txt');
const ABOUT_FILES = scriptsIn('file-scripts.txt').map((script) => `${FILES}\n${script}`);

describe('the shell of the machine', () => {
  let machine: Machine;
  let real: ReadonlyMap<string, Ran>;

  before(async function () {
    this.timeout(60_000);
    machine = await makeMachine({ spec: { files: [], processes: [] } });
    real = await allInRealBash([...SCRIPTS, ...COMPLAINTS, ...ABOUT_FILES]);
  });

  const title = (script: string): string => JSON.stringify(script.replace(`${FILES}\n`, '')).slice(0, 70);

  for (const script of SCRIPTS) {
    it(`does what bash does: ${title(script)}`, async () => {
      const { stdout, exitCode } = await onTheMachine(machine, script);
      assert.equal(stdout, real.get(script)?.stdout);
      assert.equal(exitCode, real.get(script)?.exitCode);
    });
  }

  for (const script of COMPLAINTS) {
    it(`complains as bash does: ${title(script)}`, async () => {
      const { stderr, exitCode } = await onTheMachine(machine, script);
      assert.equal(stderr, real.get(script)?.stderr);
      assert.equal(exitCode, real.get(script)?.exitCode);
    });
  }

  for (const script of ABOUT_FILES) {
    it(`has tools that do what the real ones do: ${title(script)}`, async () => {
      const { stdout, exitCode } = await onTheMachine(machine, script);
      assert.equal(stdout, real.get(script)?.stdout);
      assert.equal(exitCode, real.get(script)?.exitCode);
    });
  }
});
