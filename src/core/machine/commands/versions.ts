/** Versions of the packages that a distribution ships, for `--version`. */
import type { HostFacts } from '../world.ts';

type Os = HostFacts['os'];

/** Version of procps-ng: `ps`, `free`, `uptime`, `pgrep`, `top`, `w`. */
export function procpsVersion(os: Os): string {
  return { 'ubuntu-22.04': '3.3.17', 'ubuntu-24.04': '4.0.4', 'debian-12': '4.0.2' }[os];
}

/** Version of GNU coreutils. */
export function coreutilsVersion(os: Os): string {
  return { 'ubuntu-22.04': '8.32', 'ubuntu-24.04': '9.4', 'debian-12': '9.1' }[os];
}

/** Version of util-linux: `lscpu`, `lsblk`, `mount`, `dmesg`, `last`. */
export function utilLinuxVersion(os: Os): string {
  return { 'ubuntu-22.04': '2.37.2', 'ubuntu-24.04': '2.39.3', 'debian-12': '2.38.1' }[os];
}

/** Version of iproute2: `ss`, `ip`. */
export function iprouteVersion(os: Os): string {
  return { 'ubuntu-22.04': '5.15.0', 'ubuntu-24.04': '6.1.0', 'debian-12': '6.1.0' }[os];
}

/** Version of psmisc: `killall`, `pstree`, `fuser`. */
export function psmiscVersion(os: Os): string {
  return { 'ubuntu-22.04': '23.4', 'ubuntu-24.04': '23.7', 'debian-12': '23.6' }[os];
}
