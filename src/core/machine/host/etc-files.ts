/** The files of `/etc` that people and programs look into. */
import type { HostFacts } from '../world.ts';
import { type Account, groupsOf } from './accounts.ts';
import { type BaseFile, FileList } from './base-file.ts';
import { CRONTAB, SSHD_CONFIG, SUDOERS } from './etc-texts.ts';
import { hostDetails } from './host.ts';
import { drawFrom } from './random.ts';
import { strftime } from './strftime.ts';
import { systemFacts } from './systems.ts';

function osRelease(host: HostFacts): string {
  const { prettyName, version, codename } = systemFacts(host.os);
  if (host.os === 'debian-12') {
    return `PRETTY_NAME="${prettyName}"
NAME="Debian GNU/Linux"
VERSION_ID="${version}"
VERSION="${version} (${codename})"
VERSION_CODENAME=${codename}
ID=debian
HOME_URL="https://www.debian.org/"
SUPPORT_URL="https://www.debian.org/support"
BUG_REPORT_URL="https://bugs.debian.org/"
`;
  }
  const names: Readonly<Record<string, string>> = { jammy: 'Jammy Jellyfish', noble: 'Noble Numbat' };
  const full = prettyName.replace(/^Ubuntu ([\d.]+) (LTS)$/, '$1 $2');
  return `PRETTY_NAME="${prettyName}"
NAME="Ubuntu"
VERSION_ID="${version}"
VERSION="${full} (${names[codename] ?? codename})"
VERSION_CODENAME=${codename}
ID=ubuntu
ID_LIKE=debian
HOME_URL="https://www.ubuntu.com/"
SUPPORT_URL="https://help.ubuntu.com/"
BUG_REPORT_URL="https://bugs.launchpad.net/ubuntu/"
PRIVACY_POLICY_URL="https://www.ubuntu.com/legal/terms-and-policies/privacy-policy"
UBUNTU_CODENAME=${codename}
${codename === 'noble' ? 'LOGO=ubuntu-logo\n' : ''}`;
}

function hosts(host: HostFacts): string {
  return `127.0.0.1 localhost
127.0.1.1 ${host.hostname}

# The following lines are desirable for IPv6 capable hosts
::1 ip6-localhost ip6-loopback
fe00::0 ip6-localnet
ff00::0 ip6-mcastprefix
ff02::1 ip6-allnodes
ff02::2 ip6-allrouters
ff02::3 ip6-allhosts
`;
}

function shadow(accounts: readonly Account[], installedAt: number, seed: number): string {
  const draw = drawFrom(seed, 'shadow');
  const day = Math.floor(installedAt / 86_400_000);
  const letters = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  const characters = (count: number): string =>
    Array.from({ length: count }, () => letters.charAt(draw.int(0, 63))).join('');
  return accounts
    .map(({ name, uid }) => {
      const person = uid >= 1000 && uid < 60_000;
      const secret = person ? `$y$j9T$${characters(22)}$${characters(43)}` : uid < 100 ? '*' : '!';
      return `${name}:${secret}:${day}:0:99999:7:::\n`;
    })
    .join('');
}

/** The key by which the ssh server of a host is known, as it stands in `known_hosts`. */
export function hostKey(seed: number): string {
  return `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${drawFrom(seed, 'host key').base64(43)}`;
}

function publicKey(host: HostFacts, seed: number): string {
  return `${hostKey(seed)} root@${host.hostname}\n`;
}

/** The form of a private key; no key that was ever made. */
function privateKey(seed: number): string {
  const known = 'b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZWQyNTUxOQAAACB';
  const body = `${known}${drawFrom(seed, 'private host key').base64(244)}==`;
  const lines = body.match(/.{1,70}/g) ?? [];
  // Put together here, so that no scanner takes this source for a file that holds a key.
  const mark = (word: string): string => `${'-'.repeat(5)}${word} OPENSSH PRIVATE KEY${'-'.repeat(5)}\n`;
  return `${mark('BEGIN')}${lines.join('\n')}\n${mark('END')}`;
}

function sources(host: HostFacts): BaseFile[] {
  const { codename } = systemFacts(host.os);
  const list = new FileList(hostDetails(host).installedAt);
  if (host.os === 'debian-12') {
    return list.text(
      '/etc/apt/sources.list',
      `deb http://deb.debian.org/debian ${codename} main
deb http://deb.debian.org/debian ${codename}-updates main
deb http://security.debian.org/debian-security ${codename}-security main
`,
    ).files;
  }
  const archive = 'http://archive.ubuntu.com/ubuntu';
  return list.text(
    '/etc/apt/sources.list',
    `deb ${archive} ${codename} main restricted universe multiverse
deb ${archive} ${codename}-updates main restricted universe multiverse
deb http://security.ubuntu.com/ubuntu ${codename}-security main restricted universe multiverse
`,
  ).files;
}

