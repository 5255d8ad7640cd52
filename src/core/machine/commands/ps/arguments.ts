/** The command line of `ps`: letters with a dash (UNIX), without (BSD), and long options, all mixed. */
import type { World } from '../../world.ts';
import { type Column, columnNamed } from './columns.ts';
import { emptyRequest, type FormatRequest, parseFormat } from './format.ts';
import { PsProblem } from './problem.ts';
import {
  byCommand,
  byGroup,
  byParent,
  byPid,
  bySession,
  bySessionOrGroup,
  byTerminal,
  byUser,
  emptySelection,
  type Matcher,
  type Selection,
} from './selection.ts';

export interface SortKey {
  readonly column: Column;
  readonly descending: boolean;
}

export interface PsArguments {
  readonly request: FormatRequest;
  readonly selection: Selection;
  readonly sort: SortKey[];
  headers: boolean;
  /** Lines are drawn as a tree: with branches, or by indentation alone. */
  tree: 'none' | 'branches' | 'indented';
  /** Characters of a line, when they are limited. */
  width: number | undefined;
  show: 'list' | 'help' | 'version';
}

function parseSort(text: string): readonly SortKey[] {
  return text.split(',').map((entry) => {
    const column = columnNamed(entry.replace(/^[-+]/, ''));
    if (!column) throw new PsProblem('unknown sort specifier');
    return { column, descending: entry.startsWith('-') };
  });
}

/** Reads words one after another, so that an option can take the next one. */
class Words {
  readonly #words: readonly string[];
  #next = 0;

  constructor(words: readonly string[]) {
    this.#words = words;
  }

  next(): string | undefined {
    const word = this.#words[this.#next];
    this.#next += 1;
    return word;
  }
}

/** Letters with a dash. Gives the rest of the word that was taken as a value. */
function unixWord(letters: string, words: Words, into: PsArguments, world: World): void {
  const { request, selection } = into;
  for (let at = 0; at < letters.length; at += 1) {
    const letter = letters.charAt(at);
    const value = (what: string): string => {
      const rest = letters.slice(at + 1) || words.next();
      if (rest === undefined || rest === '') throw new PsProblem(`${what} must follow -${letter}`);
      at = letters.length;
      return rest;
    };
    const list = (what: string, make: (text: string) => Matcher): void => {
      selection.lists.push(make(value(what)));
    };
    switch (letter) {
      case 'A':
      case 'e':
        selection.everything = true;
        break;
      case 'a':
        selection.onTerminals = true;
        break;
      case 'd':
        selection.notLeaders = true;
        break;
      case 'N':
        selection.negate = true;
        break;
      case 'f':
        request.full = true;
        break;
      case 'F':
        request.extraFull = true;
        break;
      case 'l':
        request.long = true;
        break;
      case 'j':
        request.jobs = true;
        break;
      case 'y':
        request.noFlags = true;
        break;
      case 'P':
        request.processor = true;
        break;
      case 'M':
      case 'Z':
        request.label = true;
        break;
      case 'H':
        into.tree = 'indented';
        break;
      case 'L':
        request.threads = 'lwp';
        break;
      case 'T':
        request.threads = 'spid';
        break;
      case 'V':
        into.show = 'version';
        break;
      case 'c':
      case 'm':
      case 'w':
        break;
      case 'x':
        request.bsd = true;
        selection.withoutTerminal = true;
        break;
      case 'C':
        list('list of command names', byCommand);
        break;
      case 'p':
      case 'q':
        list('list of process IDs', byPid);
        break;
      case 'u':
        list('list of users', (text) => byUser(text, world.host));
        break;
      case 'U':
        list('list of real users', (text) => byUser(text, world.host));
        break;
      case 'G':
        list('list of real groups', (text) => byGroup(text, world.host));
        break;
      case 'g':
        list('list of session leaders OR effective group IDs', (text) => bySessionOrGroup(text, world.host));
        break;
      case 's':
        list('some sid thing(s)', bySession);
        break;
      case 't':
        list('list of terminals (pty, tty...)', (text) => byTerminal(text, world));
        break;
      case 'o':
        request.custom.push(...parseFormat(value('format specification')));
        break;
      case 'O':
        request.inserted.push(...parseFormat(value('format or sort specification')));
        break;
      default:
        throw new PsProblem('unsupported SysV option');
    }
  }
}

