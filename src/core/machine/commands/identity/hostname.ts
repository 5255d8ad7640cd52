/** `hostname` of Debian. */
import { type CommandContext, type CommandResult, failed, type MachineCommand, printed } from '../command.ts';
import { getopt, has } from '../getopt.ts';

const USAGE = `Usage: hostname [-b] {hostname|-F file}         set host name (from file)
       hostname [-a|-A|-d|-f|-i|-I|-s|-y]       display formatted name
       hostname                                 display host name

       {yp,nis,}domainname {nisdomain|-F file}  set NIS domain name (from file)
       {yp,nis,}domainname                      display NIS domain name

       dnsdomainname                            display dns domain name

       hostname -V|--version|-h|--help          print info and exit

Program name:
       {yp,nis,}domainname=hostname -y
       dnsdomainname=hostname -d

Program options:
    -a, --alias            alias names
    -A, --all-fqdns        all long host names (FQDNs)
    -b, --boot             set default hostname if none available
    -d, --domain           DNS domain name
    -f, --fqdn, --long     long host name (FQDN)
    -F, --file             read host name or NIS domain name from given file
    -i, --ip-address       addresses for the host name
    -I, --all-ip-addresses all addresses for the host
    -s, --short            short host name
    -y, --yp, --nis        NIS/YP domain name

Description:
   This command can get or set the host name or the NIS domain name. You can
   also get the DNS domain or the FQDN (fully qualified domain name).
   Unless you are using bind or NIS for host lookups you can change the
   FQDN (Fully Qualified Domain Name) and the DNS domain name (which is
   part of the FQDN) in the /etc/hosts file.
`;

const SPEC = {
  short: 'aAbdfF:iIsyhV',
  long: {
    alias: 'a',
    'all-fqdns': 'A',
    boot: 'b',
    domain: 'd',
    fqdn: 'f',
    long: 'f',
    'file=': 'F',
    'ip-address': 'i',
    'all-ip-addresses': 'I',
    short: 's',
    yp: 'y',
    nis: 'y',
    help: 'h',
    version: 'V',
  },
};

function run(words: readonly string[], context: CommandContext): CommandResult {
  const parsed = getopt('hostname', words, SPEC);
  if (parsed.problem !== undefined) return failed(`${parsed.problem}\n${USAGE}`, 255);
  if (has(parsed, 'h')) return failed(USAGE, 255);
  if (has(parsed, 'V')) return printed('hostname 3.23\n');
  const { hostname, addresses } = context.world.host;
  if (parsed.operands.length > 0 || has(parsed, 'F')) {
    if (context.shell.uid !== 0) return failed('hostname: you must be root to change the host name\n');
    const [name = ''] = parsed.operands;
    if (!/^[A-Za-z0-9][A-Za-z0-9.-]{0,62}$/.test(name)) return failed('hostname: the specified hostname is invalid\n');
    context.control.rename?.(name);
    return printed('');
  }
  if (has(parsed, 'I')) return printed(`${addresses.ipv4} \n`);
  if (has(parsed, 'i')) return printed('127.0.1.1\n');
  if (has(parsed, 'a')) return printed('\n');
  if (has(parsed, 'A')) return printed(`${hostname} \n`);
  if (has(parsed, 'd')) return printed('');
  if (has(parsed, 'y')) return failed('hostname: Local domain name not set\n');
  return printed(`${hostname}\n`);
}

/** Shows the name and the addresses of the host. */
export const hostname: MachineCommand = { name: 'hostname', path: '/usr/bin/hostname', run };
