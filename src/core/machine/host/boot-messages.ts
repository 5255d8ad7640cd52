/** What the kernel said while the host started: `dmesg`, `/var/log/dmesg` and `/var/log/kern.log` show it. */
import type { HostFacts } from '../world.ts';
import { hostDetails } from './host.ts';
import { drawFrom, textHash } from './random.ts';
import { systemFacts } from './systems.ts';

export interface BootMessage {
  /** Seconds after the start of the kernel. */
  readonly at: number;
  readonly text: string;
}

/** The command line that the kernel was started with. */
export function kernelCommandLine(host: HostFacts): string {
  const { rootUuid } = hostDetails(host);
  return systemFacts(host.os).id === 'ubuntu'
    ? `BOOT_IMAGE=/boot/vmlinuz-${host.kernel} root=LABEL=cloudimg-rootfs ro console=tty1 console=ttyS0`
    : `BOOT_IMAGE=/boot/vmlinuz-${host.kernel} root=UUID=${rootUuid} ro console=tty0 console=ttyS0,115200 earlyprintk=ttyS0,115200 consoleblank=0`;
}

/** What `/proc/version` says. */
export function kernelVersion(host: HostFacts): string {
  const builder = systemFacts(host.os).id === 'ubuntu' ? 'buildd@lcy02-amd64-080' : 'debian-kernel@lists.debian.org';
  return `Linux version ${host.kernel} (${builder}) (${systemFacts(host.os).compiler}) ${hostDetails(host).kernelBuild}`;
}

/** Messages of the kernel from its start until the host is up, in order. They follow from the host alone. */
export function bootMessages(host: HostFacts): readonly BootMessage[] {
  const { rootDevice, driver, machineId } = hostDetails(host);
  const draw = drawFrom(textHash(machineId), 'boot');
  const disk = rootDevice.replace('/dev/', '').replace(/\d+$/, '');
  const sectors = Math.floor(host.disk / 512);
  const kib = Math.floor(host.memory / 1024);
  const { interface: network } = host.addresses;
  const messages: BootMessage[] = [];
  let at = 0;
  const say = (pause: number, ...texts: readonly string[]): void => {
    at += pause === 0 ? 0 : pause * (0.6 + draw.int(0, 800) / 1000);
    for (const text of texts) messages.push({ at, text });
  };
  say(
    0,
    kernelVersion(host),
    `Command line: ${kernelCommandLine(host)}`,
    'BIOS-provided physical RAM map:',
    'BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff] usable',
    'BIOS-e820: [mem 0x00000000000f0000-0x00000000000fffff] reserved',
    'BIOS-e820: [mem 0x0000000000100000-0x00000000bffd8fff] usable',
    'NX (Execute Disable) protection: active',
    'SMBIOS 2.8 present.',
    'DMI: OpenStack Foundation OpenStack Nova, BIOS 1.15.0-1 04/01/2014',
    'Hypervisor detected: KVM',
  );
  say(0.01, `tsc: Detected ${hostDetails(host).processor.mhz.toFixed(3)} MHz processor`);
  say(
    0.05,
    `Memory: ${kib - 214_372}K/${kib}K available (16393K kernel code, 4378K rwdata, 10844K rodata, 3240K init, 18588K bss, 214112K reserved, 0K cma-reserved)`,
  );
  say(
    0.2,
    `smpboot: CPU0: ${host.cpuModel} (family: 0x${hostDetails(host).processor.family.toString(16)}, model: 0x${hostDetails(host).processor.model.toString(16)}, stepping: 0x${hostDetails(host).processor.stepping.toString(16)})`,
  );
  say(0.3, `smp: Brought up 1 node, ${host.cpus} CPUs`);
  say(0.1, 'devtmpfs: initialized');
  say(0.3, 'PCI: Using configuration type 1 for base access');
  say(
    0.4,
    'virtio_blk virtio2: [' +
      `${disk}] ${sectors} 512-byte logical blocks (${(host.disk / 1e9).toFixed(0)} GB/${(host.disk / 2 ** 30).toFixed(0)} GiB)`,
  );
  say(0.01, ` ${disk}: ${disk}1 ${disk}14 ${disk}15`);
  say(0.2, `virtio_net virtio0 ${network}: renamed from eth0`);
  say(0.6, `EXT4-fs (${disk}1): mounted filesystem with ordered data mode. Opts: (null). Quota mode: none.`);
  say(0.5, `systemd[1]: systemd ${systemFacts(host.os).systemd} running in system mode.`);
  say(0.01, 'systemd[1]: Detected virtualization kvm.');
  say(0.001, 'systemd[1]: Detected architecture x86-64.');
  say(0.02, `systemd[1]: Hostname set to <${host.hostname}>.`);
  say(0.9, `EXT4-fs (${disk}1): re-mounted. Opts: discard,errors=remount-ro. Quota mode: none.`);
  say(0.8, `systemd-journald[${draw.int(300, 480)}]: Received client request to flush runtime journal.`);
  if (host.gpus.length > 0) {
    say(
      1.4,
      'nvidia: loading out-of-tree module taints kernel.',
      "nvidia: module license 'NVIDIA' taints kernel.",
      'Disabling lock debugging due to kernel taint',
    );
    say(0.4, 'nvidia-nvlink: Nvlink Core is being initialized, major device number 235');
    for (const gpu of host.gpus) {
      say(0.05, `nvidia ${gpu.busId.slice(4).toLowerCase()}: enabling device (0000 -> 0002)`);
    }
    say(0.6, `NVRM: loading NVIDIA UNIX x86_64 Kernel Module  ${driver}  Wed Oct  9 19:24:52 UTC 2024`);
    say(0.3, `nvidia-modeset: Loading NVIDIA Kernel Mode Setting Driver for UNIX platforms  ${driver}`);
    say(0.05, '[drm] [nvidia-drm] [GPU ID 0x00000004] Loading driver');
    say(0.1, 'nvidia-uvm: Loaded the UVM driver, major device number 510.');
  }
  say(0.9, `IPv6: ADDRCONF(NETDEV_CHANGE): ${network}: link becomes ready`);
  return messages;
}