/** Letters without a dash. */
function bsdWord(letters: string, words: Words, into: PsArguments, world: World): void {
  const { request, selection } = into;
  request.bsd = true;
  for (let at = 0; at < letters.length; at += 1) {
    const letter = letters.charAt(at);
    const value = (complaint: string): string => {
      const rest = letters.slice(at + 1) || words.next();
      if (rest === undefined || rest === '') throw new PsProblem(complaint);
      at = letters.length;
      return rest;
    };
    switch (letter) {
      case 'a':
        selection.allUsers = true;
        break;
      case 'x':
        selection.withoutTerminal = true;
        break;
      case 'r':
        selection.runningOnly = true;
        break;
      case 'T':
        selection.thisTerminal = true;
        break;
      case 'f':
        into.tree = 'branches';
        break;
      case 'h':
        into.headers = false;
        break;
      case 'j':
      case 'l':
      case 's':
      case 'u':
      case 'v':
      case 'X':
        if (request.bsdFormat !== undefined && request.bsdFormat !== letter) {
          throw new PsProblem('conflicting format options');
        }
        request.bsdFormat = letter;
        break;
      case 'L':
      case 'H':
        request.threads = 'lwp';
        break;
      case 'Z':
        request.label = true;
        break;
      case 'V':
        into.show = 'version';
        break;
      case 'c':
      case 'e':
      case 'g':
      case 'm':
      case 'n':
      case 'S':
      case 'w':
        break;
      case 'p':
      case 'q':
        selection.lists.push(byPid(value(`list of process IDs must follow ${letter}`)));
        break;
      case 'U':
        selection.lists.push(byUser(value('list of users must follow U'), world.host));
        break;
      case 't': {
        const terminal = letters.slice(at + 1);
        at = letters.length;
        if (terminal === '') selection.thisTerminal = true;
        else selection.lists.push(byTerminal(terminal, world));
        break;
      }
      case 'o':
        request.custom.push(...parseFormat(value('format specification must follow o')));
        break;
      case 'O':
        request.inserted.push(...parseFormat(value('format or sort specification must follow O')));
        break;
      case 'k':
        into.sort.push(...parseSort(value("long sort specification must follow 'k'")));
        break;
      default:
        throw new PsProblem('unsupported option (BSD syntax)');
    }
  }
}

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

function longWord(word: string, words: Words, into: PsArguments, world: World): void {
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

function parse(args: readonly string[], world: World, allBsd: boolean): PsArguments {
  const into: PsArguments = {
    request: emptyRequest(),
    selection: emptySelection(),
    sort: [],
    headers: true,
    tree: 'none',
    width: undefined,
    show: 'list',
  };
  const words = new Words(args);
  for (let word = words.next(); word !== undefined; word = words.next()) {
    if (word.startsWith('--') && word !== '--') longWord(word, words, into, world);
    else if (/^-./.test(word) && !allBsd) unixWord(word.slice(1), words, into, world);
    else if (/^\d/.test(word)) {
      into.request.bsd ||= into.selection.lists.length === 0;
      into.selection.lists.push(byPid(word));
    } else if (word === '--' || word === '-') throw new PsProblem('garbage option');
    else bsdWord(word.replace(/^-/, ''), words, into, world);
  }
  return into;
}

/**
 * Reads the command line. Like procps, it takes `ps -aux` for `ps aux` when there is no user `x`.
 * @throws PsProblem for what `ps` would not take.
 */
export function parseArguments(args: readonly string[], world: World): PsArguments {
  try {
    return parse(args, world, false);
  } catch (problem) {
    if (!(problem instanceof PsProblem) || args.some((word) => word.startsWith('--'))) throw problem;
    try {
      return parse(args, world, true);
    } catch {
      throw problem;
    }
  }
}
