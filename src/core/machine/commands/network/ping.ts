/** `ping` of iputils. The machine, its gateway and its neighbours answer; nothing beyond can be reached. */
import { hostDetails } from '../../host/host.ts';
import { textHash } from '../../host/random.ts';
import { type CommandContext, type CommandResult, failed, type MachineCommand, printed } from '../command.ts';
import { getopt, has, optionValue } from '../getopt.ts';

const USAGE = `
Usage
  ping [options] <destination>

Options:
  <destination>      dns name or ip address
  -4                 use IPv4
  -6                 use IPv6
  -c <count>         stop after <count> replies
  -i <interval>      seconds between sending each packet
  -I <interface>     either interface name or address
  -n                 no dns name resolution
  -q                 quiet output
  -s <size>          use <size> as number of data bytes to be sent
  -t <ttl>           define time to live
  -v                 verbose output
  -V                 print version and exit
  -w <deadline>      reply wait <deadline> in seconds
  -W <timeout>       time to wait for response

For more details see ping(8).
`;

/** Packets that are sent when no number is given: a command in the foreground does not wait for ever. */
const UNBOUNDED = 30;

interface Target {
  readonly address: string;
  /** Milliseconds that an answer takes; undefined when there is none. */
  readonly delay: number | undefined;
}

/** Where a name or an address leads; undefined when the name is not known. */
async function targetOf(name: string, context: CommandContext): Promise<Target | undefined> {
  const { host } = context.world;
  const { gateway, login } = hostDetails(host);
  const hosts = (await context.readText('/etc/hosts')) ?? '';
  const listed = hosts
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim().split(/\s+/))
    .find(([address = '', ...names]) => names.includes(name) && address.includes('.'))?.[0];
  const address = listed ?? (name === 'localhost' ? '127.0.0.1' : name);
  if (address.startsWith('127.') || address === host.addresses.ipv4 || address === '0.0.0.0')
    return { address, delay: 0.03 };
  if (address === gateway || address === login.from) return { address, delay: 0.35 };
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(address) ? { address, delay: undefined } : undefined;
}

async function run(words: readonly string[], context: CommandContext): Promise<CommandResult> {
  const parsed = getopt('ping', words, { short: '46aAbBdDfhLnOqrRUvVc:e:F:i:I:l:m:M:N:p:Q:s:S:t:T:w:W:' });
  if (parsed.problem !== undefined) return failed(`${parsed.problem}\n${USAGE}`, 2);
  if (has(parsed, 'V')) return printed('ping from iputils 20211215\n');
  const [name] = parsed.operands;
  if (has(parsed, 'h')) return failed(USAGE, 2);
  if (name === undefined) return failed('ping: usage error: Destination address required\n', 1);
  const asked = optionValue(parsed, 'c');
  if (asked !== undefined && !/^[1-9]\d*$/.test(asked)) return failed(`ping: invalid argument: '${asked}'\n`, 1);
  const size = Number(optionValue(parsed, 's') ?? 56);
  const interval = Number(optionValue(parsed, 'i') ?? 1) * 1000;
  if (!(size >= 0 && size <= 65_507) || !(interval >= 0)) return failed(`ping: invalid argument\n`, 1);
  const target = await targetOf(name, context);
  if (!target) return failed(`ping: ${name}: Temporary failure in name resolution\n`, 2);
  const { address, delay } = target;
  const deadline = Number(optionValue(parsed, 'w') ?? Number.POSITIVE_INFINITY);
  const count = Math.min(Number(asked ?? UNBOUNDED), 1000, Number.isFinite(deadline) ? Math.max(1, deadline) : 1000);
  const times: number[] = [];
  let stdout = `PING ${name} (${address}) ${size}(${size + 28}) bytes of data.\n`;
  const label = name === address || has(parsed, 'n') ? address : `${name} (${address})`;
  for (let sequence = 1; sequence <= count; sequence += 1) {
    if (delay !== undefined) {
      const time = delay * (0.8 + (textHash(`${address}:${sequence}:${context.world.clock}`) % 50) / 100);
      times.push(time);
      if (!has(parsed, 'q')) {
        stdout += `${size + 8} bytes from ${label}: icmp_seq=${sequence} ttl=64 time=${time.toFixed(time < 1 ? 3 : 2)} ms\n`;
      }
    }
    await context.control.advance(sequence < count ? interval : delay === undefined ? 10_000 : 1);
  }
  const total = Math.round((count - 1) * interval * 1.016);
  const lost = Math.round(((count - times.length) / count) * 100);
  stdout += `\n--- ${name} ping statistics ---\n${count} packets transmitted, ${times.length} received, ${lost}% packet loss, time ${total}ms\n`;
  if (times.length > 0) {
    const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
    const deviation = Math.sqrt(times.reduce((sum, time) => sum + (time - mean) ** 2, 0) / times.length);
    const figures = [Math.min(...times), mean, Math.max(...times), deviation].map((figure) => figure.toFixed(3));
    stdout += `rtt min/avg/max/mdev = ${figures.join('/')} ms\n`;
  } else {
    stdout += '\n';
  }
  return { stdout, stderr: '', exitCode: times.length > 0 ? 0 : 1 };
}

/** Asks hosts whether they are there. */
export const ping: MachineCommand = { name: 'ping', path: '/usr/bin/ping', run };
