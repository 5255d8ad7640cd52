/** The packages that the usual programs come from, besides those that the catalogue lists by their commands. */
const OWNERS: Readonly<Record<string, string>> = {
  'util-linux':
    'agetty blkid blockdev chrt dmesg findmnt flock hwclock ionice ipcs last lscpu lsipc lslogins lsmem lsns mcookie more mountpoint namei nsenter partx prlimit rename.ul rev runuser script setsid sulogin swaplabel taskset unshare utmpdump wall whereis',
  mount: 'losetup mount swapoff swapon umount',
  fdisk: 'cfdisk fdisk sfdisk',
  parted: 'parted partprobe',
  procps: 'free kill pgrep pidwait pkill pmap ps pwdx skill slabtop snice sysctl tload top uptime vmstat w watch',
  bash: 'bash bashbug clear_console',
  dash: 'dash sh',
  grep: 'egrep fgrep grep rgrep',
  findutils: 'find xargs',
  diffutils: 'cmp diff diff3 sdiff',
  gzip: 'gunzip gzexe gzip uncompress zcat zcmp zdiff zgrep zless zmore',
  sed: 'sed',
  tar: 'tar tarcat',
  hostname: 'dnsdomainname domainname hostname nisdomainname ypdomainname',
  login: 'faillog lastlog login newgrp nologin sg su',
  passwd: 'chage chfn chpasswd chsh expiry gpasswd groupadd groupdel groupmod passwd useradd userdel usermod',
  systemd:
    'busctl hostnamectl journalctl localectl loginctl networkctl resolvectl systemctl systemd-analyze systemd-cat systemd-cgls systemd-run timedatectl',
  kmod: 'depmod insmod kmod lsmod modinfo modprobe rmmod',
  usbutils: 'lsusb usb-devices',
  binutils: 'addr2line ar as nm objcopy objdump ranlib readelf size strings strip',
  bsdextrautils: 'col column hexdump look ul',
  'openssh-client': 'scp sftp ssh ssh-add ssh-agent ssh-copy-id ssh-keygen ssh-keyscan',
  'openssh-server': 'sshd',
  'init-system-helpers': 'invoke-rc.d service update-rc.d',
  'libc-bin': 'getconf getent iconv ldd locale localedef',
};

const PACKAGES = new Map(
  Object.entries(OWNERS).flatMap(([owner, names]) => names.split(' ').map((name) => [name, owner] as const)),
);

/** The package from which a program of the usual folders comes, by its path; undefined where that is not known here. */
export function ownerOf(path: string): string | undefined {
  const [, name] = /^\/(?:usr\/)?s?bin\/([^/]+)$/.exec(path) ?? [];
  return name === undefined ? undefined : PACKAGES.get(name);
}
