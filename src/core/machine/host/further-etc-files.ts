/** Settings in `/etc` that every server of the distributions has and that few look into. */
import type { HostFacts } from '../world.ts';
import { type BaseFile, FileList } from './base-file.ts';
import { hostDetails } from './host.ts';
import { systemFacts } from './systems.ts';

const TEXTS: Readonly<Record<string, string>> = {
  'adduser.conf':
    "# /etc/adduser.conf: `adduser' configuration.\n\nDSHELL=/bin/bash\nDHOME=/home\nGROUPHOMES=no\nLETTERHOMES=no\nSKEL=/etc/skel\nFIRST_SYSTEM_UID=100\nLAST_SYSTEM_UID=999\nFIRST_UID=1000\nLAST_UID=59999\nUSERGROUPS=yes\nDIR_MODE=0750\n",
  'ca-certificates.conf': 'mozilla/ISRG_Root_X1.crt\nmozilla/DigiCert_Global_Root_G2.crt\nmozilla/GTS_Root_R1.crt\n',
  'debconf.conf':
    '# This is the main config file for debconf.\nConfig: configdb\nTemplates: templatedb\n\nName: config\nDriver: Stack\nStack: config.dat\n',
  'deluser.conf':
    "# /etc/deluser.conf: `deluser' configuration.\n\nREMOVE_HOME = 0\nREMOVE_ALL_FILES = 0\nBACKUP = 0\n",
  'fuse.conf': '# The file /etc/fuse.conf allows for the following parameters:\n#\n#user_allow_other\n',
  'gai.conf': '# Configuration for getaddrinfo(3).\n#\n#precedence ::ffff:0:0/96  100\n',
  'host.conf': '# The "order" line is only used by old versions of the C library.\norder hosts,bind\nmulti on\n',
  'ld.so.conf': 'include /etc/ld.so.conf.d/*.conf\n\n',
  'ld.so.conf.d/libc.conf': '# libc default configuration\n/usr/local/lib\n',
  'ld.so.conf.d/x86_64-linux-gnu.conf':
    '# Multiarch support\n/usr/local/lib/x86_64-linux-gnu\n/lib/x86_64-linux-gnu\n/usr/lib/x86_64-linux-gnu\n',
  'libaudit.conf': '# This is the configuration file for libaudit tunables.\nfailure_action = IGNORE\n',
  'logrotate.conf':
    '# see "man logrotate" for details\n\nweekly\nsu root adm\nrotate 4\ncreate\n#dateext\n#compress\ninclude /etc/logrotate.d\n',
  'mke2fs.conf':
    '[defaults]\n\tbase_features = sparse_super,large_file,filetype,resize_inode,dir_index,ext_attr\n\tdefault_mntopts = acl,user_xattr\n\tenable_periodic_fsck = 0\n\tblocksize = 4096\n\tinode_size = 256\n\tinode_ratio = 16384\n',
  networks: '# symbolic names for networks, see networks(5) for more information\nlink-local 169.254.0.0\n',
  'pam.conf': "# The PAM configuration file for the `login' service lives in /etc/pam.d/.\n",
  protocols:
    '# Internet (IP) protocols\nip\t0\tIP\t\t# internet protocol, pseudo protocol number\nicmp\t1\tICMP\t\t# internet control message protocol\ntcp\t6\tTCP\t\t# transmission control protocol\nudp\t17\tUDP\t\t# user datagram protocol\n',
  services:
    '# Network services, Internet style\n\nssh\t\t22/tcp\t\t\t\t# SSH Remote Login Protocol\nsmtp\t\t25/tcp\t\tmail\ndomain\t\t53/tcp\t\t\t\t# Domain Name Server\ndomain\t\t53/udp\nhttp\t\t80/tcp\t\twww\t\t# WorldWideWeb HTTP\nntp\t\t123/udp\t\t\t\t# Network Time Protocol\nhttps\t\t443/tcp\t\t\t\t# http protocol over TLS/SSL\nmysql\t\t3306/tcp\npostgresql\t5432/tcp\tpostgres\t# PostgreSQL Database\nhttp-alt\t8080/tcp\twebcache\t# WWW caching service\n',
  'sysctl.d/10-network-security.conf':
    '# Turn on Source Address Verification in all interfaces\nnet.ipv4.conf.default.rp_filter=2\nnet.ipv4.conf.all.rp_filter=2\n',
  'sysctl.d/10-kernel-hardening.conf': 'kernel.kptr_restrict = 1\n',
  'systemd/journald.conf': '[Journal]\n#Storage=auto\n#Compress=yes\n#SystemMaxUse=\n#ForwardToSyslog=yes\n',
  'systemd/logind.conf': '[Login]\n#NAutoVTs=6\n#ReserveVT=6\n#KillUserProcesses=no\n',
  'systemd/resolved.conf': '[Resolve]\n#DNS=\n#FallbackDNS=\n#Domains=\n#DNSStubListener=yes\n',
  'systemd/system.conf': '[Manager]\n#LogLevel=info\n#DefaultTimeoutStartSec=90s\n#DefaultTasksMax=15%\n',
  'systemd/timesyncd.conf': '[Time]\n#NTP=\n#FallbackNTP=ntp.ubuntu.com\n',
  'ucf.conf': '# This file is a bourne shell snippet, and is sourced by the\n# ucf script for configuration.\n',
  'udev/udev.conf': '# see udev.conf(5) for details\n#\n#udev_log=info\n',
  'xattr.conf': '# /etc/xattr.conf\n#\n# Format:\n# <pattern> <action>\n\nsystem.nfs4_acl\t\t\tpermissions\n',
};

