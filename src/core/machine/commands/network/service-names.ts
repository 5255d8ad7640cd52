/** Names of `/etc/services` that tools put in place of ports, and what scanners call what listens there. */

const NAMES: Readonly<Record<number, string>> = {
  21: 'ftp',
  22: 'ssh',
  23: 'telnet',
  25: 'smtp',
  53: 'domain',
  80: 'http',
  110: 'pop3',
  111: 'rpcbind',
  135: 'msrpc',
  139: 'netbios-ssn',
  143: 'imap',
  443: 'https',
  445: 'microsoft-ds',
  873: 'rsync',
  993: 'imaps',
  995: 'pop3s',
  1433: 'ms-sql-s',
  2049: 'nfs',
  2375: 'docker',
  3000: 'ppp',
  3306: 'mysql',
  3389: 'ms-wbt-server',
  5000: 'upnp',
  5432: 'postgresql',
  5900: 'vnc',
  6379: 'redis',
  6443: 'sun-sr-https',
  8000: 'http-alt',
  8001: 'vcom-tunnel',
  8008: 'http',
  8080: 'http-proxy',
  8081: 'blackice-icecap',
  8443: 'https-alt',
  8888: 'sun-answerbook',
  9000: 'cslistener',
  9090: 'zeus-admin',
  9100: 'jetdirect',
  9200: 'wap-wsp',
  11434: 'unknown',
  27017: 'mongod',
};

/** Name that a scanner gives a port; `unknown` when it has none. */
export function scannedName(port: number): string {
  return NAMES[port] ?? 'unknown';
}

/** Ports that are scanned when none are named, as far as anything could listen there. */
export const USUAL_PORTS: readonly number[] = Object.keys(NAMES).map(Number);

/** Name of a port as `nc -v` shows it: `ssh`, `http-alt`, or `*`. */
export function shownName(port: number): string {
  const name =
    { 8000: '*', 8080: 'http-alt', 27017: '*', 11434: '*', 3000: '*', 5000: '*', 9000: '*' }[port] ?? NAMES[port];
  return name ?? '*';
}
