/** What apt does to a host: update, install, remove. */
import type { ExecResult } from 'just-bash';
import { systemFacts } from '../../host/systems.ts';
import { type CataloguePackage, cataloguePackage } from '../../packages/catalogue.ts';
import { type Call, fail, ok } from '../../shell/contracts.ts';
import { CACHE_KEY, hostOf, isRoot, locked, READING, sizeText, suites, UNRESOLVED, type Words } from './apt-words.ts';
import { addPackage, dropPackage, indexAnswers, indexHost, installedOn } from './package-tool.ts';

const UPDATE = 3_400;

export async function update(call: Call): Promise<ExecResult> {
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

export async function install(program: string, words: Words, call: Call): Promise<ExecResult> {
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

export async function remove(words: Words, call: Call): Promise<ExecResult> {
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

export function upgrade(words: Words, call: Call): ExecResult {
  if (!isRoot(call) && !words.simulate) return locked('/var/lib/dpkg/lock-frontend');
  return ok(`${READING}Calculating upgrade...\n0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\n`);
}

export async function download(words: Words, call: Call): Promise<ExecResult> {
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
