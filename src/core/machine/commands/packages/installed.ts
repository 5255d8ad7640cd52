/** Python packages of the machine: what the programs that run there ask for, and what that brings along. */
import { systemFacts } from '../../host/systems.ts';
import { BROUGHT, currentVersion, normalized } from '../../packages/python-versions.ts';
import type { CommandContext } from '../command.ts';

export interface PythonPackage {
  readonly name: string;
  readonly version: string;
}

const REQUIREMENT = /^([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*(?:([=~<>!]=?=?)\s*([0-9][\w.+!-]*))?/;

/** A requirement as `pip` reads it; undefined for comments, options and what is none. */
export function requirement(
  line: string,
): { readonly name: string; readonly operator: string; readonly version: string } | undefined {
  const match = REQUIREMENT.exec(line.replace(/#.*/, '').trim());
  if (!match || line.trim().startsWith('-')) return undefined;
  return { name: match[1] ?? '', operator: match[2] ?? '', version: match[3] ?? '' };
}

/** Version of pip: that of the environment of conda that is active, else that which the distribution ships. */
export function pipVersion(context: Pick<CommandContext, 'world' | 'env'>): string {
  if (context.env.get('CONDA_PREFIX') !== undefined) return '25.0';
  return { 'ubuntu-22.04': '22.0.2', 'ubuntu-24.04': '24.0', 'debian-12': '23.0.1' }[context.world.host.os];
}

/** Version of the Python that `pip` belongs to, such as `3.10`. */
export function pythonOfPip(context: Pick<CommandContext, 'world' | 'env'>): string {
  return /python([\d.]+)/.exec(sitePackages(context))?.[1] ?? systemFacts(context.world.host.os).python;
}

/** Folder that packages are installed into: that of the environment of conda that is active, else that of the system. */
export function sitePackages({ world, env }: Pick<CommandContext, 'world' | 'env'>): string {
  const prefix = env.get('CONDA_PREFIX');
  const pattern = /^\/lib\/python[\d.]+\/site-packages$/;
  for (const path of prefix === undefined ? [] : world.files.keys()) {
    if (prefix !== undefined && path.startsWith(prefix) && pattern.test(path.slice(prefix.length))) return path;
  }
  return `/usr/local/lib/python${systemFacts(world.host.os).python}/dist-packages`;
}

/** Packages of which a description lies among the files, as pip leaves it. */
function described(world: CommandContext['world']): readonly PythonPackage[] {
  const found: PythonPackage[] = [];
  for (const path of world.files.keys()) {
    if (!path.endsWith('.dist-info')) continue;
    const [, name, version] = /\/(?:dist|site)-packages\/([^/]+)-([^/-]+)\.dist-info$/.exec(path) ?? [];
    if (name !== undefined && version !== undefined) found.push({ name: name.replaceAll('_', '-'), version });
  }
  return found;
}

/** The packages that are installed, by name. They are those that the running programs' `requirements.txt` name. */
export async function installedPackages(
  context: Pick<CommandContext, 'world' | 'env' | 'readText'>,
): Promise<readonly PythonPackage[]> {
  const packages = new Map<string, PythonPackage>();
  const add = (name: string, version: string): void => {
    if (!packages.has(normalized(name))) packages.set(normalized(name), { name, version });
  };
  add('pip', pipVersion(context));
  add('setuptools', '59.6.0');
  add('wheel', '0.37.1');
  const bring = (name: string): void => {
    for (const brought of BROUGHT[normalized(name)] ?? []) {
      const [other = '', version = ''] = brought.split('==');
      add(other, version);
    }
  };
  const own = described(context.world);
  for (const { name, version } of own) add(name, version);
  for (const { name } of own) bring(name);
  const folders = new Set<string>();
  for (const process of context.world.processes.values()) {
    folders.add(process.cwd);
    if (process.program) folders.add(process.program.root);
  }
  for (const folder of folders) {
    const text = await context.readText(`${folder === '/' ? '' : folder}/requirements.txt`);
    for (const line of text?.split('\n') ?? []) {
      const wanted = requirement(line);
      if (!wanted) continue;
      add(wanted.name, wanted.version === '' ? currentVersion(wanted.name) : wanted.version);
      bring(wanted.name);
    }
  }
  return [...packages.values()].sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
}
