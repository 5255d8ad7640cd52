/** `modinfo` and `lsusb`: what the kernel has loaded and what hangs on its buses. */
import type { ExecResult } from 'just-bash';
import { hostDetails } from '../../host/host.ts';
import { kernelModules } from '../../host/kernel-modules.ts';
import { drawFrom, textHash } from '../../host/random.ts';
import { type Call, fail, ok } from '../../shell/contracts.ts';
import type { HostFacts } from '../../world.ts';
import { getopt, has, optionValue } from '../getopt.ts';
import { type SystemTool, systemOf } from '../system-tool.ts';

/** Where a module lies below the folder of the kernel's modules, what it is, and its licence where that is not the usual one. */
const MODULES: Readonly<Record<string, readonly [folder: string, description: string, license?: string]>> = {
  aesni_intel: ['arch/x86/crypto', 'Rijndael (AES) Cipher Algorithm, Intel AES-NI instructions optimized'],
  autofs4: ['fs/autofs', ''],
  binfmt_misc: ['fs', ''],
  crc32_pclmul: ['arch/x86/crypto', ''],
  crct10dif_pclmul: ['arch/x86/crypto', 'T10 DIF CRC calculation accelerated with PCLMULQDQ.'],
  dm_multipath: ['drivers/md', 'device-mapper multipath target'],
  drm: ['drivers/gpu/drm', 'DRM shared core routines', 'GPL and additional rights'],
  drm_kms_helper: ['drivers/gpu/drm', 'DRM KMS helper', 'GPL and additional rights'],
  failover: ['net/core', 'Generic failover infrastructure/interface', 'GPL v2'],
  floppy: ['drivers/block', ''],
  ghash_clmulni_intel: ['arch/x86/crypto', 'GHASH hash function, accelerated by PCLMULQDQ-NI'],
  input_leds: ['drivers/input', 'Input -> LEDs Bridge', 'GPL v2'],
  ip_tables: ['net/ipv4/netfilter', 'IPv4 packet filter'],
  joydev: ['drivers/input', 'Joystick device interfaces'],
  kvm: ['arch/x86/kvm', ''],
  net_failover: ['drivers/net', 'Failover driver for Paravirtual drivers', 'GPL v2'],
  nf_conntrack: ['net/netfilter', ''],
  nf_defrag_ipv4: ['net/ipv4/netfilter', ''],
  nf_defrag_ipv6: ['net/ipv6/netfilter', ''],
  nf_nat: ['net/netfilter', ''],
  nf_tables: ['net/netfilter', ''],
  nft_chain_nat: ['net/netfilter', ''],
  nls_iso8859_1: ['fs/nls', '', 'Dual BSD/GPL'],
  psmouse: ['drivers/input/mouse', 'PS/2 mouse driver'],
  qemu_fw_cfg: ['drivers/firmware', 'QEMU fw_cfg sysfs support'],
  raid6_pq: ['lib/raid6', 'RAID6 Q-syndrome calculations'],
  serio_raw: ['drivers/input/serio', 'Raw serio driver'],
  tls: ['net/tls', 'Transport Layer Security Support', 'Dual BSD/GPL'],
  virtio_blk: ['drivers/block', 'Virtio block driver'],
  virtio_net: ['drivers/net', 'Virtio network driver'],
  virtio_rng: ['drivers/char/hw_random', 'Virtio random number driver'],
  x_tables: ['net/netfilter', '{ip,ip6,arp,eb}_tables backend module'],
  xt_conntrack: ['net/netfilter', 'Xtables: connection tracking state match'],
};

type Fields = readonly (readonly [name: string, value: string])[];

