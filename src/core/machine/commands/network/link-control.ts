/** `ip` and `ifconfig` as they change the network: an interface goes down or up. Everything else is a view. */
import type { ExecResult } from 'just-bash';
import { interfaces } from '../../host/interfaces.ts';
import { type Call, fail, ok } from '../../shell/contracts.ts';
import { machineTool } from '../../shell/machine-tool.ts';
import { ifconfig } from './ifconfig.ts';
import { ip } from './ip.ts';
import { isRoot, type NetworkTool, networkOf } from './network-tool.ts';
import { spokenWith } from './probes/trace.ts';

const ipView = machineTool(ip);
const ifconfigView = machineTool(ifconfig);

function isInterface(name: string, call: Call): boolean {
  return interfaces(call.shell.parts.kernel.state.host).some((entry) => entry.name === name);
}

function runIp(args: readonly string[], call: Call): ExecResult | Promise<ExecResult> {
  const [object = '', verb = '', ...rest] = args.filter((word) => !word.startsWith('-'));
  if (object !== '' && 'link'.startsWith(object) && (verb === 'set' || verb === 's')) {
    const words = rest.filter((word) => word !== 'dev');
    const state = words.find((word) => word === 'up' || word === 'down');
    const name = words.find((word) => word !== state) ?? '';
    if (state !== undefined) {
      if (!isInterface(name, call)) return fail(`Cannot find device "${name}"\n`);
      if (!isRoot(call)) return fail('RTNETLINK answers: Operation not permitted\n', 2);
      networkOf(call).setInterface(name, state === 'up');
      return ok();
    }
  }
  const isNeighbours = object.length > 0 && ('neighbour'.startsWith(object) || 'neighbor'.startsWith(object));
  if (isNeighbours && (verb === '' || 'show'.startsWith(verb) || 'list'.startsWith(verb) || verb === 'ls')) {
    const { addresses } = call.shell.parts.kernel.state.host;
    const known = networkOf(call).connected ? spokenWith(call) : [];
    return ok(
      known
        .map(
          (address) =>
            `${address} dev ${addresses.interface} lladdr ${networkOf(call).map.macOf(address)} REACHABLE \n`,
        )
        .join(''),
    );
  }
  return ipView.run(args, call);
}

function runIfconfig(args: readonly string[], call: Call): ExecResult | Promise<ExecResult> {
  const [name = '', state] = args.filter((word) => !word.startsWith('-'));
  if ((state !== 'up' && state !== 'down') || !isInterface(name, call)) return ifconfigView.run(args, call);
  if (!isRoot(call)) return fail('SIOCSIFFLAGS: Operation not permitted\n', 255);
  networkOf(call).setInterface(name, state === 'up');
  return ok();
}

/** `ifup` and `ifdown` of Debian. */
function runIfUpDown(up: boolean): NetworkTool['run'] {
  return (args, call) => {
    const name = args.find((word) => !word.startsWith('-')) ?? '';
    const tool = up ? 'ifup' : 'ifdown';
    if (!isInterface(name, call)) return fail(`${tool}: unknown interface ${name}\n`);
    if (!isRoot(call)) return fail(`${tool}: failed to open lockfile /run/network/.ifstate.lock: Permission denied\n`);
    networkOf(call).setInterface(name, up);
    return ok();
  };
}

export const LINK_TOOLS: readonly NetworkTool[] = [
  { name: 'ip', path: '/usr/sbin/ip', run: runIp },
  { name: 'ifconfig', path: '/usr/sbin/ifconfig', run: runIfconfig },
  { name: 'ifup', path: '/usr/sbin/ifup', run: runIfUpDown(true) },
  { name: 'ifdown', path: '/usr/sbin/ifdown', run: runIfUpDown(false) },
];
