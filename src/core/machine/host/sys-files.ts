/** `/sys`: what the kernel says of the hardware, as far as people look at it. */
import type { HostFacts } from '../world.ts';
import { type BaseFile, FileList } from './base-file.ts';

const SECTOR = 512;

/** The files of `/sys` of a host. They are there from when it was started. */
export function sysFiles(host: HostFacts): readonly BaseFile[] {
  const list = new FileList(host.bootedAt);
  const folder = (path: string): FileList => list.directory(path, 0o755);
  const fact = (path: string, text: string, mode = 0o444): FileList => list.text(path, `${text}\n`, mode);
  for (const name of [
    'block',
    'bus',
    'class',
    'dev',
    'devices',
    'firmware',
    'hypervisor',
    'kernel',
    'module',
    'power',
  ]) {
    folder(`/sys/${name}`);
  }
  for (const path of [
    '/sys/class/net',
    '/sys/class/dmi',
    '/sys/class/block',
    '/sys/devices/system',
    '/sys/kernel/mm',
  ]) {
    folder(path);
  }
  const { interface: name, mac } = host.addresses;
  for (const [card, address, mtu, index, state] of [
    ['lo', '00:00:00:00:00:00', '65536', '1', 'unknown'],
    [name, mac, '1450', '2', 'up'],
  ] as const) {
    const at = `/sys/class/net/${card}`;
    folder(at);
    fact(`${at}/address`, address);
    fact(`${at}/mtu`, mtu, 0o644);
    fact(`${at}/ifindex`, index);
    fact(`${at}/operstate`, state);
    fact(`${at}/carrier`, '1', 0o644);
  }
  const products = [
    ['bios_vendor', 'SeaBIOS'],
    ['product_name', 'OpenStack Nova'],
    ['sys_vendor', 'OpenStack Foundation'],
    ['chassis_vendor', 'QEMU'],
  ] as const;
  folder('/sys/class/dmi/id');
  for (const [key, value] of products) fact(`/sys/class/dmi/id/${key}`, value);
  const processors = `0-${host.cpus - 1}`;
  folder('/sys/devices/system/cpu');
  for (const kind of ['online', 'possible', 'present']) fact(`/sys/devices/system/cpu/${kind}`, processors);
  folder('/sys/block/vda').text('/sys/block/vda/size', `${Math.floor(host.disk / SECTOR)}\n`, 0o444);
  folder('/sys/block/vda/queue').text('/sys/block/vda/queue/rotational', '1\n', 0o644);
  folder('/sys/kernel/mm/transparent_hugepage');
  fact('/sys/kernel/mm/transparent_hugepage/enabled', 'always [madvise] never', 0o644);
  if (host.gpus.length > 0) {
    folder('/sys/module/nvidia');
    folder('/sys/module/nvidia_uvm');
  }
  return list.files;
}
