/** What package managers leave on a host: the list of what is installed, the environments of conda, the daemon of docker. */

import type { MachineSpec } from '../../scenario/model.ts';
import { digestOf } from '../files/digest.ts';
import { nameOf, parentOf } from '../files/paths.ts';
import { sparseDigest } from '../files/sparse.ts';
import type { Kernel } from '../kernel.ts';
import { packageFolder } from '../python/installation.ts';
import type { FileNode } from '../world.ts';
import { activeEnvironment, CONDA_ROOT, condaFolders } from './conda-folders.ts';
import { firstPackages, STATUS_FILE, statusText } from './installed-packages.ts';
import { currentVersion } from './python-versions.ts';

const EMPTY = digestOf('');
const DAY = 86_400_000;
/** Bytes of an interpreter of conda. */
const PROGRAM_SIZE = 15_434_048;

/** Puts these files in place, where the scenario has none of its own. */
export function buildPackages(kernel: Kernel): void {
  const { spec } = kernel;
  plant(kernel, STATUS_FILE, statusText(firstPackages(spec)));
  for (const [name, version] of spec.packages.pip.map(pinned)) {
    const folder = `${packageFolder(spec)}/${name.replaceAll('-', '_')}-${version}.dist-info`;
    plant(kernel, `${folder}/METADATA`, `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n`);
  }
  for (const { prefix, python } of condaFolders(spec)) {
    plant(kernel, `${prefix}/conda-meta/history`, '==> created <==\n');
    plantFolder(kernel, `${prefix}/lib/python${python}/site-packages`);
    plantProgram(kernel, `${prefix}/bin/python${python}`);
    for (const name of ['python', 'python3']) plantLink(kernel, `${prefix}/bin/${name}`, `python${python}`);
    for (const name of ['pip', 'pip3']) plantLink(kernel, `${prefix}/bin/${name}`, `/usr/bin/${name}`);
  }
}

/** Puts a file where there is none. It was there before anything else could fill the disk. */
function plant(kernel: Kernel, path: string, text: string): void {
  const { state } = kernel;
  if (state.node(path)) return;
  plantFolder(kernel, parentOf(path));
  const file: FileNode = { kind: 'file', size: 0, digest: EMPTY, mode: 0o644, ...ofRoot(kernel) };
  state.setNode(path, file);
  state.write(file, new TextEncoder().encode(text), file.mtime);
}

function plantLink(kernel: Kernel, path: string, target: string): void {
  if (kernel.state.node(path)) return;
  plantFolder(kernel, parentOf(path));
  kernel.state.setNode(path, { kind: 'link', target, mode: 0o777, ...ofRoot(kernel) });
}

/** A program: what it holds is not looked at. */
function plantProgram(kernel: Kernel, path: string): void {
  const { state } = kernel;
  if (state.node(path)) return;
  plantFolder(kernel, parentOf(path));
  const content = { digest: sparseDigest(path, PROGRAM_SIZE), size: PROGRAM_SIZE };
  state.sparse.declare(content, nameOf(path), true);
  state.setNode(path, { kind: 'file', ...content, sparse: true, mode: 0o755, ...ofRoot(kernel) });
}

function plantFolder(kernel: Kernel, path: string): void {
  if (kernel.state.node(path)) return;
  plantFolder(kernel, parentOf(path));
  kernel.state.setNode(path, { kind: 'directory', mode: 0o755, ...ofRoot(kernel) });
}

function ofRoot({ state, startedAt }: Kernel): Pick<FileNode, 'uid' | 'gid' | 'mtime' | 'inode'> {
  return { uid: 0, gid: 0, mtime: startedAt - DAY, inode: state.newInode() };
}

/** Name and version of `torch==2.5.1`. */
function pinned(text: string): readonly [name: string, version: string] {
  const [name = text, version] = text.split(/[=~<>!]=?=?/);
  const plain = name.trim().replace(/\[.*\]$/, '');
  return [plain, version?.trim() ?? currentVersion(plain)];
}

/** The variables that an activated environment sets: the first one that the scenario names. */
export function condaVariables(spec: Pick<MachineSpec, 'packages'>, path: string): Readonly<Record<string, string>> {
  const active = activeEnvironment(spec);
  if (!active) return {};
  const { name, prefix } = active;
  return {
    CONDA_EXE: `${CONDA_ROOT}/bin/conda`,
    CONDA_PREFIX: prefix,
    CONDA_DEFAULT_ENV: name,
    CONDA_PROMPT_MODIFIER: `(${name}) `,
    CONDA_PYTHON_EXE: `${CONDA_ROOT}/bin/python`,
    CONDA_SHLVL: '1',
    PATH: `${prefix}/bin:${CONDA_ROOT}/condabin:${CONDA_ROOT}/bin:${path}`,
  };
}

/** What a host runs besides what the scenario says, for the packages that it has: docker brings a service. */
export function withPackageServices(spec: MachineSpec): MachineSpec {
  if (spec.packages.docker === undefined || spec.services.some(({ name }) => name === 'docker')) return spec;
  const docker: MachineSpec['services'][number] = {
    name: 'docker',
    description: 'Docker Application Container Engine',
    process: {
      program: undefined,
      command: '/usr/bin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock',
      cwd: '/',
      user: 'root',
      options: {},
      self: false,
    },
    enabled: true,
    state: 'started',
    restart: 'always',
    supervisor: 'systemd',
  };
  return { ...spec, services: [...spec.services, docker] };
}
