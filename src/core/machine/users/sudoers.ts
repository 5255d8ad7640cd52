/** What `/etc/sudoers` and the files beside it let somebody do. */
import { groupsOf } from '../host/accounts.ts';
import type { MachineState } from '../state/machine-state.ts';
import type { User } from './accounts.ts';
import { furtherGroups } from './accounts.ts';

export interface SudoRule {
  /** As it is written: `(ALL : ALL) NOPASSWD: ALL`. */
  readonly text: string;
  /** Users as whom commands may run; `ALL` is everybody. */
  readonly runAs: readonly string[];
  readonly needsPassword: boolean;
  /** Paths of commands, with arguments where only those are meant; `ALL` is every command. */
  readonly commands: readonly string[];
}

const decoder = new TextDecoder();

function textOf(state: MachineState, path: string): string {
  const node = state.node(path);
  return node?.kind === 'file' ? decoder.decode(state.read(node)) : '';
}

/** The rules that are about a user, in order: the last one that fits a command counts. */
export function sudoRules(state: MachineState, user: User): readonly SudoRule[] {
  const { host } = state;
  const numbers = [user.gid, ...furtherGroups(host, user)];
  const groups = groupsOf(host).flatMap(({ name, gid }) => (numbers.includes(gid) ? [`%${name}`, `%#${gid}`] : []));
  const names = new Set([user.name, `#${user.uid}`, 'ALL', ...groups]);
  const included = state.tree
    .names('/etc/sudoers.d')
    .filter((name) => !/[.~]/.test(name))
    .map((name) => textOf(state, `/etc/sudoers.d/${name}`));
  const rules: SudoRule[] = [];
  for (const text of [textOf(state, '/etc/sudoers'), ...included]) {
    for (const line of text.replace(/\\\n/g, ' ').split('\n')) {
      const rule = readRule(line, names);
      if (rule) rules.push(rule);
    }
  }
  return rules;
}

function readRule(line: string, names: ReadonlySet<string>): SudoRule | undefined {
  const bare = line.replace(/(?<!%)#(?!\d).*$/, '').trim();
  const [, who = '', rest = ''] = /^(\S+)\s+\S+?\s*=\s*(.*)$/.exec(bare) ?? [];
  if (who === '' || who.startsWith('Defaults') || !names.has(who)) return undefined;
  const [, runAs = 'root', after = ''] = /^(?:\(([^)]*)\))?\s*(.*)$/.exec(rest) ?? [];
  const tags = /^((?:[A-Z_]+:\s*)*)(.*)$/.exec(after);
  const commands = (tags?.[2] ?? '').split(/\s*,\s*/).filter(Boolean);
  if (commands.length === 0) return undefined;
  const users =
    runAs
      .split(':')[0]
      ?.split(',')
      .map((name) => name.trim()) ?? [];
  const isFree = (tags?.[1] ?? '').includes('NOPASSWD:');
  return {
    text: `(${runAs.replace(/\s*:\s*/, ' : ')}) ${isFree ? 'NOPASSWD: ' : ''}${commands.join(', ')}`,
    runAs: users,
    needsPassword: !isFree,
    commands,
  };
}

/** The rule under which a command may run as somebody; undefined when it may not. `path` is where the command lies. */
export function ruleFor(
  rules: readonly SudoRule[],
  runAs: string,
  path: string,
  args: readonly string[],
): SudoRule | undefined {
  return rules.findLast(
    (rule) =>
      (rule.runAs.includes('ALL') || rule.runAs.includes(runAs)) &&
      rule.commands.some((command) => fits(command, path, args)),
  );
}

function fits(command: string, path: string, args: readonly string[]): boolean {
  if (command === 'ALL') return true;
  const [program = '', ...wanted] = command.split(/\s+/);
  const isIn = program.endsWith('/')
    ? path.startsWith(program) && !path.slice(program.length).includes('/')
    : program === path;
  return isIn && (wanted.length === 0 || wanted.join(' ') === args.join(' '));
}
