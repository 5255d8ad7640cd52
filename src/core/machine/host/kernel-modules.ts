/** Modules of the kernel, as `lsmod` and `/proc/modules` show them. */
import type { HostFacts } from '../world.ts';

export interface KernelModule {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** How many use it. */
  readonly users: number;
  /** Modules among those that use it, with commas between. */
  readonly usedBy: string;
}

type Row = readonly [name: string, size: number, used: string];

const MODULES: readonly Row[] = [
  ['tls', 114_688, '0'],
  ['xt_conntrack', 16_384, '1'],
  ['nft_chain_nat', 16_384, '3'],
  ['nf_nat', 49_152, '2 nft_chain_nat,xt_MASQUERADE'],
  ['nf_conntrack', 172_032, '4 xt_conntrack,nf_nat,nf_conntrack_netlink,xt_MASQUERADE'],
  ['nf_defrag_ipv6', 24_576, '1 nf_conntrack'],
  ['nf_defrag_ipv4', 16_384, '1 nf_conntrack'],
  ['nf_tables', 258_048, '57 nft_compat,nft_chain_nat'],
  ['binfmt_misc', 24_576, '1'],
  ['nls_iso8859_1', 16_384, '1'],
  ['dm_multipath', 40_960, '0'],
  ['kvm', 1_032_192, '0'],
  ['crct10dif_pclmul', 16_384, '1'],
  ['crc32_pclmul', 16_384, '0'],
  ['ghash_clmulni_intel', 16_384, '0'],
  ['aesni_intel', 376_832, '0'],
  ['input_leds', 16_384, '0'],
  ['joydev', 32_768, '0'],
  ['serio_raw', 20_480, '0'],
  ['qemu_fw_cfg', 20_480, '0'],
  ['virtio_rng', 16_384, '0'],
  ['ip_tables', 32_768, '0'],
  ['x_tables', 53_248, '4 xt_conntrack,nft_compat,xt_MASQUERADE,ip_tables'],
  ['autofs4', 49_152, '2'],
  ['raid6_pq', 122_880, '0'],
  ['psmouse', 176_128, '0'],
  ['virtio_net', 61_440, '0'],
  ['net_failover', 20_480, '1 virtio_net'],
  ['failover', 16_384, '1 net_failover'],
  ['virtio_blk', 24_576, '3'],
  ['floppy', 118_784, '0'],
];
const GPU_MODULES: readonly Row[] = [
  ['nvidia_uvm', 1_544_192, '4'],
  ['nvidia_drm', 77_824, '0'],
  ['nvidia_modeset', 1_306_624, '1 nvidia_drm'],
  ['nvidia', 56_512_512, '72 nvidia_uvm,nvidia_modeset'],
  ['drm_kms_helper', 311_296, '1 nvidia_drm'],
  ['drm', 622_592, '4 drm_kms_helper,nvidia,nvidia_drm'],
];

/** The modules that a host has loaded. */
export function kernelModules(host: HostFacts): readonly KernelModule[] {
  const rows = [...(host.gpus.length > 0 ? GPU_MODULES : []), ...MODULES];
  return rows.map(([name, size, used]) => {
    const [users = '0', usedBy = ''] = used.split(' ');
    return { name, size, users: Number(users), usedBy };
  });
}

/** The lines of `/proc/modules`; addresses are hidden from everybody, as `kptr_restrict` asks. */
export function modulesText(host: HostFacts): string {
  return kernelModules(host)
    .map(({ name, size, users, usedBy }) => {
      const used = usedBy === '' ? '-' : `${usedBy},`;
      return `${name} ${size} ${users} ${used} Live 0x0000000000000000${name.startsWith('nvidia') ? ' (PO)' : ''}\n`;
    })
    .join('');
}
