/** Python packages of the machine: what the programs that run there ask for, and what that brings along. */
import { systemFacts } from '../../host/systems.ts';
import type { CommandContext } from '../command.ts';

export interface PythonPackage {
  readonly name: string;
  readonly version: string;
}

/** What packages bring along, with versions of early 2025. */
const BROUGHT: Readonly<Record<string, readonly string[]>> = {
  fastapi: [
    'starlette==0.45.3',
    'pydantic==2.10.6',
    'pydantic_core==2.27.2',
    'annotated-types==0.7.0',
    'typing_extensions==4.12.2',
    'anyio==4.8.0',
    'sniffio==1.3.1',
    'idna==3.10',
  ],
  uvicorn: ['click==8.1.8', 'h11==0.14.0'],
  requests: ['urllib3==2.3.0', 'certifi==2025.1.31', 'charset-normalizer==3.4.1', 'idna==3.10'],
  torch: [
    'filelock==3.17.0',
    'fsspec==2025.2.0',
    'Jinja2==3.1.5',
    'MarkupSafe==3.0.2',
    'mpmath==1.3.0',
    'networkx==3.4.2',
    'numpy==2.2.2',
    'nvidia-cublas-cu12==12.4.5.8',
    'nvidia-cuda-runtime-cu12==12.4.127',
    'nvidia-cudnn-cu12==9.1.0.70',
    'nvidia-nccl-cu12==2.21.5',
    'sympy==1.13.1',
    'triton==3.1.0',
    'typing_extensions==4.12.2',
  ],
  transformers: [
    'filelock==3.17.0',
    'huggingface-hub==0.28.1',
    'numpy==2.2.2',
    'packaging==24.2',
    'PyYAML==6.0.2',
    'regex==2024.11.6',
    'safetensors==0.5.2',
    'tokenizers==0.21.0',
    'tqdm==4.67.1',
  ],
};

const REQUIREMENT = /^([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*(?:([=~<>!]=?=?)\s*([0-9][\w.+!-]*))?/;

/** Names are compared without regard to case and to the kind of dash. */
export function normalized(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/g, '-');
}

/** A requirement as `pip` reads it; undefined for comments, options and what is none. */
export function requirement(
  line: string,
): { readonly name: string; readonly operator: string; readonly version: string } | undefined {
  const match = REQUIREMENT.exec(line.replace(/#.*/, '').trim());
  if (!match || line.trim().startsWith('-')) return undefined;
  return { name: match[1] ?? '', operator: match[2] ?? '', version: match[3] ?? '' };
}

/** Version of pip that the distribution ships. */
export function pipVersion(context: Pick<CommandContext, 'world'>): string {
  return { 'ubuntu-22.04': '22.0.2', 'ubuntu-24.04': '24.0', 'debian-12': '23.0.1' }[context.world.host.os];
}

/** Folder that packages are installed into. */
export function sitePackages(context: CommandContext): string {
  return `/usr/local/lib/python${systemFacts(context.world.host.os).python}/dist-packages`;
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

/** The version of a package that is current in early 2025; that of a first release for one that is not known. */
export function currentVersion(name: string): string {
  const all = Object.values(BROUGHT).flat();
  return all.find((text) => normalized(text.split('==')[0] ?? '') === normalized(name))?.split('==')[1] ?? '1.0.0';
}

/** The packages that are installed, by name. They are those that the running programs' `requirements.txt` name. */
export async function installedPackages(
  context: Pick<CommandContext, 'world' | 'readText'>,
): Promise<readonly PythonPackage[]> {
  const packages = new Map<string, PythonPackage>();
  const add = (name: string, version: string): void => {
    if (!packages.has(normalized(name))) packages.set(normalized(name), { name, version });
  };
  add('pip', pipVersion(context));
  add('setuptools', '59.6.0');
  add('wheel', '0.37.1');
  for (const { name, version } of described(context.world)) add(name, version);
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
      add(wanted.name, wanted.version === '' ? '1.0.0' : wanted.version);
      for (const brought of BROUGHT[normalized(wanted.name)] ?? []) {
        const [name = '', version = ''] = brought.split('==');
        add(name, version);
      }
    }
  }
  return [...packages.values()].sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
}
