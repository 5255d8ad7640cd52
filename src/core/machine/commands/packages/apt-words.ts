/** What the verbs of apt share: its words, its sources, its lock. */
import type { ExecResult } from 'just-bash';
import { systemFacts } from '../../host/systems.ts';
import { type Call, fail } from '../../shell/contracts.ts';
import { installedOn } from './package-tool.ts';

export const READING = 'Reading package lists...\nBuilding dependency tree...\nReading state information...\n';

/** Milliseconds that apt waits for names that do not resolve, and that an update takes. */
export const UNRESOLVED = 12_000;

export const CACHE_KEY = '/var/cache/apt/archives';

/** The line that apt's tools introduce themselves with. */
export function aptTitle(call: Call): string {
  const version = installedOn(call).find(({ name }) => name === 'apt')?.version ?? '';
  return `apt ${version} (amd64)\n`;
}

export interface Words {
  readonly verb: string | undefined;
  readonly names: readonly string[];
  readonly yes: boolean;
  readonly simulate: boolean;
  readonly flags: readonly string[];
}

export function wordsOf(args: readonly string[]): Words {
  const flags: string[] = [];
  const operands: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    if (word === '-o' || word === '-c' || word === '-t') at += 1;
    else if (word.startsWith('-')) flags.push(word);
    else operands.push(word);
  }
  const [verb, ...names] = operands;
  const letter = (text: string): boolean => flags.some((flag) => /^-[a-z]+$/.test(flag) && flag.includes(text));
  return {
    verb,
    names,
    flags,
    yes: letter('y') || flags.includes('--yes') || flags.includes('--assume-yes') || letter('q'),
    simulate: letter('s') || flags.includes('--simulate') || flags.includes('--dry-run'),
  };
}

export function isRoot(call: Call): boolean {
  return call.shell.who.uid === 0;
}

export function locked(lock: string): ExecResult {
  const front = lock.includes('dpkg')
    ? 'E: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), are you root?\n'
    : `E: Unable to lock directory ${lock.replace(/\/[^/]*$/, '/')}\n`;
  return fail(`E: Could not open lock file ${lock} - open (13: Permission denied)\n${front}`, 100);
}

/** The parts of the archive, as the sources name them. */
export function suites(call: Call): readonly (readonly [url: string, suite: string])[] {
  const { os } = call.shell.parts.kernel.state.host;
  const { codename } = systemFacts(os);
  if (os === 'debian-12') {
    const debian = 'http://deb.debian.org/debian';
    return [
      [debian, codename],
      [debian, `${codename}-updates`],
      ['http://security.debian.org/debian-security', `${codename}-security`],
    ];
  }
  const ubuntu = 'http://archive.ubuntu.com/ubuntu';
  return [
    [ubuntu, codename],
    [ubuntu, `${codename}-updates`],
    ['http://security.ubuntu.com/ubuntu', `${codename}-security`],
  ];
}

export function hostOf(url: string): string {
  return url.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
}

export function sizeText(kibibytes: number): string {
  const kilobytes = kibibytes * 1.024;
  return kilobytes >= 1000 ? `${(kilobytes / 1000).toFixed(1).replace(/\.0$/, '')} MB` : `${Math.round(kilobytes)} kB`;
}
