/** How large programs are on the disk. */
import { textHash } from './random.ts';

/** Bytes of programs as Ubuntu 22.04 ships them, where somebody could know. */
const SIZES: Readonly<Record<string, number>> = {
  bash: 1_396_520,
  cat: 35_280,
  cp: 141_824,
  curl: 260_328,
  dash: 125_688,
  find: 282_088,
  git: 3_710_360,
  grep: 182_728,
  ip: 751_992,
  journalctl: 80_488,
  ls: 138_208,
  mv: 137_752,
  openssl: 999_056,
  'python3.10': 5_904_904,
  'python3.11': 6_831_736,
  'python3.12': 8_016_832,
  rm: 59_912,
  sed: 113_224,
  ssh: 846_888,
  sshd: 917_192,
  strings: 31_256,
  sudo: 232_416,
  su: 55_672,
  systemctl: 1_120_792,
  systemd: 1_849_992,
  tar: 517_768,
  tmux: 965_112,
  vim: 3_779_288,
  wget: 548_592,
};

/** Bytes of a program, by its name. */
export function programSize(name: string): number {
  return SIZES[name] ?? 31_000 + (textHash(name) % 2600) * 56;
}