function fieldsOf(name: string, host: HostFacts): Fields {
  const folder = `/lib/modules/${host.kernel}`;
  const version = drawFrom(textHash(`${host.kernel} ${name}`), 'module')
    .hex(24)
    .toUpperCase();
  const magic = `${host.kernel} SMP mod_unload modversions `;
  if (name.startsWith('nvidia')) {
    const file = name.replaceAll('_', '-');
    const { driver } = hostDetails(host);
    return [
      ['filename', `${folder}/updates/dkms/${file}.ko`],
      ...(name === 'nvidia' ? ([['alias', 'char-major-195-*']] as const) : []),
      ['version', driver],
      ['supported', 'external'],
      ['license', name === 'nvidia_uvm' ? 'Dual MIT/GPL' : name === 'nvidia' ? 'NVIDIA' : 'Dual MIT/GPL'],
      ['srcversion', version],
      ['depends', name === 'nvidia' ? 'drm' : name === 'nvidia_drm' ? 'drm,drm_kms_helper,nvidia-modeset' : 'nvidia'],
      ['retpoline', 'Y'],
      ['name', name],
      ['vermagic', magic],
    ];
  }
  const [place = 'drivers', description = '', license = 'GPL'] = MODULES[name] ?? [];
  return [
    ['filename', `${folder}/kernel/${place}/${name}.ko`],
    ...(description === '' ? [] : ([['description', description]] as const)),
    ['license', license],
    ['srcversion', version],
    ['depends', dependsOn(name, host)],
    ['retpoline', 'Y'],
    ['intree', 'Y'],
    ['name', name],
    ['vermagic', magic],
  ];
}

/** The modules that a module uses. */
function dependsOn(name: string, host: HostFacts): string {
  return kernelModules(host)
    .filter(({ usedBy }) => usedBy.split(',').includes(name))
    .map((module) => module.name)
    .join(',');
}

function runModinfo(words: readonly string[], call: Call): ExecResult {
  const parsed = getopt('modinfo', words, {
    short: 'adlpn0F:k:b:Vh',
    long: { 'field=': 'F', filename: 'n', description: 'd', license: 'l', author: 'a', version: 'V' },
  });
  if (parsed.problem !== undefined) return fail(`${parsed.problem}\n`);
  if (has(parsed, 'V')) return ok('kmod version 29\n+ZSTD +XZ -ZLIB +LIBCRYPTO -EXPERIMENTAL\n');
  if (parsed.operands.length === 0) return fail('modinfo: ERROR: missing module or filename.\n');
  const { host } = systemOf(call).kernel.state;
  const known = new Set(kernelModules(host).map(({ name }) => name));
  const letters = { n: 'filename', d: 'description', l: 'license', a: 'author' } as const;
  const letter = (['n', 'd', 'l', 'a'] as const).find((option) => has(parsed, option));
  const only = optionValue(parsed, 'F') ?? (letter === undefined ? undefined : letters[letter]);
  let stdout = '';
  let stderr = '';
  for (const word of parsed.operands) {
    const name = word.replaceAll('-', '_');
    if (!known.has(name)) {
      stderr += `modinfo: ERROR: Module ${word} not found.\n`;
      continue;
    }
    for (const [field, value] of fieldsOf(name, host)) {
      if (only === undefined) stdout += `${`${field}:`.padEnd(16)}${value}\n`;
      else if (only === field) stdout += `${value}\n`;
    }
  }
  return { stdout, stderr, exitCode: stderr === '' ? 0 : 1 };
}

/** A virtual machine has no more than the bus itself. */
function runLsusb(words: readonly string[]): ExecResult {
  if (words.includes('-V') || words.includes('--version')) return ok('lsusb (usbutils) 014\n');
  if (words.includes('-t')) return ok('/:  Bus 01.Port 1: Dev 1, Class=root_hub, Driver=uhci_hcd/2p, 12M\n');
  return ok('Bus 001 Device 001: ID 1d6b:0001 Linux Foundation 1.1 root hub\n');
}

export const MODULE_TOOLS: readonly SystemTool[] = [
  { name: 'lsusb', path: '/usr/bin/lsusb', run: runLsusb },
  { name: 'modinfo', path: '/usr/sbin/modinfo', run: runModinfo },
];
