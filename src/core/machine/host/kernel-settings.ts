/** Settings of the kernel: `/proc/sys`, which `sysctl` shows and changes. */
import type { HostFacts } from '../world.ts';
import { hostDetails } from './host.ts';
import { threadsMax } from './thread-limits.ts';

/** What a stock server has, besides what follows from the host. */
const USUAL: Readonly<Record<string, string>> = {
  'fs.aio-max-nr': '65536',
  'fs.file-max': '9223372036854775807',
  'fs.inotify.max_queued_events': '16384',
  'fs.inotify.max_user_instances': '128',
  'fs.nr_open': '1048576',
  'fs.pipe-max-size': '1048576',
  'fs.protected_fifos': '1',
  'fs.protected_hardlinks': '1',
  'fs.protected_regular': '2',
  'fs.protected_symlinks': '1',
  'fs.suid_dumpable': '2',
  'kernel.core_pattern': '|/usr/share/apport/apport -p%p -s%s -c%c -d%d -P%P -u%u -g%g -- %E',
  'kernel.core_uses_pid': '0',
  'kernel.ctrl-alt-del': '0',
  'kernel.dmesg_restrict': '1',
  'kernel.domainname': '(none)',
  'kernel.kptr_restrict': '1',
  'kernel.modules_disabled': '0',
  'kernel.msgmax': '8192',
  'kernel.ngroups_max': '65536',
  'kernel.numa_balancing': '0',
  'kernel.ostype': 'Linux',
  'kernel.panic': '0',
  'kernel.panic_on_oops': '0',
  'kernel.perf_event_paranoid': '4',
  'kernel.pid_max': '4194304',
  'kernel.printk': '4\t4\t1\t7',
  'kernel.randomize_va_space': '2',
  'kernel.shmall': '18446744073692774399',
  'kernel.shmmax': '18446744073692774399',
  'kernel.shmmni': '4096',
  'kernel.sysrq': '176',
  'kernel.tainted': '0',
  'kernel.unprivileged_bpf_disabled': '2',
  'kernel.unprivileged_userns_clone': '1',
  'kernel.watchdog_thresh': '10',
  'kernel.yama.ptrace_scope': '1',
  'net.core.default_qdisc': 'fq_codel',
  'net.core.netdev_max_backlog': '1000',
  'net.core.rmem_default': '212992',
  'net.core.rmem_max': '212992',
  'net.core.somaxconn': '4096',
  'net.core.wmem_default': '212992',
  'net.core.wmem_max': '212992',
  'net.ipv4.conf.all.accept_redirects': '0',
  'net.ipv4.conf.all.forwarding': '0',
  'net.ipv4.conf.all.rp_filter': '2',
  'net.ipv4.conf.default.rp_filter': '2',
  'net.ipv4.icmp_echo_ignore_all': '0',
  'net.ipv4.ip_default_ttl': '64',
  'net.ipv4.ip_forward': '0',
  'net.ipv4.ip_local_port_range': '32768\t60999',
  'net.ipv4.ip_unprivileged_port_start': '1024',
  'net.ipv4.ping_group_range': '0\t2147483647',
  'net.ipv4.tcp_available_congestion_control': 'reno cubic',
  'net.ipv4.tcp_congestion_control': 'cubic',
  'net.ipv4.tcp_fin_timeout': '60',
  'net.ipv4.tcp_keepalive_intvl': '75',
  'net.ipv4.tcp_keepalive_probes': '9',
  'net.ipv4.tcp_keepalive_time': '7200',
  'net.ipv4.tcp_max_syn_backlog': '4096',
  'net.ipv4.tcp_rmem': '4096\t131072\t6291456',
  'net.ipv4.tcp_syncookies': '1',
  'net.ipv4.tcp_wmem': '4096\t16384\t4194304',
  'net.ipv6.conf.all.disable_ipv6': '0',
  'net.ipv6.conf.all.forwarding': '0',
  'net.ipv6.conf.default.disable_ipv6': '0',
  'vm.dirty_background_ratio': '10',
  'vm.dirty_expire_centisecs': '3000',
  'vm.dirty_ratio': '20',
  'vm.max_map_count': '65530',
  'vm.min_free_kbytes': '67584',
  'vm.mmap_min_addr': '65536',
  'vm.nr_hugepages': '0',
  'vm.overcommit_memory': '0',
  'vm.overcommit_ratio': '50',
  'vm.panic_on_oom': '0',
  'vm.swappiness': '60',
  'vm.vfs_cache_pressure': '100',
};

/** Settings that say what is and cannot be changed. */
const FIXED: ReadonlySet<string> = new Set([
  'kernel.modules_disabled',
  'kernel.ngroups_max',
  'kernel.osrelease',
  'kernel.ostype',
  'kernel.random.boot_id',
  'kernel.random.entropy_avail',
  'kernel.random.poolsize',
  'kernel.version',
  'net.ipv4.tcp_available_congestion_control',
]);

/** The settings of a host by name, sorted. */
export function kernelSettings(host: HostFacts): ReadonlyMap<string, string> {
  const details = hostDetails(host);
  const threads = String(threadsMax(host));
  const all: Readonly<Record<string, string>> = {
    ...USUAL,
    'fs.inotify.max_user_watches': String(Math.min(1_048_576, Math.floor(host.memory / 2 ** 17))),
    'kernel.hostname': host.hostname,
    'kernel.osrelease': host.kernel,
    'kernel.random.boot_id': details.bootId,
    'kernel.random.entropy_avail': '256',
    'kernel.random.poolsize': '256',
    'kernel.threads-max': threads,
    'kernel.version': details.kernelBuild,
    [`net.ipv4.conf.${host.addresses.interface}.forwarding`]: '0',
    [`net.ipv4.conf.${host.addresses.interface}.rp_filter`]: '2',
    ...details.kernelSettings,
  };
  return new Map(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Whether root can change a setting. */
export function isSettable(name: string): boolean {
  return !FIXED.has(name);
}

/** The name of the setting behind a path of `/proc/sys`; undefined for any other path. */
export function settingAt(path: string): string | undefined {
  return path.startsWith('/proc/sys/') ? path.slice('/proc/sys/'.length).replaceAll('/', '.') : undefined;
}

/** The path of a setting. */
export function settingPath(name: string): string {
  return `/proc/sys/${name.replaceAll('.', '/')}`;
}

/** Whether the kernel takes a value: numbers stay numbers, and as many. */
export function takesValue(before: string, value: string): boolean {
  const numbers = (text: string): number => (/^-?\d+(\s+-?\d+)*$/.test(text) ? text.split(/\s+/).length : 0);
  return numbers(before) === 0 || (numbers(value) > 0 && numbers(value) <= numbers(before));
}

/** The host with a setting changed. */
export function withSetting(host: HostFacts, name: string, value: string): HostFacts {
  if (name === 'kernel.hostname') return { ...host, hostname: value };
  const details = hostDetails(host);
  const kernelSettings = { ...details.kernelSettings, [name]: value.trim().replace(/\s+/g, '\t') };
  return { ...host, details: { ...details, kernelSettings } };
}
