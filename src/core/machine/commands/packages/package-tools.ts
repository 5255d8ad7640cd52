/** Every tool of package managers. */
import type { MachineSpec } from '../../../scenario/model.ts';
import { GIT_TOOLS } from '../git/git.ts';
import { updateAlternatives } from './alternatives.ts';
import { APT_TOOLS } from './apt.ts';
import { aptMark } from './apt-mark.ts';
import { conda } from './conda.ts';
import { docker } from './docker.ts';
import { dpkg, dpkgQuery } from './dpkg.ts';
import type { PackageTool } from './package-tool.ts';
import { PIP_TOOLS } from './pip-install.ts';
import { OTHER_TOOLS } from './versions-of-others.ts';

/** The tools of a host that has what the scenario says. */
export function packageTools(spec: Pick<MachineSpec, 'packages'>): readonly PackageTool[] {
  const all = [
    ...APT_TOOLS,
    ...GIT_TOOLS,
    ...OTHER_TOOLS,
    ...PIP_TOOLS,
    aptMark,
    docker,
    dpkg,
    dpkgQuery,
    updateAlternatives,
  ];
  return spec.packages.conda === undefined ? all : [...all, conda];
}
