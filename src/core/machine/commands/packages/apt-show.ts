/** What apt shows of packages. */
import type { ExecResult } from 'just-bash';
import { systemFacts } from '../../host/systems.ts';
import { catalogue, cataloguePackage } from '../../packages/catalogue.ts';
import { type Call, fail, ok } from '../../shell/contracts.ts';
import { suites, type Words } from './apt-words.ts';
import { installedOn } from './package-tool.ts';

export function list(words: Words, call: Call): ExecResult {
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

export function search(patterns: readonly string[], call: Call, long: boolean): ExecResult {
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

export function show(names: readonly string[], call: Call): ExecResult {
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

export function policy(names: readonly string[], call: Call): ExecResult {
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
