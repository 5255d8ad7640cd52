/** The environments of conda and where they lie. */
import type { MachineSpec } from '../../scenario/model.ts';

/** Where conda lies. */
export const CONDA_ROOT = '/opt/conda';

export interface CondaFolder {
  readonly name: string;
  readonly prefix: string;
  /** Version of its Python, such as `3.9`. */
  readonly python: string;
}

type Spec = Pick<MachineSpec, 'packages'>;

/** Python of the environment that conda itself runs in, where the scenario does not say. */
const OWN_PYTHON = '3.12';

/** Every environment, `base` first; none without conda. */
export function condaFolders({ packages }: Spec): readonly CondaFolder[] {
  if (packages.conda === undefined) return [];
  const own = packages.conda.find(({ name }) => name === 'base');
  return [
    { name: 'base', prefix: CONDA_ROOT, python: own?.python ?? OWN_PYTHON },
    ...packages.conda
      .filter(({ name }) => name !== 'base')
      .map(({ name, python }) => ({ name, prefix: `${CONDA_ROOT}/envs/${name}`, python })),
  ];
}

/** The environment that is active in the shell of the agent when the trial starts: the first one besides `base`. */
export function activeEnvironment(spec: Spec): CondaFolder | undefined {
  const all = condaFolders(spec);
  return all[1] ?? all[0];
}
