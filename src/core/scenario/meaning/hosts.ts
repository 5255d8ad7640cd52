/** Names of hosts: the machine itself and those around it. */
import { DEFAULTS } from '../defaults.ts';
import { suggestion } from '../nearest.ts';
import { problem } from '../problem-codes.ts';
import type { Problem } from '../problems.ts';
import { type SourceNode, textOf, valueAt } from '../source.ts';
import type { Declared } from './declared.ts';

/** The problem of a host that the scenario does not declare; the machine itself goes by its own name. */
export function unknownHost(node: SourceNode | undefined, { hosts, root }: Declared): Problem[] {
  const name = textOf(node);
  if (!node || name === undefined || name === '') return [];
  const own = textOf(valueAt(root, ['machine', 'hostname'])) ?? DEFAULTS.hostname;
  const names = [...hosts.map((host) => host.name), own];
  if (names.includes(name)) return [];
  const { sentence, fixes } = suggestion(name, names, node.range);
  const message = `No host is called ${name}. ${hosts.length > 0 ? sentence : 'Other hosts are declared under machine.network.hosts.'}`;
  return [problem('RL3701', node.range, message, hosts.length > 0 ? fixes : [])];
}
