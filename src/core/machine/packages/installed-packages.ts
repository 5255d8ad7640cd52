/** Which packages of the distribution a host has: `/var/lib/dpkg/status` holds it, and `dpkg` and `apt` read and write it. */
import type { MachineSpec } from '../../scenario/model.ts';
import { type CataloguePackage, catalogue, cataloguePackage, declaredPackage } from './catalogue.ts';

export const STATUS_FILE = '/var/lib/dpkg/status';

export interface InstalledPackage
  extends Pick<CataloguePackage, 'name' | 'version' | 'architecture' | 'summary' | 'section' | 'size'> {}

/** What decides which packages a host has. */
export type PackagedSpec = Pick<MachineSpec, 'os' | 'packages' | 'absent' | 'services'>;

/** The packages that a host has when a trial begins: those of the system and what the scenario adds. */
export function firstPackages(spec: PackagedSpec): readonly CataloguePackage[] {
  const { os, packages, absent, services } = spec;
  const extra = packages.apt.map((text) => declaredPackage(os, text));
  if (packages.docker !== undefined) extra.push(declaredPackage(os, 'docker.io'));
  if (services.some(({ supervisor }) => supervisor === 'supervisord')) extra.push(declaredPackage(os, 'supervisor'));
  const names = new Set(extra.map(({ name }) => name));
  const all = [...catalogue(os).filter(({ name, standard }) => standard && !names.has(name)), ...extra];
  for (const needed of all.flatMap(({ depends }) => depends)) {
    const found = all.some(({ name }) => name === needed) ? undefined : cataloguePackage(os, needed);
    if (found) all.push(found);
  }
  // A package is not there when none of its commands is.
  const isGone = ({ commands }: CataloguePackage): boolean =>
    commands.length > 0 && commands.every((path) => absent.includes(path.replace(/^.*\//, '')));
  return all.filter((entry) => !isGone(entry)).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Commands that are not there because their package is not. */
export function missingCommands(spec: PackagedSpec): ReadonlySet<string> {
  const there = new Set(firstPackages(spec).flatMap(({ commands }) => commands));
  const missing = catalogue(spec.os).flatMap(({ commands }) => commands.filter((path) => !there.has(path)));
  return new Set(missing.map((path) => path.replace(/^.*\//, '')));
}

/** The text of the status file. */
export function statusText(packages: readonly CataloguePackage[]): string {
  return packages.map(stanza).join('\n');
}

function stanza(entry: CataloguePackage): string {
  const depends = entry.depends.length > 0 ? `Depends: ${entry.depends.join(', ')}\n` : '';
  return `Package: ${entry.name}\nStatus: install ok installed\nPriority: optional\nSection: ${entry.section}\nInstalled-Size: ${entry.size}\nMaintainer: Ubuntu Developers <ubuntu-devel-discuss@lists.ubuntu.com>\nArchitecture: ${entry.architecture}\nVersion: ${entry.version}\n${depends}Description: ${entry.summary}\n`;
}

/** The packages that a status file lists. */
export function readStatus(text: string): readonly InstalledPackage[] {
  return text.split(/\n\n+/).flatMap((block) => {
    const field = (name: string): string => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? '';
    const name = field('Package');
    if (name === '' || !field('Status').endsWith(' installed')) return [];
    return [
      {
        name,
        version: field('Version'),
        architecture: field('Architecture') === 'all' ? ('all' as const) : ('amd64' as const),
        summary: field('Description'),
        section: field('Section'),
        size: Number(field('Installed-Size')),
      },
    ];
  });
}