/** What only Ubuntu has. */
const UBUNTU: Readonly<Record<string, string>> = {
  'apt/apt.conf.d/20auto-upgrades':
    'APT::Periodic::Update-Package-Lists "1";\nAPT::Periodic::Unattended-Upgrade "1";\n',
  'multipath.conf': 'defaults {\n    user_friendly_names yes\n}\n',
  'rsyslog.conf':
    '# /etc/rsyslog.conf configuration file for rsyslog\n\nmodule(load="imuxsock") # provides support for local system logging\nmodule(load="imklog" permitnonkernelfacility="on")\n\n$FileOwner syslog\n$FileGroup adm\n$FileCreateMode 0640\n$Umask 0022\n$IncludeConfig /etc/rsyslog.d/*.conf\n',
  'rsyslog.d/50-default.conf':
    'auth,authpriv.*\t\t\t/var/log/auth.log\n*.*;auth,authpriv.none\t\t-/var/log/syslog\nkern.*\t\t\t\t-/var/log/kern.log\n',
};

/** Scripts of the daily and weekly jobs of cron, and their packages. */
const JOBS = [
  'cron.daily/apt-compat',
  'cron.daily/dpkg',
  'cron.daily/logrotate',
  'cron.daily/man-db',
  'cron.weekly/man-db',
];

/** These files, as old as the installation. */
export function furtherEtcFiles(host: HostFacts): readonly BaseFile[] {
  const ubuntu = systemFacts(host.os).id === 'ubuntu';
  const list = new FileList(hostDetails(host).installedAt);
  const texts = { ...TEXTS, ...(ubuntu ? UBUNTU : {}) };
  const paths = [...Object.keys(texts), ...JOBS, 'cron.monthly/.placeholder', 'cron.hourly/.placeholder'];
  for (const path of paths) {
    const at = path.lastIndexOf('/');
    if (at !== -1) list.directory(`/etc/${path.slice(0, at)}`);
  }
  list.directory('/etc/apt');
  for (const [path, text] of Object.entries(texts)) list.text(`/etc/${path}`, text);
  for (const path of JOBS) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    list.text(
      `/etc/${path}`,
      `#!/bin/sh\n\n# skip in favour of systemd timer\nif [ -d /run/systemd/system ]; then\n    exit 0\nfi\n\n[ -x /usr/sbin/${name} ] || exit 0\n`,
      0o755,
    );
  }
  for (const period of ['hourly', 'monthly']) {
    list.text(
      `/etc/cron.${period}/.placeholder`,
      '# DO NOT EDIT OR REMOVE\n# This file is a simple placeholder to keep dpkg from removing this directory\n',
    );
  }
  return list.files;
}
