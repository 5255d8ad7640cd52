/** The Pythons of a host: that of the distribution, and those of the environments of conda. */
import type { MachineSpec } from '../../scenario/model.ts';
import { nameOf } from '../files/paths.ts';
import { systemFacts } from '../host/systems.ts';
import { activeEnvironment, type CondaFolder, condaFolders } from '../packages/conda-folders.ts';
import { condaRelease, type PythonRelease, pythonRelease } from './releases.ts';

/** Where a Python lies, and what it says of itself. */
export interface Installation {
  readonly release: PythonRelease;
  /** `sys.prefix`. */
  readonly prefix: string;
  readonly library: string;
  /** Folders of what is installed besides the library. */
  readonly site: readonly string[];
  /** `sys.executable`. */
  readonly executable: string;
}

type Spec = Pick<MachineSpec, 'os' | 'packages'>;

function ofSystem(spec: Spec, executable: string): Installation {
  const { python } = systemFacts(spec.os);
  return {
    release: pythonRelease(spec.os),
    prefix: '/usr',
    library: `/usr/lib/python${python}`,
    site: [`/usr/local/lib/python${python}/dist-packages`, '/usr/lib/python3/dist-packages'],
    executable,
  };
}

function ofConda({ prefix, python }: CondaFolder, name = 'python'): Installation {
  const library = `${prefix}/lib/python${python}`;
  return {
    release: condaRelease(python),
    prefix,
    library,
    site: [`${library}/site-packages`],
    executable: `${prefix}/bin/${name}`,
  };
}

/** The Python whose program has this path; without one, the first that `PATH` leads to for the name. */
export function installationOf(
  spec: Spec,
  { name, file, path }: { readonly name: string; readonly file: string | undefined; readonly path: string },
): Installation {
  const folders = file === undefined ? path.split(':') : [file.slice(0, file.lastIndexOf('/'))];
  const environments = condaFolders(spec);
  for (const folder of folders) {
    const environment = environments.find(({ prefix }) => `${prefix}/bin` === folder);
    if (environment) return ofConda(environment, nameOf(file ?? name));
    if (folder === '/usr/bin' || folder === '/bin') break;
  }
  return ofSystem(spec, file ?? `/usr/bin/${name}`);
}

/** The Python that a prefix such as `$CONDA_PREFIX` leads to; undefined where none lies. */
export function installationAt(spec: Spec, prefix: string): Installation | undefined {
  const environment = condaFolders(spec).find((entry) => entry.prefix === prefix);
  return environment && ofConda(environment);
}

/** Where `pip` puts packages: into the environment that is active from the start, else next to the system's Python. */
export function packageFolder(spec: Spec): string {
  const active = activeEnvironment(spec);
  const { site } = active ? ofConda(active) : ofSystem(spec, '/usr/bin/python3');
  return site[0] ?? '/usr/lib/python3/dist-packages';
}
