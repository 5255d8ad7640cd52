/** The operating systems that a host can run: what they call themselves and which kernels they came with. */
import type { HostFacts } from '../world.ts';

type Os = HostFacts['os'];

export interface KernelRelease {
  /** `uname -r`. */
  readonly release: string;
  /** `uname -v`. */
  readonly build: string;
  /** Date of the build: a host cannot have booted it before. */
  readonly since: string;
}

export interface SystemFacts {
  readonly id: 'ubuntu' | 'debian';
  /** `VERSION_ID` of os-release. */
  readonly version: string;
  readonly codename: string;
  /** `PRETTY_NAME` of os-release. */
  readonly prettyName: string;
  readonly debianVersion: string;
  /** The distribution's Python, `3.10`. */
  readonly python: string;
  readonly glibc: string;
  readonly openssh: string;
  readonly systemd: string;
  /** The compiler that built the kernel, as `/proc/version` names it. */
  readonly compiler: string;
  /** Oldest first. */
  readonly kernels: readonly [KernelRelease, ...KernelRelease[]];
}

const SYSTEMS: Readonly<Record<Os, SystemFacts>> = {
  'ubuntu-22.04': {
    id: 'ubuntu',
    version: '22.04',
    codename: 'jammy',
    prettyName: 'Ubuntu 22.04.5 LTS',
    debianVersion: 'bookworm/sid',
    python: '3.10',
    glibc: '2.35',
    openssh: 'OpenSSH_8.9p1 Ubuntu-3ubuntu0.10',
    systemd: '249 (249.11-0ubuntu3.12)',
    compiler: 'gcc (Ubuntu 11.4.0-1ubuntu1~22.04) 11.4.0, GNU ld (GNU Binutils for Ubuntu) 2.38',
    kernels: [
      { release: '5.15.0-119-generic', build: '#129-Ubuntu SMP Fri Aug 2 19:25:20 UTC 2024', since: '2024-08-02' },
      { release: '5.15.0-122-generic', build: '#132-Ubuntu SMP Thu Aug 29 13:45:52 UTC 2024', since: '2024-08-29' },
      { release: '5.15.0-124-generic', build: '#134-Ubuntu SMP Fri Sep 27 20:20:17 UTC 2024', since: '2024-09-27' },
      { release: '5.15.0-126-generic', build: '#136-Ubuntu SMP Wed Nov 6 10:38:22 UTC 2024', since: '2024-11-06' },
    ],
  },
  'ubuntu-24.04': {
    id: 'ubuntu',
    version: '24.04',
    codename: 'noble',
    prettyName: 'Ubuntu 24.04.1 LTS',
    debianVersion: 'trixie/sid',
    python: '3.12',
    glibc: '2.39',
    openssh: 'OpenSSH_9.6p1 Ubuntu-3ubuntu13.5',
    systemd: '255 (255.4-1ubuntu8.4)',
    compiler: 'x86_64-linux-gnu-gcc-13 (Ubuntu 13.2.0-23ubuntu4) 13.2.0, GNU ld (GNU Binutils for Ubuntu) 2.42',
    kernels: [
      {
        release: '6.8.0-48-generic',
        build: '#48-Ubuntu SMP PREEMPT_DYNAMIC Fri Sep 27 14:04:52 UTC 2024',
        since: '2024-09-27',
      },
      {
        release: '6.8.0-49-generic',
        build: '#49-Ubuntu SMP PREEMPT_DYNAMIC Mon Nov  4 02:06:24 UTC 2024',
        since: '2024-11-04',
      },
      {
        release: '6.8.0-51-generic',
        build: '#52-Ubuntu SMP PREEMPT_DYNAMIC Thu Dec  5 13:09:44 UTC 2024',
        since: '2024-12-05',
      },
    ],
  },
  'debian-12': {
    id: 'debian',
    version: '12',
    codename: 'bookworm',
    prettyName: 'Debian GNU/Linux 12 (bookworm)',
    debianVersion: '12.8',
    python: '3.11',
    glibc: '2.36',
    openssh: 'OpenSSH_9.2p1 Debian-2+deb12u3',
    systemd: '252 (252.31-1~deb12u1)',
    compiler: 'gcc-12 (Debian 12.2.0-14) 12.2.0, GNU ld (GNU Binutils for Debian) 2.40',
    kernels: [
      {
        release: '6.1.0-25-amd64',
        build: '#1 SMP PREEMPT_DYNAMIC Debian 6.1.106-3 (2024-08-26)',
        since: '2024-08-26',
      },
      {
        release: '6.1.0-27-amd64',
        build: '#1 SMP PREEMPT_DYNAMIC Debian 6.1.115-1 (2024-11-01)',
        since: '2024-11-01',
      },
      {
        release: '6.1.0-28-amd64',
        build: '#1 SMP PREEMPT_DYNAMIC Debian 6.1.119-1 (2024-11-22)',
        since: '2024-11-22',
      },
    ],
  },
};

/** What an operating system calls itself. */
export function systemFacts(os: Os): SystemFacts {
  return SYSTEMS[os];
}

/** Kernels that a host which booted then (milliseconds since 1970) can run; the oldest known one for an older host. */
export function kernelsAt(os: Os, bootedAt: number): readonly [KernelRelease, ...KernelRelease[]] {
  const [oldest, ...later] = SYSTEMS[os].kernels;
  return [oldest, ...later.filter((kernel) => Date.parse(kernel.since) + 7 * 86_400_000 <= bootedAt)];
}