function network(host: HostFacts): BaseFile[] {
  const { interface: name, mac } = host.addresses;
  const list = new FileList(host.bootedAt);
  if (host.os === 'debian-12') {
    return list.directory('/etc/network').text(
      '/etc/network/interfaces',
      `# This file describes the network interfaces available on your system
# and how to activate them. For more information, see interfaces(5).

# The loopback network interface
auto lo
iface lo inet loopback

# The primary network interface
allow-hotplug ${name}
iface ${name} inet dhcp
`,
    ).files;
  }
  return list.directory('/etc/netplan').text(
    '/etc/netplan/50-cloud-init.yaml',
    `network:
    ethernets:
        ${name}:
            dhcp4: true
            match:
                macaddress: ${mac}
            set-name: ${name}
    version: 2
`,
    0o600,
  ).files;
}

/** Folders and files of `/etc`. `accounts` are those of the machine. */
export function etcFiles(host: HostFacts, accounts: readonly Account[], seed: number): readonly BaseFile[] {
  const system = systemFacts(host.os);
  const ubuntu = system.id === 'ubuntu';
  const { gateway, installedAt, machineId, rootUuid } = hostDetails(host);
  const groups = groupsOf(host);
  const label = ubuntu ? `Ubuntu ${system.prettyName.split(' ')[1]} LTS` : 'Debian GNU/Linux 12';
  const list = new FileList(installedAt)
    .directory('/etc')
    .directory('/etc/alternatives')
    .link('/etc/alternatives/editor', '/bin/nano')
    .link('/etc/alternatives/pager', '/usr/bin/less')
    .link('/usr/bin/editor', '/etc/alternatives/editor')
    .link('/usr/bin/pager', '/etc/alternatives/pager')
    .directory('/etc/apt')
    .directory('/etc/cron.d')
    .directory('/etc/cron.daily')
    .directory('/etc/cron.hourly')
    .directory('/etc/default')
    .directory('/etc/init.d')
    .directory('/etc/logrotate.d')
    .directory('/etc/pam.d')
    .directory('/etc/profile.d')
    .directory('/etc/security')
    .directory('/etc/skel')
    .directory('/etc/ssh')
    .directory('/etc/ssh/sshd_config.d')
    .directory('/etc/ssl')
    .directory('/etc/ssl/certs')
    .directory('/etc/sudoers.d', 0o750)
    .directory('/etc/systemd')
    .directory('/etc/systemd/system')
    .directory('/etc/systemd/system/multi-user.target.wants')
    .link('/etc/os-release', '../usr/lib/os-release')
    .text('/usr/lib/os-release', osRelease(host))
    .text('/etc/hostname', `${host.hostname}\n`)
    .text('/etc/hosts', hosts(host))
    .text('/etc/machine-id', `${machineId}\n`, 0o444)
    .text('/etc/debian_version', `${system.debianVersion}\n`)
    .text('/etc/issue', `${label} \\n \\l\n\n`)
    .text('/etc/issue.net', `${label}\n`)
    .text('/etc/timezone', 'Etc/UTC\n')
    .link('/etc/localtime', '/usr/share/zoneinfo/Etc/UTC')
    .link('/etc/mtab', '../proc/self/mounts')
    .text(
      '/etc/shells',
      '# /etc/shells: valid login shells\n/bin/sh\n/bin/bash\n/usr/bin/bash\n/bin/rbash\n/usr/bin/rbash\n/usr/bin/sh\n/bin/dash\n/usr/bin/dash\n',
    )
    .text(
      '/etc/passwd',
      accounts.map((a) => `${a.name}:x:${a.uid}:${a.gid}:${a.gecos}:${a.home}:${a.shell}\n`).join(''),
    )
    .text('/etc/group', groups.map((g) => `${g.name}:x:${g.gid}:${g.members.join(',')}\n`).join(''))
    .text('/etc/shadow', shadow(accounts, installedAt, seed), 0o640, 'root:shadow')
    .text('/etc/gshadow', groups.map((g) => `${g.name}:*::${g.members.join(',')}\n`).join(''), 0o640, 'root:shadow')
    .text(
      '/etc/fstab',
      ubuntu
        ? `LABEL=cloudimg-rootfs	/	 ext4	discard,errors=remount-ro	0 1\nLABEL=UEFI	/boot/efi	vfat	umask=0077	0 1\n`
        : `# /etc/fstab: static file system information\nUUID=${rootUuid} / ext4 rw,discard,errors=remount-ro,x-systemd.growfs 0 1\nUUID=${rootUuid.slice(0, 4).toUpperCase()}-${rootUuid.slice(4, 8).toUpperCase()} /boot/efi vfat defaults 0 0\n`,
    )
    .text('/etc/crontab', CRONTAB)
    .text('/etc/sudoers', SUDOERS, 0o440)
    .text(
      '/etc/environment',
      'PATH="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/games:/usr/local/games:/snap/bin"\n',
    )
    .text(
      '/etc/nsswitch.conf',
      'passwd:         files systemd\ngroup:          files systemd\nshadow:         files\ngshadow:        files\n\nhosts:          files dns\nnetworks:       files\n\nprotocols:      db files\nservices:       db files\nethers:         db files\nrpc:            db files\n\nnetgroup:       nis\n',
    )
    .text(
      '/etc/profile',
      '# /etc/profile: system-wide .profile file for the Bourne shell (sh(1))\n\nif [ -d /etc/profile.d ]; then\n  for i in /etc/profile.d/*.sh; do\n    if [ -r $i ]; then\n      . $i\n    fi\n  done\n  unset i\nfi\n',
    )
    .text(
      '/etc/bash.bashrc',
      "# System-wide .bashrc file for interactive bash(1) shells.\n\n# If not running interactively, don't do anything\n[ -z \"$PS1\" ] && return\n\nshopt -s checkwinsize\n\nPS1='\\u@\\h:\\w\\$ '\n",
    )
    .text(
      '/etc/login.defs',
      'MAIL_DIR        /var/mail\nUMASK           022\nUID_MIN                  1000\nUID_MAX                 60000\nGID_MIN                  1000\nGID_MAX                 60000\nENCRYPT_METHOD YESCRYPT\n',
    )
    .text(
      '/etc/sysctl.conf',
      '#\n# /etc/sysctl.conf - Configuration file for setting system variables\n# See /etc/sysctl.d/ for additional system variables.\n#\n',
    )
    .text('/etc/ssh/sshd_config', SSHD_CONFIG)
    .text(
      '/etc/ssh/ssh_config',
      '# This is the ssh client system-wide configuration file.\n\nInclude /etc/ssh/ssh_config.d/*.conf\n\nHost *\n    SendEnv LANG LC_*\n    HashKnownHosts yes\n    GSSAPIAuthentication yes\n',
    )
    .text('/etc/ssh/ssh_host_ed25519_key', privateKey(seed), 0o600)
    .text('/etc/ssh/ssh_host_ed25519_key.pub', publicKey(host, seed))
    .sparse('/etc/ssl/certs/ca-certificates.crt', 213_777)
    .link('/etc/systemd/system/multi-user.target.wants/cron.service', '/lib/systemd/system/cron.service')
    .link('/etc/systemd/system/multi-user.target.wants/ssh.service', '/lib/systemd/system/ssh.service')
    .text(
      '/etc/cron.d/e2scrub_all',
      '30 3 * * 0 root test -e /run/systemd/system || SERVICE_MODE=1 /usr/lib/x86_64-linux-gnu/e2fsprogs/e2scrub_all_cron\n10 3 * * * root test -e /run/systemd/system || SERVICE_MODE=1 /sbin/e2scrub_all -A -r\n',
    );
  if (ubuntu) {
    list
      .link('/etc/resolv.conf', '../run/systemd/resolve/stub-resolv.conf')
      .text(
        '/etc/lsb-release',
        `DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=${system.version}\nDISTRIB_CODENAME=${system.codename}\nDISTRIB_DESCRIPTION="${system.prettyName}"\n`,
      )
      .directory('/run/systemd')
      .directory('/run/systemd/resolve', 0o755, 'systemd-resolve:systemd-resolve')
      .text(
        '/run/systemd/resolve/stub-resolv.conf',
        '# This is /run/systemd/resolve/stub-resolv.conf managed by man:systemd-resolved(8).\n# Do not edit.\n\nnameserver 127.0.0.53\noptions edns0 trust-ad\nsearch .\n',
        0o644,
        'systemd-resolve:systemd-resolve',
      );
  } else {
    list.text('/etc/resolv.conf', `nameserver ${gateway}\n`);
  }
  list.text(
    '/etc/motd',
    ubuntu
      ? ''
      : `\nThe programs included with the Debian GNU/Linux system are free software.\n\nLast update: ${strftime('%F', installedAt)}\n`,
  );
  return [...list.files, ...sources(host), ...network(host)];
}
