/** Options of `ps` as BSD writes them: letters without a dash. */
import type { World } from '../../world.ts';
import { parseFormat } from './format.ts';
import { PsProblem } from './problem.ts';
import { type PsArguments, parseSort, type Words } from './request.ts';
import { byPid, byTerminal, byUser } from './selection.ts';

/**
 * Reads the letters of one word.
 * @throws PsProblem for what `ps` does not take.
 */
export function bsdWord(letters: string, words: Words, into: PsArguments, world: World): void {
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
