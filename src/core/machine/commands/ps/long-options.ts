/** Long options of `ps`. */
import type { World } from '../../world.ts';
import { parseFormat } from './format.ts';
import { PsProblem } from './problem.ts';
import { type PsArguments, parseSort, type Words } from './request.ts';
import { byGroup, byParent, byPid, bySession, byTerminal, byUser } from './selection.ts';

/** What each long option without a value does. */
const FLAGS: Readonly<Record<string, (into: PsArguments) => void>> = {
  deselect: (into) => {
    into.selection.negate = true;
  },
  forest: (into) => {
    into.tree = 'branches';
  },
  help: (into) => {
    into.show = 'help';
  },
  version: (into) => {
    into.show = 'version';
  },
  context: (into) => {
    into.request.label = true;
  },
  cumulative: () => {},
  header: () => {},
  headers: () => {},
  heading: () => {},
  headings: () => {},
  ...Object.fromEntries(
    ['no-header', 'no-headers', 'no-heading', 'no-headings', 'noheader', 'noheaders', 'noheading', 'noheadings'].map(
      (name) => [
        name,
        (into: PsArguments) => {
          into.headers = false;
        },
      ],
    ),
  ),
};

/**
 * Reads one long option and its value.
 * @throws PsProblem for what `ps` does not take.
 */
export function longWord(word: string, words: Words, into: PsArguments, world: World): void {
  const equals = word.indexOf('=');
  const name = equals < 0 ? word.slice(2) : word.slice(2, equals);
  const given = equals < 0 ? undefined : word.slice(equals + 1);
  const flag = Object.hasOwn(FLAGS, name) ? FLAGS[name] : undefined;
  if (flag) {
    if (given !== undefined) throw new PsProblem(`option --${name} does not take an argument`);
    flag(into);
    return;
  }
  const value = (what: string): string => {
    const text = given ?? words.next();
    if (text === undefined || text === '') throw new PsProblem(`${what} must follow --${name}`);
    return text;
  };
  const { lists } = into.selection;
  switch (name) {
    case 'pid':
    case 'quick-pid':
      lists.push(byPid(value('list of process IDs')));
      return;
    case 'ppid':
      lists.push(byParent(value('list of process IDs')));
      return;
    case 'user':
      lists.push(byUser(value('list of effective users'), world.host));
      return;
    case 'User':
      lists.push(byUser(value('list of real users'), world.host));
      return;
    case 'group':
      lists.push(byGroup(value('list of effective groups'), world.host));
      return;
    case 'Group':
      lists.push(byGroup(value('list of real groups'), world.host));
      return;
    case 'sid':
      lists.push(bySession(value('some sid thing(s)')));
      return;
    case 'tty':
      lists.push(byTerminal(value('list of ttys'), world));
      return;
    case 'format':
      into.request.custom.push(...parseFormat(value('format specification')));
      return;
    case 'sort':
      into.sort.push(...parseSort(value('long sort specification')));
      return;
    case 'cols':
    case 'columns':
    case 'width': {
      const columns = given ?? words.next() ?? '';
      if (!/^[1-9]\d*$/.test(columns)) {
        throw new PsProblem('number of columns must follow --cols, --width, or --columns');
      }
      into.width = Number(columns);
      return;
    }
    case 'rows':
    case 'lines': {
      const rows = given ?? words.next() ?? '';
      if (!/^[1-9]\d*$/.test(rows)) throw new PsProblem('number of rows must follow --rows or --lines');
      return;
    }
    default:
      throw new PsProblem('unknown gnu long option');
  }
}
