/** `apt`, `apt-get` and `apt-cache`. */
import type { ExecResult } from 'just-bash';
import { systemFacts } from '../../host/systems.ts';
import { type CataloguePackage, catalogue, cataloguePackage } from '../../packages/catalogue.ts';
import { type Call, fail, ok } from '../../shell/contracts.ts';
import { addPackage, dropPackage, indexAnswers, indexHost, installedOn, type PackageTool } from './package-tool.ts';

const UNSTABLE = '\nWARNING: apt does not have a stable CLI interface. Use with caution in scripts.\n\n';
const READING = 'Reading package lists...\nBuilding dependency tree...\nReading state information...\n';
/** Milliseconds that apt waits for names that do not resolve, and that an update takes. */
const UNRESOLVED = 12_000;
const UPDATE = 3_400;
const CACHE_KEY = '/var/cache/apt/archives';

interface Words {
  readonly verb: string | undefined;
  readonly names: readonly string[];
  readonly yes: boolean;
  readonly simulate: boolean;
  readonly flags: readonly string[];
}

function wordsOf(args: readonly string[]): Words {
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

async function run(program: 'apt' | 'apt-get', args: readonly string[], call: Call): Promise<ExecResult> {
  const { os } = call.shell.parts.kernel.state.host;
  const words = wordsOf(args);
  const warning = program === 'apt' ? UNSTABLE : '';
  const done = (result: ExecResult): ExecResult => ({ ...result, stderr: warning + result.stderr });
  if (words.flags.includes('--version') || words.flags.includes('-v'))
    return ok(`apt ${cataloguePackage(os, 'apt')?.version ?? '2.4'} (amd64)\n`);
  switch (words.verb) {
    case undefined:
    case 'help':
      return ok(
        `apt ${cataloguePackage(os, 'apt')?.version ?? '2.4'} (amd64)\nUsage: ${program} [options] command\n\n${program} is a commandline package manager and provides commands for\nsearching and managing as well as querying information about packages.\n`,
      );
    case 'update':
      return done(await update(call));
    case 'install':
    case 'reinstall':
      return done(await install(program, words, call));
    case 'remove':
    case 'purge':
    case 'autoremove':
      return done(await remove(words, call));
    case 'upgrade':
    case 'dist-upgrade':
    case 'full-upgrade':
      return done(upgrade(words, call));
    case 'list':
      return done(list(words, call));
    case 'search':
      return done(search(words.names, call, true));
    case 'show':
      return done(show(words.names, call));
    case 'policy':
      return done(policy(words.names, call));
    case 'clean':
    case 'autoclean':
    case 'check':
      return words.verb === 'clean' && !isRoot(call) ? done(locked('/var/cache/apt/archives/lock')) : ok();
    case 'download':
      return done(await download(words, call));
    case 'moo':
      return ok(
        '                 (__) \n                 (oo) \n           /------\\/ \n          / |    ||   \n         *  /\\---/\\ \n            ~~   ~~   \n..."Have you mooed today?"...\n',
      );
    default:
      return fail(`E: Invalid operation ${words.verb}\n`, 100);
  }
}

function isRoot(call: Call): boolean {
  return call.shell.who.uid === 0;
}

function locked(lock: string): ExecResult {
  const front = lock.includes('dpkg')
    ? 'E: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), are you root?\n'
    : `E: Unable to lock directory ${lock.replace(/\/[^/]*$/, '/')}\n`;
  return fail(`E: Could not open lock file ${lock} - open (13: Permission denied)\n${front}`, 100);
}

/** The parts of the archive, as the sources name them. */
function suites(call: Call): readonly (readonly [url: string, suite: string])[] {
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

function hostOf(url: string): string {
  return url.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
}

async function update(call: Call): Promise<ExecResult> {
  if (!isRoot(call)) return { ...locked('/var/lib/apt/lists/lock'), stdout: 'Reading package lists...\n' };
  const all = suites(call);
  if (!indexAnswers(call, indexHost(call))) {
    await call.shell.pass(UNRESOLVED);
    const ignored = all.map(([url, suite], index) => `Ign:${index + 1} ${url} ${suite} InRelease\n`).join('');
    const errors = all
      .map(
        ([url, suite], index) =>
          `Err:${index + 1} ${url} ${suite} InRelease\n  Temporary failure resolving '${hostOf(url)}'\n`,
      )
      .join('');
    const warnings = all
      .map(
        ([url, suite]) =>
          `W: Failed to fetch ${url}/dists/${suite}/InRelease  Temporary failure resolving '${hostOf(url)}'\n`,
      )
      .join('');
    return {
      stdout: `${ignored.repeat(3)}${errors}Reading package lists...\n`,
      stderr: `${warnings}W: Some index files failed to download. They have been ignored, or old ones used instead.\n`,
      exitCode: 0,
    };
  }
  await call.shell.pass(UPDATE);
  const hits = all
    .map(
      ([url, suite], index) =>
        `${index === 0 ? 'Hit' : 'Get'}:${index + 1} ${url} ${suite} InRelease${index === 0 ? '' : ' [128 kB]'}\n`,
    )
    .join('');
  return ok(
    `${hits}Fetched 256 kB in 2s (128 kB/s)\nReading package lists...\nBuilding dependency tree...\nReading state information...\n14 packages can be upgraded. Run 'apt list --upgradable' to see them.\n`,
  );
}

/** The wanted packages that are not there, and what they need. */
function missing(names: readonly string[], call: Call): readonly CataloguePackage[] {
  const { os } = call.shell.parts.kernel.state.host;
  const there = new Set(installedOn(call).map(({ name }) => name));
  const wanted = new Map<string, CataloguePackage>();
  const queue = [...names];
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    const entry = cataloguePackage(os, name);
    if (!entry || there.has(name) || wanted.has(name)) continue;
    wanted.set(name, entry);
    queue.push(...entry.depends);
  }
  return [...wanted.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function install(program: string, words: Words, call: Call): Promise<ExecResult> {
  if (!isRoot(call) && !words.simulate) return locked('/var/lib/dpkg/lock-frontend');
  const { os } = call.shell.parts.kernel.state.host;
  const names = words.names.map((name) => name.replace(/[=/:].*$/, ''));
  const file = words.names.find((name) => name.endsWith('.deb') || name.startsWith('./'));
  if (file !== undefined) return { ...fail(`E: Unable to locate package ${file}\n`, 100), stdout: READING };
  const unknown = names.filter(
    (name) => !cataloguePackage(os, name) && !installedOn(call).some((entry) => entry.name === name),
  );
  if (unknown.length > 0)
    return {
      stdout: READING,
      stderr: unknown.map((name) => `E: Unable to locate package ${name}\n`).join(''),
      exitCode: 100,
    };
  const present = installedOn(call).filter(({ name }) => names.includes(name));
  const newest = present.map(({ name, version }) => `${name} is already the newest version (${version}).\n`).join('');
  const entries = missing(names, call);
  if (entries.length === 0)
    return ok(`${READING}${newest}0 upgraded, 0 newly installed, 0 to remove and 14 not upgraded.\n`);
  const bytes = entries.reduce((sum, { size }) => sum + size, 0);
  const extra = entries.filter(({ name }) => !names.includes(name));
  const plan = `${READING}${newest}${extra.length > 0 ? `The following additional packages will be installed:\n  ${extra.map(({ name }) => name).join(' ')}\n` : ''}The following NEW packages will be installed:\n  ${entries.map(({ name }) => name).join(' ')}\n0 upgraded, ${entries.length} newly installed, 0 to remove and 14 not upgraded.\nNeed to get ${sizeText(bytes * 0.3)} of archives.\nAfter this operation, ${sizeText(bytes)} of additional disk space will be used.\n`;
  if (words.simulate)
    return ok(plan + entries.map(({ name, version }) => `Inst ${name} (${version} [amd64])\n`).join(''));
  if (!words.yes && entries.length > names.length)
    return { stdout: `${plan}Do you want to continue? [Y/n] Abort.\n`, stderr: '', exitCode: 1 };
  const [archive] = suites(call)[0] ?? ['http://archive.ubuntu.com/ubuntu'];
  const where = (entry: CataloguePackage): string =>
    `${archive} ${systemFacts(os).codename}/main amd64 ${entry.name} amd64 ${entry.version}`;
  if (!indexAnswers(call, indexHost(call))) {
    await call.shell.pass(UNRESOLVED);
    const errors = entries
      .map((entry, index) => `Err:${index + 1} ${where(entry)}\n  Temporary failure resolving '${hostOf(archive)}'\n`)
      .join('');
    const failures = entries
      .map(
        ({ name, version }) =>
          `E: Failed to fetch ${archive}/pool/main/${name.charAt(0)}/${name}/${name}_${version.replace(/^\d+:/, '')}_amd64.deb  Temporary failure resolving '${hostOf(archive)}'\n`,
      )
      .join('');
    return {
      stdout: plan + errors,
      stderr: `${failures}E: Unable to fetch some archives, maybe run ${program} update or try with --fix-missing?\n`,
      exitCode: 100,
    };
  }
  await call.shell.pass(1_200 + bytes / 20);
  const got = entries
    .map((entry, index) => `Get:${index + 1} ${where(entry)} [${sizeText(entry.size * 0.3)}]\n`)
    .join('');
  const unpacked = entries
    .map(
      ({ name, version }) =>
        `Selecting previously unselected package ${name}.\nPreparing to unpack .../${name}_${version.replace(':', '%3a')}_amd64.deb ...\nUnpacking ${name} (${version}) ...\n`,
    )
    .join('');
  for (const entry of entries) addPackage(call, entry);
  const setUp = entries.map(({ name, version }) => `Setting up ${name} (${version}) ...\n`).join('');
  return ok(
    `${plan}${got}Fetched ${sizeText(bytes * 0.3)} in 1s (${sizeText(bytes * 0.3)}/s)\n(Reading database ... 64503 files and directories currently installed.)\n${unpacked}${setUp}Processing triggers for man-db (2.10.2-1) ...\n`,
  );
}

function sizeText(kibibytes: number): string {
  const kilobytes = kibibytes * 1.024;
  return kilobytes >= 1000 ? `${(kilobytes / 1000).toFixed(1).replace(/\.0$/, '')} MB` : `${Math.round(kilobytes)} kB`;
}

async function remove(words: Words, call: Call): Promise<ExecResult> {
  if (!isRoot(call)) return locked('/var/lib/dpkg/lock-frontend');
  const there = installedOn(call);
  const absent = words.names.filter((name) => !there.some((entry) => entry.name === name));
  const chosen = there.filter(({ name }) => words.names.includes(name));
  const notes = absent.map((name) => `Package '${name}' is not installed, so not removed\n`).join('');
  if (chosen.length === 0)
    return ok(`${READING}${notes}0 upgraded, 0 newly installed, 0 to remove and 14 not upgraded.\n`);
  const plan = `${READING}${notes}The following packages will be REMOVED:\n  ${chosen.map(({ name }) => `${name}${words.verb === 'purge' ? '*' : ''}`).join(' ')}\n0 upgraded, 0 newly installed, ${chosen.length} to remove and 14 not upgraded.\nAfter this operation, ${sizeText(chosen.reduce((sum, { size }) => sum + size, 0))} disk space will be freed.\n`;
  if (!words.yes) return { stdout: `${plan}Do you want to continue? [Y/n] Abort.\n`, stderr: '', exitCode: 1 };
  await call.shell.pass(900);
  for (const { name } of chosen) dropPackage(call, name);
  return ok(
    `${plan}(Reading database ... 64503 files and directories currently installed.)\n${chosen.map(({ name, version }) => `Removing ${name} (${version}) ...\n`).join('')}`,
  );
}

function upgrade(words: Words, call: Call): ExecResult {
  if (!isRoot(call) && !words.simulate) return locked('/var/lib/dpkg/lock-frontend');
  return ok(`${READING}Calculating upgrade...\n0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\n`);
}

function list(words: Words, call: Call): ExecResult {
  const { os } = call.shell.parts.kernel.state.host;
  const { codename } = systemFacts(os);
  const there = new Map(installedOn(call).map((entry) => [entry.name, entry]));
  const fits = (name: string): boolean =>
    words.names.length === 0 ||
    words.names.some((pattern) =>
      new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`).test(name),
    );
  if (words.flags.includes('--upgradable')) return ok('Listing...\n');
  const onlyInstalled = words.flags.includes('--installed');
  const names = new Set([...there.keys(), ...(onlyInstalled ? [] : catalogue(os).map(({ name }) => name))]);
  const rows = [...names]
    .filter(fits)
    .sort()
    .map((name) => {
      const installed = there.get(name);
      const entry = installed ?? cataloguePackage(os, name);
      const suite = os === 'debian-12' ? 'stable' : `${codename}-updates,${codename}-security`;
      return `${name}/${installed ? `${suite},now` : suite} ${entry?.version} ${entry?.architecture}${installed ? ' [installed]' : ''}\n`;
    });
  return ok(`Listing...\n${rows.join('')}`);
}

function search(patterns: readonly string[], call: Call, long: boolean): ExecResult {
  const { os } = call.shell.parts.kernel.state.host;
  if (patterns.length === 0) return fail('E: You must give at least one search pattern\n', 100);
  const there = new Set(installedOn(call).map(({ name }) => name));
  const found = catalogue(os).filter(({ name, summary }) =>
    patterns.every((pattern) => `${name} ${summary}`.toLowerCase().includes(pattern.toLowerCase())),
  );
  if (!long) return ok(found.map(({ name, summary }) => `${name} - ${summary}\n`).join(''));
  const { codename } = systemFacts(os);
  const rows = found.map(
    ({ name, version, architecture, summary }) =>
      `${name}/${codename}${there.has(name) ? ',now' : ''} ${version} ${architecture}${there.has(name) ? ' [installed]' : ''}\n  ${summary}\n\n`,
  );
  return ok(`Sorting...\nFull Text Search...\n${rows.join('')}`);
}

function show(names: readonly string[], call: Call): ExecResult {
  const { os } = call.shell.parts.kernel.state.host;
  const unknown = names.filter((name) => !cataloguePackage(os, name));
  const blocks = names.flatMap((name) => {
    const entry = cataloguePackage(os, name);
    return entry
      ? [
          `Package: ${name}\nVersion: ${entry.version}\nPriority: optional\nSection: ${entry.section}\nOrigin: ${os === 'debian-12' ? 'Debian' : 'Ubuntu'}\nInstalled-Size: ${entry.size} kB\n${entry.depends.length > 0 ? `Depends: ${entry.depends.join(', ')}\n` : ''}APT-Sources: ${suites(call)[0]?.join(' ')}/main amd64 Packages\nDescription: ${entry.summary}\n\n`,
        ]
      : [];
  });
  const stderr = unknown.map((name) => `N: Unable to locate package ${name}\n`).join('');
  return {
    stdout: blocks.join(''),
    stderr: unknown.length > 0 ? `${stderr}E: No packages found\n` : '',
    exitCode: blocks.length > 0 ? 0 : 100,
  };
}

function policy(names: readonly string[], call: Call): ExecResult {
  const { os } = call.shell.parts.kernel.state.host;
  const there = installedOn(call);
  const blocks = names.flatMap((name) => {
    const entry = cataloguePackage(os, name);
    if (!entry) return [];
    const installed = there.find((candidate) => candidate.name === name)?.version ?? '(none)';
    const [url, suite] = suites(call)[1] ?? ['', ''];
    return [
      `${name}:\n  Installed: ${installed}\n  Candidate: ${entry.version}\n  Version table:\n${installed === '(none)' ? '    ' : ' ***'} ${entry.version} 500\n        500 ${url} ${suite}/main amd64 Packages\n${installed === '(none)' ? '' : '        100 /var/lib/dpkg/status\n'}`,
    ];
  });
  return ok(blocks.join(''));
}

async function download(words: Words, call: Call): Promise<ExecResult> {
  const { os } = call.shell.parts.kernel.state.host;
  const [name = ''] = words.names;
  const entry = cataloguePackage(os, name);
  if (!entry) return fail(`E: Unable to locate package ${name}\n`, 100);
  if (!indexAnswers(call, indexHost(call))) {
    await call.shell.pass(UNRESOLVED);
    const [url] = suites(call)[0] ?? [''];
    return fail(
      `E: Failed to fetch ${url}/pool/main/${name.charAt(0)}/${name}/${name}_${entry.version}_amd64.deb  Temporary failure resolving '${hostOf(url)}'\n`,
      100,
    );
  }
  call.shell.parts.kernel.events.report({ kind: 'unsupported', command: `apt download ${name}` });
  return fail(`E: Can't write to ${CACHE_KEY}\n`, 100);
}

function cache(args: readonly string[], call: Call): ExecResult {
  const words = wordsOf(args);
  switch (words.verb) {
    case 'search':
      return search(words.names, call, false);
    case 'show':
      return show(words.names, call);
    case 'policy':
      return policy(words.names, call);
    case 'pkgnames':
      return ok(
        catalogue(call.shell.parts.kernel.state.host.os)
          .map(({ name }) => `${name}\n`)
          .join(''),
      );
    case 'depends': {
      const [name = ''] = words.names;
      const entry = cataloguePackage(call.shell.parts.kernel.state.host.os, name);
      return entry
        ? ok(`${name}\n${entry.depends.map((needed) => `  Depends: ${needed}\n`).join('')}`)
        : fail('E: No packages found\n', 100);
    }
    default:
      return words.verb === undefined
        ? ok('apt 2.4.13 (amd64)\nUsage: apt-cache [options] command\n')
        : fail(`E: Invalid operation ${words.verb}\n`, 100);
  }
}

export const APT_TOOLS: readonly PackageTool[] = [
  { name: 'apt', path: '/usr/bin/apt', run: (args, call) => run('apt', args, call) },
  { name: 'apt-get', path: '/usr/bin/apt-get', run: (args, call) => run('apt-get', args, call) },
  { name: 'apt-cache', path: '/usr/bin/apt-cache', run: cache },
];
