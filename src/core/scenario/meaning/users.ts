import { suggestion } from '../nearest.ts';
import { problem } from '../problem-codes.ts';
import type { Problem } from '../problems.ts';
import { entryOf, rangeWithin, type SourceNode, textOf, valueAt } from '../source.ts';
import type { Declared } from './declared.ts';

/** Users that are named and do not exist. There are root, the user of the machine, and those that processes run as. */
export function checkUsers(declared: Declared): Problem[] {
  const running = declared.processes.flatMap(({ node }) => textOf(entryOf(node, 'user')?.value) ?? []);
  const users = new Set(['root', declared.machineUser, ...running]);
  const owners = declared.files.map(({ value }) => entryOf(value, 'owner')?.value);
  return [
    ...checkUser(valueAt(declared.root, ['agent', 'user']), users),
    ...owners.flatMap((owner) => checkUser(owner, users)),
  ];
}

function checkUser(node: SourceNode | undefined, users: ReadonlySet<string>): Problem[] {
  const text = textOf(node);
  if (node?.kind !== 'scalar' || text === undefined) return [];
  const name = text.split(':', 1).join();
  if (users.has(name)) return [];
  const range = name === '' ? node.range : rangeWithin(node, 0, name.length);
  const { sentence, fixes } = suggestion(name, users, range);
  const message = `The machine has no user ${name}. ${sentence} Processes bring their users with them.`;
  return [problem('RL3205', range, message, fixes)];
}
