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

/** The Python of a system. */
export function pythonRelease(os: HostFacts['os']): PythonRelease {
  return RELEASES[os];
}
