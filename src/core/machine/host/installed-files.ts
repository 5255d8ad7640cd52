/** Files whose only purpose is that the system is as large as such systems are. */
import type { HostFacts } from '../world.ts';
import { FileList } from './base-file.ts';
import { hostDetails } from './host.ts';
import { systemFacts } from './systems.ts';

const MIB = 2 ** 20;
/** Disks smaller than this carry no large files of the system: a scenario that makes the disk scarce means its own files. */
const ROOMY_DISK = 32 * 2 ** 30;

/** Libraries, toolchain, package lists and archived journals: large where the disk has room for them. */
export function installedFiles(host: HostFacts): FileList {
  const { driver, installedAt } = hostDetails(host);
  const { python, glibc } = systemFacts(host.os);
  const libraries = '/usr/lib/x86_64-linux-gnu';
  const list = new FileList(installedAt)
    .directory(`/usr/lib/python${python}`)
    .directory('/usr/lib/python3')
    .directory('/usr/lib/python3/dist-packages')
    .directory(`/usr/local/lib/python${python}`)
    .directory(`/usr/local/lib/python${python}/dist-packages`)
    .directory('/usr/lib/modules')
    .directory(`/usr/lib/modules/${host.kernel}`)
    .directory('/usr/lib/firmware')
    .directory('/usr/lib/locale')
    .sparse(`${libraries}/libc.so.6`, 2_220_400, 0o755)
    .sparse(`${libraries}/libm-${glibc}.so`, 940_560)
    .sparse(`/boot/config-${host.kernel}`, 262_224)
    .link('/boot/vmlinuz', `vmlinuz-${host.kernel}`)
    .link('/boot/initrd.img', `initrd.img-${host.kernel}`);
  const roomy = host.disk >= ROOMY_DISK;
  const scale = roomy ? 1 : 0.01;
  const size = (mebibytes: number): number => Math.round(mebibytes * MIB * scale);
  const { codename, id } = systemFacts(host.os);
  const archive = id === 'ubuntu' ? 'archive.ubuntu.com_ubuntu' : 'deb.debian.org_debian';
  const packages = (part: string): string =>
    `/var/lib/apt/lists/${archive}_dists_${codename}_${part}_binary-amd64_Packages`;
  const { machineId } = hostDetails(host);
  list
    .directory('/usr/lib/gcc')
    .directory('/usr/lib/gcc/x86_64-linux-gnu')
    .directory('/usr/lib/gcc/x86_64-linux-gnu/11')
    .directory('/var/lib/apt/lists')
    .directory('/var/lib/command-not-found')
    .sparse(`/boot/vmlinuz-${host.kernel}`, size(11.1), 0o600)
    .sparse(`/boot/initrd.img-${host.kernel}`, size(104.7))
    .sparse(`/boot/System.map-${host.kernel}`, size(6), 0o600)
    .sparse(`/usr/lib/modules/${host.kernel}/modules.dep.bin`, size(0.6))
    .sparse(`/usr/lib/modules/${host.kernel}/modules.alias.bin`, size(1.4))
    .sparse('/usr/lib/gcc/x86_64-linux-gnu/11/cc1', size(26.9), 0o755)
    .sparse('/usr/lib/gcc/x86_64-linux-gnu/11/cc1plus', size(28.4), 0o755)
    .sparse('/usr/lib/gcc/x86_64-linux-gnu/11/lto1', size(25.8), 0o755)
    .sparse(`${libraries}/libLLVM-15.so.1`, size(110.2))
    .sparse(`${libraries}/libicudata.so.70.1`, size(28.2))
    .sparse(`${libraries}/libgo.so.21.0.0`, size(57.1))
    .sparse('/usr/lib/locale/locale-archive', size(2.9))
    .sparse('/var/cache/apt/pkgcache.bin', size(58.2))
    .sparse('/var/cache/apt/srcpkgcache.bin', size(58.1))
    .sparse('/var/lib/command-not-found/commands.db', size(2.6))
    .sparse(packages('universe'), size(62.7))
    .sparse(packages('main'), size(7.9))
    .sparse(
      `/var/log/journal/${machineId}/system@0006${machineId.slice(0, 12)}.journal`,
      size(128),
      0o640,
      'root:systemd-journal',
    )
    .sparse(
      `/var/log/journal/${machineId}/system@0007${machineId.slice(4, 16)}.journal`,
      size(128),
      0o640,
      'root:systemd-journal',
    );
  if (host.gpus.length > 0) {
    const cuda = '/usr/local/cuda-12.4';
    list
      .directory(cuda)
      .directory(`${cuda}/bin`)
      .directory(`${cuda}/lib64`)
      .directory(`${cuda}/include`)
      .directory(`${cuda}/nvvm`)
      .link('/usr/local/cuda', cuda)
      .sparse(`${cuda}/version.json`, 3_037)
      .sparse(`${cuda}/bin/nvcc`, size(19.6), 0o755)
      .sparse(`${cuda}/bin/nvdisasm`, size(47.6), 0o755)
      .sparse(`${cuda}/bin/ptxas`, size(29.3), 0o755)
      .sparse(`${cuda}/lib64/libcublasLt.so.12.4.5.8`, size(421.4))
      .sparse(`${cuda}/lib64/libcublasLt_static.a`, size(597.2))
      .sparse(`${cuda}/lib64/libcublas.so.12.4.5.8`, size(103.4))
      .sparse(`${cuda}/lib64/libcublas_static.a`, size(158.1))
      .sparse(`${cuda}/lib64/libcufft.so.11.2.1.3`, size(266.5))
      .sparse(`${cuda}/lib64/libcufft_static.a`, size(292.4))
      .sparse(`${cuda}/lib64/libcurand.so.10.3.5.147`, size(92.2))
      .sparse(`${cuda}/lib64/libcusolver.so.11.6.1.9`, size(117.6))
      .sparse(`${cuda}/lib64/libcusparse.so.12.3.1.170`, size(278.4))
      .sparse(`${cuda}/lib64/libcusparse_static.a`, size(311.7))
      .sparse(`${cuda}/lib64/libnvrtc.so.12.4.127`, size(56.8))
      .sparse(`${cuda}/lib64/libcudart.so.12.4.127`, size(0.7))
      .sparse(`${libraries}/libcuda.so.${driver}`, size(27.8))
      .link(`${libraries}/libcuda.so.1`, `libcuda.so.${driver}`)
      .sparse(`${libraries}/libnvidia-ml.so.${driver}`, size(2))
      .link(`${libraries}/libnvidia-ml.so.1`, `libnvidia-ml.so.${driver}`)
      .sparse(`${libraries}/libnvidia-eglcore.so.${driver}`, size(27))
      .sparse(`${libraries}/libcudnn_engines_precompiled.so.9.5.1`, size(546));
  }
  return list;
}
