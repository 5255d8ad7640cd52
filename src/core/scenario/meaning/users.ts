import { suggestion } from '../nearest.ts';
import { problem } from '../problem-codes.ts';
import type { Problem } from '../problems.ts';
import {
  entriesOf,
  entryOf,
  itemsOf,
  rangeWithin,
  type SourceEntry,
  type SourceNode,
  textOf,
  valueAt,
  wordOf,
} from '../source.ts';
import { agentNodes } from './agents.ts';
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
  const running = [...declared.processes, ...declared.services.values()].flatMap(
    ({ node }) => textOf(entryOf(node, 'user')?.value) ?? [],
  );
  const accounts = entriesOf(valueAt(declared.root, ['machine', 'users']));
  const agentUser = valueAt(declared.root, ['agent', 'user']);
  const others = agentNodes(declared.root)
    .slice(1)
    .flatMap((agent) => entryOf(agent, 'user')?.value ?? []);
  const scheduled = itemsOf(valueAt(declared.root, ['machine', 'cron'])).flatMap(
    (entry) => entryOf(entry, 'user')?.value ?? [],
  );
  const known = new Set(['root', declared.machineUser, ...running, ...accounts.map(({ name }) => name)]);
  const owners = declared.files.flatMap(({ value }) => entryOf(value, 'owner')?.value ?? []);
  const counts = Map.groupBy(owners, (owner) => nameOf(owner) ?? '');
  const brought = new Set([...known, ...counts.keys()]);
  const lonely = owners.filter((owner) => {
    const name = nameOf(owner);
    return name !== undefined && counts.get(name)?.length === 1 && name !== textOf(agentUser);
  });
  return [
    ...[...(agentUser ? [agentUser] : []), ...others, ...scheduled].flatMap((user) => unknown('RL3205', user, brought)),
    ...checkAccounts(accounts),
    ...lonely.flatMap((owner) => unknown('RL3209', owner, known)),
  ];
}

/** Numbers that two users have, and sudo that no password opens. */
function checkAccounts(accounts: readonly SourceEntry[]): Problem[] {
  const taken = new Map<string, string>();
  return accounts.flatMap(({ name, value }) => {
    const uid = entryOf(value, 'uid')?.value;
    const number = wordOf(uid);
    const other = number === undefined ? undefined : taken.get(number);
    if (number !== undefined) taken.set(number, other ?? name);
    const sudo = entryOf(value, 'sudo')?.value;
    const isLocked = textOf(sudo) === 'password' && !entryOf(value, 'password');
    return [
      ...(uid && other !== undefined
        ? [problem('RL3210', uid.range, `${other} has the number ${number} already.`)]
        : []),
      ...(sudo && isLocked
        ? [
            problem(
              'RL3211',
              sudo.range,
              `${name} has no password, so none opens sudo. Give one, or say sudo: free or sudo: none.`,
              ['free', 'none'].map((text) => ({ title: `Change to ${text}`, edits: [{ range: sudo.range, text }] })),
            ),
          ]
        : []),
    ];
  });
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
