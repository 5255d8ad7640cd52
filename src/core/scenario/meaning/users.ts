import { suggestion } from '../nearest.ts';
import { problem } from '../problem-codes.ts';
import type { Problem } from '../problems.ts';
import { entryOf, rangeWithin, type SourceNode, textOf, valueAt } from '../source.ts';
import type { Declared } from './declared.ts';

/** Users that every Linux system of ours has besides `root`. */
export const SYSTEM_USERS: readonly string[] = [
  'backup',
  'bin',
  'daemon',
  'games',
  'irc',
  'list',
  'lp',
  'mail',
  'man',
  'messagebus',
  'news',
  'nobody',
  'proxy',
  'sshd',
  'sync',
  'sys',
  'uucp',
  'www-data',
];

/**
 * Users that are named and do not exist. Processes and files bring their users with them; an owner that is named only once, for a
 * single file, is more likely a typing error.
 */
export function checkUsers(declared: Declared): Problem[] {
  const running = declared.processes.flatMap(({ node }) => textOf(entryOf(node, 'user')?.value) ?? []);
  const agentUser = valueAt(declared.root, ['agent', 'user']);
  const known = new Set(['root', declared.machineUser, ...running]);
  const owners = declared.files.flatMap(({ value }) => entryOf(value, 'owner')?.value ?? []);
  const counts = Map.groupBy(owners, (owner) => nameOf(owner) ?? '');
  const brought = new Set([...known, ...counts.keys()]);
  const lonely = owners.filter((owner) => {
    const name = nameOf(owner);
    return name !== undefined && counts.get(name)?.length === 1 && name !== textOf(agentUser);
  });
  return [
    ...(agentUser ? unknown('RL3205', agentUser, brought) : []),
    ...lonely.flatMap((owner) => unknown('RL3209', owner, known)),
  ];
}

function unknown(code: 'RL3205' | 'RL3209', node: SourceNode, users: ReadonlySet<string>): Problem[] {
  const name = nameOf(node);
  if (node.kind !== 'scalar' || name === undefined || users.has(name)) return [];
  if (SYSTEM_USERS.includes(name) || /^\d+$/.test(name)) return [];
  const range = name === '' ? node.range : rangeWithin(node, 0, name.length);
  const { sentence, fixes } = suggestion(name, users, range);
  const what = code === 'RL3205' ? `The machine has no user ${name}.` : `Nothing else names the user ${name}.`;
  return [problem(code, range, `${what} ${sentence}`.trim(), fixes)];
}

/** Name in `user` or `user:group`. */
function nameOf(node: SourceNode): string | undefined {
  return textOf(node)?.split(':', 1).join();
}
