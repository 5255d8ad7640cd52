/** The Pythons that the distributions ship. */
import type { HostFacts } from '../world.ts';

export interface PythonRelease {
  readonly version: string;
  /** What `sys.version` says after the version. */
  readonly text: string;
}

const RELEASES: Readonly<Record<HostFacts['os'], PythonRelease>> = {
  'ubuntu-22.04': { version: '3.10.12', text: '(main, Nov  6 2024, 20:22:13) [GCC 11.4.0]' },
  'ubuntu-24.04': { version: '3.12.3', text: '(main, Nov  6 2024, 18:32:19) [GCC 13.2.0]' },
  'debian-12': { version: '3.11.2', text: '(main, Sep 14 2024, 03:00:30) [GCC 12.2.0]' },
};

/** Builds of the Pythons that conda brings, as of early 2025. */
const CONDA_RELEASES: Readonly<Record<string, string>> = {
  '3.8': '3.8.20 (default, Oct  3 2024, 15:24:27) ',
  '3.9': '3.9.21 (main, Dec 11 2024, 16:24:11) ',
  '3.10': '3.10.16 (main, Dec 11 2024, 16:24:50) ',
  '3.11': '3.11.11 (main, Dec 11 2024, 16:28:39) ',
  '3.12': '3.12.8 | packaged by Anaconda, Inc. | (main, Dec 11 2024, 16:31:09) ',
  '3.13': '3.13.1 | packaged by Anaconda, Inc. | (main, Dec 11 2024, 16:35:37) ',
};

/** The Python of an environment of conda, by its first two numbers. */
export function condaRelease(python: string): PythonRelease {
  const build = CONDA_RELEASES[python] ?? `${python}.0 (main, Dec 11 2024, 16:28:39) `;
  const [, version = python, text = ''] = /^(\S+) ([\s\S]*)$/.exec(build) ?? [];
  return { version, text: `${text}\n[GCC 11.2.0]` };
}

/** The Python of a system. */
export function pythonRelease(os: HostFacts['os']): PythonRelease {
  return RELEASES[os];
}
