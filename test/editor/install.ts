/**
 * Brings what the tests in the real editor need beyond the root's packages: code-server (the workbench and the extension host of
 * VS Code), Chromium, and what code-server's native modules are compiled with. Does nothing when everything is there.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { findChromium } from './chromium.ts';

const FOLDER = import.meta.dirname;
const MODULES = join(FOLDER, 'node_modules');
/** Written last, so that an install that was cut short counts as none. */
const STAMP = join(MODULES, '.installed-from');

class InstallError extends Error {}

/** Runs a program on this terminal; throws an InstallError that says what to do when it fails. */
function run(program: string, args: readonly string[], environment: NodeJS.ProcessEnv, failed: string): void {
  const { status, error } = spawnSync(program, args, { stdio: ['ignore', 'inherit', 'inherit'], env: environment });
  if (status !== 0)
    throw new InstallError(`${failed} (${error?.message ?? `${program} ended with exit code ${status}`})`);
}

function onPath(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
}

/** Debian packages that are missing. */
function missingPackages(): string[] {
  const has: Record<string, boolean> = {
    chromium: findChromium() !== undefined,
    'libkrb5-dev': existsSync('/usr/include/gssapi/gssapi.h'),
    make: onPath('make'),
    'g++': onPath('g++') || onPath('c++'),
    python3: onPath('python3'),
    'pkg-config': onPath('pkg-config'),
  };
  return Object.keys(has).filter((name) => has[name] === false);
}

function installPackages(): void {
  const missing = missingPackages();
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0 || !onPath('apt-get')) {
    throw new InstallError(
      `The tests in the real editor need ${missing.join(', ')}. Install them (on Debian: apt-get install ${missing.join(' ')}).`,
    );
  }
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  console.log(`Installing ${missing.join(', ')}`);
  run('apt-get', ['update', '-qq'], environment, 'The lists of Debian packages could not be brought up to date.');
  run(
    'apt-get',
    ['install', '-y', '-qq', '--no-install-recommends', ...missing],
    environment,
    `${missing.join(', ')} could not be installed.`,
  );
}

/** What the installed modules depend on: the lockfile, and the Node that the native ones are compiled for. */
function wantedStamp(): string {
  const lock = readFileSync(join(FOLDER, 'package-lock.json'));
  return `${createHash('sha256').update(lock).digest('hex')} ${process.versions.modules}`;
}

function installEditor(): void {
  const wanted = wantedStamp();
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return;
  console.log('Installing the editor for the tests; its native modules are compiled, which takes some minutes');
  rmSync(MODULES, { recursive: true, force: true });
  // code-server reads from `npm_config_user_agent` which Node runs; an older Node's npm that started this would mislead it.
  const { npm_config_user_agent: _, ...environment } = process.env;
  environment['PATH'] = `${dirname(process.execPath)}${delimiter}${environment['PATH'] ?? ''}`;
  try {
    run(
      'npm',
      ['ci', '--prefix', FOLDER, '--no-audit', '--no-fund'],
      environment,
      'The editor for the tests could not be installed.',
    );
  } catch (error) {
    // Links of a failed install keep wrong modes and would spoil the next try.
    rmSync(MODULES, { recursive: true, force: true });
    throw error;
  }
  writeFileSync(STAMP, wanted);
}

try {
  installPackages();
  installEditor();
} catch (error) {
  if (!(error instanceof InstallError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
