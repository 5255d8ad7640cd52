/** `uname` and `arch` of GNU coreutils. */
import { hostDetails } from '../../host/host.ts';
import { type CommandContext, type CommandResult, failed, type MachineCommand, printed } from '../command.ts';
import { getopt, has } from '../getopt.ts';
import { coreutilsVersion } from '../versions.ts';

const HELP = `Usage: uname [OPTION]...
Print certain system information.  With no OPTION, same as -s.

  -a, --all                print all information, in the following order,
                             except omit -p and -i if unknown:
  -s, --kernel-name        print the kernel name
  -n, --nodename           print the network node hostname
  -r, --kernel-release     print the kernel release
  -v, --kernel-version     print the kernel version
  -m, --machine            print the machine hardware name
  -p, --processor          print the processor type (non-portable)
  -i, --hardware-platform  print the hardware platform (non-portable)
  -o, --operating-system   print the operating system
      --help        display this help and exit
      --version     output version information and exit

GNU coreutils online help: <https://www.gnu.org/software/coreutils/>
Report any translation bugs to <https://translationproject.org/team/>
Full documentation <https://www.gnu.org/software/coreutils/uname>
or available locally via: info '(coreutils) uname invocation'
`;

const SPEC = {
  short: 'asnrvmpio',
  long: {
    all: 'a',
    'kernel-name': 's',
    sysname: 's',
    nodename: 'n',
    'kernel-release': 'r',
    release: 'r',
    'kernel-version': 'v',
    machine: 'm',
    processor: 'p',
    'hardware-platform': 'i',
    'operating-system': 'o',
    help: 'h',
    version: 'V',
  },
};

function run(words: readonly string[], context: CommandContext): CommandResult {
  const parsed = getopt('uname', words, SPEC);
  const tryHelp = (text: string): CommandResult => failed(`${text}\nTry 'uname --help' for more information.\n`);
  if (parsed.problem !== undefined) return tryHelp(parsed.problem);
  if (has(parsed, 'h')) return printed(HELP);
  const { host } = context.world;
  if (has(parsed, 'V')) return printed(`uname (GNU coreutils) ${coreutilsVersion(host.os)}\n`);
  if (parsed.operands.length > 0) return tryHelp(`uname: extra operand ‘${parsed.operands[0]}’`);
  // Ubuntu's own patch makes the processor and the platform known; Debian leaves them unknown.
  const platform = host.os === 'debian-12' ? 'unknown' : host.architecture;
  const values: Readonly<Record<string, string>> = {
    s: 'Linux',
    n: host.hostname,
    r: host.kernel,
    v: hostDetails(host).kernelBuild,
    m: host.architecture,
    p: platform,
    i: platform,
    o: 'GNU/Linux',
  };
  const all = has(parsed, 'a');
  const wanted = parsed.options.length === 0 ? 's' : 'snrvmpio';
  const shown = [...wanted].filter((letter) => {
    if (parsed.options.length === 0) return true;
    return all ? values[letter] !== 'unknown' : has(parsed, letter);
  });
  return printed(`${shown.map((letter) => values[letter]).join(' ')}\n`);
}

/** Names the kernel and the host. */
export const uname: MachineCommand = { name: 'uname', path: '/usr/bin/uname', run };

/** Names the architecture. */
export const arch: MachineCommand = {
  name: 'arch',
  path: '/usr/bin/arch',
  run: (_, context) => printed(`${context.world.host.architecture}\n`),
};
