/** Changes that the scenario makes to the machine: what they name has to be there. */
import { problem } from '../problem-codes.ts';
import type { Problem } from '../problems.ts';
import { entriesOf, entryOf, itemsOf, type SourceNode, textOf } from '../source.ts';
import { undeclared } from './agents.ts';
import type { Declared } from './declared.ts';
import { unknownHost } from './hosts.ts';
import { undeclaredProgram } from './programs.ts';

/** What is wrong with one effect or several. */
export function checkEffects(node: SourceNode | undefined, declared: Declared): Problem[] {
  if (!node) return [];
  const effects = node.kind === 'list' ? itemsOf(node) : [node];
  return effects.flatMap((effect) => checkEffect(effect, declared));
}

function checkEffect(effect: SourceNode, declared: Declared): Problem[] {
  if (effect.kind !== 'map') return [];
  const what = effect.entries.filter(({ name }) => name !== 'host' && name !== 'signal');
  if (what.length === 0) {
    const range = effect.entries[0]?.key.range ?? effect.range;
    return [problem('RL3803', range, 'Nothing is changed here. Say what happens: kill, start, write, remove, …')];
  }
  const signal = entryOf(effect, 'signal');
  const network = entryOf(effect, 'network')?.value;
  const services = [...declared.services.keys()];
  return [
    ...checkKill(entryOf(effect, 'kill')?.value, declared),
    ...(signal && !entryOf(effect, 'kill')
      ? [problem('RL3803', signal.key.range, 'Nothing is signalled here: signal goes with kill.')]
      : []),
    ...checkStart(entryOf(effect, 'start')?.value, declared),
    ...unknownHost(entryOf(effect, 'host')?.value, declared),
    ...entriesOf(entryOf(effect, 'service')?.value).flatMap(({ key }) =>
      undeclared('RL3702', 'service', key, services),
    ),
    ...['deny', 'allow'].flatMap((list) =>
      itemsOf(entryOf(network, list)?.value).flatMap((host) => unreachableHost(host, declared)),
    ),
  ];
}

function checkKill(node: SourceNode | undefined, declared: Declared): Problem[] {
  const name = textOf(node);
  if (!node || name === undefined) return [];
  if (name === 'self') {
    if (declared.hasSelf) return [];
    const message =
      'self needs a process of the agent, and none is marked. Write self: true at a process under machine.processes.';
    return [problem('RL3008', node.range, message)];
  }
  return declared.programs.has(name) ? [] : [undeclaredProgram('RL3101', name, node.range, declared.programs)];
}

function checkStart(process: SourceNode | undefined, declared: Declared): Problem[] {
  if (process?.kind !== 'map') return [];
  const program = entryOf(process, 'program')?.value;
  const name = textOf(program);
  if (!program && !entryOf(process, 'command')) {
    const message = 'A process needs a program that is declared under machine.programs, or a command line.';
    return [problem('RL3105', process.entries[0]?.key.range ?? process.range, message)];
  }
  if (!program || name === undefined || declared.programs.has(name)) return [];
  return [undeclaredProgram('RL3101', name, program.range, declared.programs)];
}

/** Hosts that can be cut off are those declared, and any of the outside, which have a dot or a colon in their name. */
function unreachableHost(host: SourceNode, declared: Declared): Problem[] {
  const name = textOf(host) ?? '';
  return /[.:*/]/.test(name) ? [] : unknownHost(host, declared);
}
