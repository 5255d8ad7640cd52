/** `ping` of iputils. */
import type { ExecResult } from 'just-bash';
import { textHash } from '../../host/random.ts';
import type { Network } from '../../network/network.ts';
import { type Call, fail, ok } from '../../shell/contracts.ts';
import { LiveOutput } from '../../shell/live-output.ts';
import { getopt, has, optionValue } from '../getopt.ts';
import { type NetworkTool, networkOf, unknownNameText } from './network-tool.ts';

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

/** Packets that are sent when no number is given: more than anybody waits for. */
const UNBOUNDED = 10_000;

interface Target {
  readonly address: string;
  /** What it meets, and the milliseconds that an answer takes. */
  readonly met: ReturnType<Network['ping']>;
  readonly delay: number;
}

/** Where a name or an address leads; undefined when the name is not known. */
function targetOf(name: string, call: Call): Target | undefined {
  const network = networkOf(call);
  const address = network.resolve(name);
  if (address === undefined) return undefined;
  return {
    address: address === '0.0.0.0' ? '127.0.0.1' : address,
    met: network.ping(name),
    delay: network.isLocal(address) ? 0.03 : 0.35,
  };
}

async function run(words: readonly string[], call: Call): Promise<ExecResult> {
  const parsed = getopt('ping', words, { short: '46aAbBdDfhLnOqrRUvVc:e:F:i:I:l:m:M:N:p:Q:s:S:t:T:w:W:' });
  if (parsed.problem !== undefined) return fail(`${parsed.problem}\n${USAGE}`, 2);
  if (has(parsed, 'V')) return ok('ping from iputils 20211215\n');
  const [name] = parsed.operands;
  if (has(parsed, 'h')) return fail(USAGE, 2);
  if (name === undefined) return fail('ping: usage error: Destination address required\n', 1);
  const asked = optionValue(parsed, 'c');
  if (asked !== undefined && !/^[1-9]\d*$/.test(asked)) return fail(`ping: invalid argument: '${asked}'\n`, 1);
  const size = Number(optionValue(parsed, 's') ?? 56);
  const interval = Number(optionValue(parsed, 'i') ?? 1) * 1000;
  if (!(size >= 0 && size <= 65_507) || !(interval >= 0)) return fail(`ping: invalid argument\n`, 1);
  const target = targetOf(name, call);
  if (!target) return fail(`ping: ${name}: ${unknownNameText(call, name)}\n`, 2);
  const { address, met, delay } = target;
  if (met === 'unreachable') return fail('ping: connect: Network is unreachable\n', 2);
  const deadline = Number(optionValue(parsed, 'w') ?? Number.POSITIVE_INFINITY);
  const count = Math.min(
    Number(asked ?? UNBOUNDED),
    UNBOUNDED,
    Number.isFinite(deadline) ? Math.max(1, deadline) : 1000,
  );
  const times: number[] = [];
  let errors = 0;
  const seconds = Number(optionValue(parsed, 'W') ?? Number.NaN);
  const last = met === 'no-route' ? 3_060 : seconds > 0 ? seconds * 1000 : 10_000;
  const output = new LiveOutput(call);
  output.print(`PING ${name} (${address}) ${size}(${size + 28}) bytes of data.\n`);
  const label = name === address || has(parsed, 'n') ? address : `${name} (${address})`;
  let sent = 0;
  for (let sequence = 1; sequence <= count; sequence += 1) {
    if (call.shell.interruption) break;
    sent = sequence;
    if (met === 'open') {
      const time =
        delay * (0.8 + (textHash(`${address}:${sequence}:${call.shell.parts.kernel.schedule.now}`) % 50) / 100);
      times.push(time);
      if (!has(parsed, 'q')) {
        const shown = time.toFixed(time < 1 ? 3 : 2);
        output.print(`${size + 8} bytes from ${label}: icmp_seq=${sequence} ttl=64 time=${shown} ms\n`);
      }
    }
    if (met === 'no-route' && sequence % 3 === 1) {
      const { address: own } = networkOf(call);
      errors += 1;
      output.print(`From ${own} icmp_seq=${sequence} Destination Host Unreachable\n`);
    }
    await call.shell.pass(sequence < count ? interval : met === 'open' ? 1 : last);
  }
  // Only Ctrl-C makes it add up.
  const { interruption } = call.shell;
  if (interruption && interruption.exitCode !== 130) return { stdout: output.held, stderr: '', exitCode: 1 };
  const total = Math.round((sent - 1) * interval * 1.016);
  const lost = Math.round(((sent - times.length) / sent) * 100);
  output.print(
    `\n--- ${name} ping statistics ---\n${sent} packets transmitted, ${times.length} received, ${errors === 0 ? '' : `+${errors} errors, `}${lost}% packet loss, time ${total}ms\n`,
  );
  if (times.length > 0) {
    const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
    const deviation = Math.sqrt(times.reduce((sum, time) => sum + (time - mean) ** 2, 0) / times.length);
    const figures = [Math.min(...times), mean, Math.max(...times), deviation].map((figure) => figure.toFixed(3));
    output.print(`rtt min/avg/max/mdev = ${figures.join('/')} ms\n`);
  } else {
    output.print('\n');
  }
  return { stdout: output.held, stderr: '', exitCode: times.length > 0 ? 0 : 1 };
}

/** Asks hosts whether they are there. */
export const pingTool: NetworkTool = { name: 'ping', path: '/usr/bin/ping', run };
