/** Options of `ps` as UNIX writes them: letters with a dash. */
import type { World } from '../../world.ts';
import { parseFormat } from './format.ts';
import { PsProblem } from './problem.ts';
import type { PsArguments, Words } from './request.ts';
import {
  byCommand,
  byGroup,
  byPid,
  bySession,
  bySessionOrGroup,
  byTerminal,
  byUser,
  type Matcher,
} from './selection.ts';

/**
 * Reads the letters of one word.
 * @throws PsProblem for what `ps` does not take.
 */
export function unixWord(letters: string, words: Words, into: PsArguments, world: World): void {
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
