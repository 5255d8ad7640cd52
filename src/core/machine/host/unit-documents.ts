/** What the units of a distribution say of themselves besides their description. */

/** Manual pages that a unit names, by its name. */
const DOCS: Readonly<Record<string, readonly string[]>> = {
  'apparmor.service': ['man:apparmor(7)', 'https://gitlab.com/apparmor/apparmor/wikis/home/'],
  'atd.service': ['man:atd(8)'],
  'cron.service': ['man:cron(8)'],
  'dbus.service': ['man:dbus-daemon(1)'],
  'getty@tty1.service': [
    'man:agetty(8)',
    'man:systemd-getty-generator(8)',
    'http://0pointer.de/blog/projects/serial-console.html',
  ],
  'irqbalance.service': ['man:irqbalance(1)', 'https://github.com/Irqbalance/irqbalance'],
  'rsyslog.service': ['man:rsyslogd(8)', 'man:rsyslog.conf(5)', 'https://www.rsyslog.com/doc/'],
  'serial-getty@ttyS0.service': [
    'man:agetty(8)',
    'man:systemd-getty-generator(8)',
    'http://0pointer.de/blog/projects/serial-console.html',
  ],
  'ssh.service': ['man:sshd(8)', 'man:sshd_config(5)'],
  'systemd-journald.service': ['man:systemd-journald.service(8)', 'man:journald.conf(5)'],
  'systemd-logind.service': [
    'man:sd-login(3)',
    'man:systemd-logind.service(8)',
    'man:logind.conf(5)',
    'man:org.freedesktop.login1(5)',
  ],
  'systemd-networkd.service': ['man:systemd-networkd.service(8)'],
  'systemd-resolved.service': [
    'man:systemd-resolved.service(8)',
    'man:org.freedesktop.resolve1(5)',
    'https://www.freedesktop.org/wiki/Software/systemd/writing-network-configuration-managers',
    'https://www.freedesktop.org/wiki/Software/systemd/writing-resolver-clients',
  ],
  'systemd-timesyncd.service': ['man:systemd-timesyncd.service(8)'],
  'systemd-udevd.service': ['man:systemd-udevd.service(8)', 'man:udev(7)'],
  'unattended-upgrades.service': ['man:unattended-upgrade(8)'],
};
/** Sockets that start a service, by its name. */
const SOCKETS: Readonly<Record<string, readonly string[]>> = {
  'dbus.service': ['dbus.socket'],
  'multipathd.service': ['multipathd.socket'],
  'rsyslog.service': ['syslog.socket'],
  'systemd-journald.service': [
    'systemd-journald-audit.socket',
    'systemd-journald-dev-log.socket',
    'systemd-journald.socket',
  ],
  'systemd-networkd.service': ['systemd-networkd.socket'],
  'systemd-udevd.service': ['systemd-udevd-control.socket', 'systemd-udevd-kernel.socket'],
};
/** What a service says of its state. */
const STATUS: Readonly<Record<string, string>> = {
  'multipathd.service': 'up',
  'systemd-journald.service': 'Processing requests...',
  'systemd-logind.service': 'Processing requests...',
  'systemd-networkd.service': 'Processing requests...',
  'systemd-resolved.service': 'Processing requests...',
  'systemd-timesyncd.service': 'Initial synchronization to time server 185.125.190.57:123 (ntp.ubuntu.com).',
  'systemd-udevd.service': 'Processing with 24 children at max',
};

/** The manual pages, sockets and state of a unit of the distribution, as far as it has some. */
export function unitDocuments(name: string): {
  readonly docs: readonly string[];
  readonly sockets: readonly string[];
  readonly status: string | undefined;
} {
  return { docs: DOCS[name] ?? [], sockets: SOCKETS[name] ?? [], status: STATUS[name] };
}
